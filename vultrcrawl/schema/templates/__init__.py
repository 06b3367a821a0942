"""Which pages were made alike, what they are, and where they wait."""
