"""A review file: its office, its request, its rules, and everything that happened; the list of all files."""
