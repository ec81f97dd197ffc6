"""The address of the search box in the top bar."""
