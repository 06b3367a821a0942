"""What is done with an exploration afterwards, without a request."""
