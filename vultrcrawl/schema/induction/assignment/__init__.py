"""Which candidates are which property: the options for each, and one joint decision."""
