"""For supervisors: files at risk, figures, and the logs for an audit."""
