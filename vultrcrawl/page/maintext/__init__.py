"""The main text of a page: which of its blocks of text a visitor came to read."""
