"""What every page shares: who is looking, layout, sign-in, errors, health."""
