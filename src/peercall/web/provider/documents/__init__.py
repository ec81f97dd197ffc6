"""Documents: shown beside what was read from them."""
