"""Endpoints that pages ask, and how to ask them again."""
