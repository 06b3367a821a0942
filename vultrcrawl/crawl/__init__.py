"""Results of a crawl from plain facts: site.json and summary, without Scrapy."""
