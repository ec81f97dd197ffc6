"""The review organisation's screens."""
