"""From published inspection letters to a database of findings."""

__version__ = "0.1.0"
