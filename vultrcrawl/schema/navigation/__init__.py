"""Where pages lead, and what can be done there: links, pages of a list, forms."""
