"""Explore any web site: a map, a type for every page, a schema that can be run."""

__version__ = "0.1.0"
