"""Addresses: their normal form, hosts, shapes and the scope of a crawl."""
