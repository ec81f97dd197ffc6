"""The application with an empty page and a trivial page beside it, and its invented cases. For benchmarks/web.py."""
