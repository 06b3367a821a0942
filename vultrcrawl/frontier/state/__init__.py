"""The crawl's state in SQLite, and its checks."""
