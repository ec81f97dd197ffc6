"""The inbox: drop files, and deal with what waits."""
