"""Files as published → publications, judgements and findings."""
