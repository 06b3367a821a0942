"""The main text of a page as Markdown: what a visitor reads, with its structure."""
