"""Places and sources that may give a property, with what they say."""
