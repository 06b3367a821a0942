"""What a property is called, by whom, and what it may hold: one registry."""
