"""What is told of a crawl when it has ended, from plain facts: no Scrapy in here."""
