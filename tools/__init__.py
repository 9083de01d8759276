"""Scripts for people who work on letters: python -m tools.NAME, or python tools/NAME.py."""
