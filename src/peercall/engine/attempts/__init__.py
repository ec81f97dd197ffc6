"""When a reviewer may call a treating physician's office, and which tries are still due before the decision."""
