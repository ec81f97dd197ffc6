"""Use cases of the site: what people and jobs do to a case that several share. Storage is reached through ports."""
