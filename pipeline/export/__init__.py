"""`letters export`: the database, or what a search finds of it, as files for other tools."""
