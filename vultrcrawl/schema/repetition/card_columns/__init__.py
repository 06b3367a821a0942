"""The columns of cards: places that all cards of a list have, and their roles."""
