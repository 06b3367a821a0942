"""Types of all pages of a site together: from pages, templates and links."""
