"""The command line: `peercall`."""
