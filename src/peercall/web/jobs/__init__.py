"""Background work: the worker's loop and the queue of PostgreSQL."""
