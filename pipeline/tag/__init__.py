"""Which priority areas a finding speaks of, what it says of them, and by which words."""
