"""Questions to a language model about a site, and how much its answers are trusted."""
