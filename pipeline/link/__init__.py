"""Which actions of improvement plans answer which findings, and which findings come back."""
