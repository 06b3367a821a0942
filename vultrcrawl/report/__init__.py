"""site.json as a page that a person reads."""
