"""Laws, payer rules, denial reasons, policies, guidelines and measures: YAML files read strictly into domain objects."""
