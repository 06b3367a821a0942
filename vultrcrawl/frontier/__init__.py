"""Which URL next: normal form, scope, traps, sitemaps and the store of all URLs."""
