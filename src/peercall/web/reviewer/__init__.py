"""The review organization's screens."""
