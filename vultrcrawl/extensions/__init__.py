"""Scrapy extensions: browser, language model, output files, progress."""
