"""Training of the ranker that tells which candidate is which property."""
