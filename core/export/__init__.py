"""Results as files that a presenter takes into a meeting."""
