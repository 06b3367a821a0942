"""Explore any web site: a map, a type for every page, a schema that can be run."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vultrcrawl.classify.classification import Classification

__version__ = "0.1.0"
__all__ = ["__version__", "classify_page", "main_text"]


def __getattr__(name: str) -> Any:
    """Import the add-on on use: it knows Scrapy, and the rest needs to know it not."""
    if name == "Addon":
        return import_module("vultrcrawl.addon").Addon
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def classify_page(html: str, url: str) -> Classification:
    """Return what the page with source *html* at *url* is: type, confidence, evidence.

    Uses no network. *url* is the page's own address; it may be empty.
    """
    # Imported on use: numpy and the weights take half a second.
    from vultrcrawl.classify.ladder import classify_page as classify  # noqa: PLC0415 (slow)

    return classify(html, url)


def main_text(html: str, url: str) -> str:
    """Return the main text of the page with source *html*: what visitors come to read.

    An empty line parts paragraphs. Nothing hidden is in it. Uses no network. *url* is
    the page's own address; it may be empty.
    """
    from vultrcrawl.page.maintext.extract import main_text as extract  # noqa: PLC0415 (slow)

    return extract(html, url)
