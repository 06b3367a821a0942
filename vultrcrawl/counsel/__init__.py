"""What a language model is asked about a site, and what its answers are worth."""
