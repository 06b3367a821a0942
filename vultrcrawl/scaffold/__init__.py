"""An explored site as a Scrapy project of one's own, and what its pages read with."""
