"""The way to a model: requests, replies, failures and the budget."""
