"""One HTML page, parsed once, and everything that is read from it."""
