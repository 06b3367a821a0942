"""Download handler for http and https."""
