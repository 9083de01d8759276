"""A server on this machine with invented councils, to fetch from without the internet.

Its pages have the structure of the real sites; councils, inspectors and reports are invented.
`python -m pipeline.fetch.demo` shows a whole fetch; tests and benchmarks use the same pages.
"""
