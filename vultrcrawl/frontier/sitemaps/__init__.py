"""Sitemaps and feeds: found, read, bounded."""
