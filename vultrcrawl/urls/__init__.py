"""What a URL says by itself: normal form, host, registrable domain, shape, words.

Knows no page, no crawl and no network; all other packages ask here.
"""
