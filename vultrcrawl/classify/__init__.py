"""The type of a page: rules, then an embedded model, then, if configured, an LLM."""
