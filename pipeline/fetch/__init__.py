"""Fetch what Ofsted, the DfE and councils publish into raw/, with its manifest."""
