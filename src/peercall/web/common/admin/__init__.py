"""Pages for administrators: members, organization, audit, jobs."""
