"""Search and explore in the browser: Datasette on findings.db, with pages of our own."""
