"""site.json as somebody else may have written it: read back, checked, and run."""
