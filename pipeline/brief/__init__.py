"""`letters brief`: what a committee should know of one council, each claim with its source."""
