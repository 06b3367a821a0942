"""Pages in Chromium, through scrapy-playwright."""
