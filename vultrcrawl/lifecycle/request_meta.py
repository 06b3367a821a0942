"""Keys of `Request.meta` that parts of a crawl tell each other by."""

from __future__ import annotations

from typing import Final

LEASE: Final = "vultrcrawl_lease"
"""The frontier's number of the URL that is leased."""
READ_AT_MOST: Final = "vultrcrawl_read_at_most"
"""Bytes of the body to read; more is no failure."""
ON_BEHALF: Final = "vultrcrawl_on_behalf_of"
"""The page whose scripts want it. What is refused pauses the host like any other, and
comes back to the page: the scheduler doesn't know it."""
