"""The help page: what each page is for, keys, clocks, whom to ask; one page a role."""
