"""Tasks that follow the calls."""
