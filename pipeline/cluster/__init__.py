"""Work on the machines of a Dask cluster. Nothing here is loaded without --cluster."""
