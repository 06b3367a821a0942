"""Which URL next: scope, traps, sitemaps and the store of all URLs."""
