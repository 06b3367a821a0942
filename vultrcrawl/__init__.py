"""Explore any web site with Scrapy: a map, a type for every page, a schema that runs."""

__version__ = "0.1.0"
