"""Explore any web site: a map, a type for every page, a schema that can be run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vultrcrawl.classify.classification import Classification

__version__ = "0.1.0"
__all__ = ["__version__", "classify_page"]


def classify_page(html: str, url: str) -> Classification:
    """Return what the page with source *html* at *url* is: type, confidence, evidence.

    Uses no network. *url* is the page's own address; it may be empty.
    """
    # Imported on use: numpy and the weights take half a second.
    from vultrcrawl.classify.ladder import classify_page as classify  # noqa: PLC0415 (slow)

    return classify(html, url)
