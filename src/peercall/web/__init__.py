"""The web application: pages for both ends of the line. `python -m peercall.web` starts it."""
