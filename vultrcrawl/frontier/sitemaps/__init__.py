"""Sitemaps: which there are, and what they list."""
