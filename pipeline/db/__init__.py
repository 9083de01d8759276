"""findings.db: its tables and views, and how it is built from the records of the stages."""
