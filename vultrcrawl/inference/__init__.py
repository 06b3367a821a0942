"""What each page of a site is, told from all of its pages, templates and links."""
