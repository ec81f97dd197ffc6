"""Pages for administrators: members, organisation, audit, jobs."""
