"""Spiders: `explore` maps a site, `extract` runs the schema that came of it."""
