"""Which URL is asked for next: groups of links, and what their pages were worth."""
