"""The content tree of a page: what is visible, and in which part of the page."""
