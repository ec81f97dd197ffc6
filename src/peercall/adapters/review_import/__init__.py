"""Files of review files as clients send them: tables in CSV, objects in JSON."""
