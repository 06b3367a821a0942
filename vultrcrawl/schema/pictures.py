"""Images of a page: which are content, and where their addresses stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.values import images
from vultrcrawl.values.images import SOURCES, file_of, is_picture

if TYPE_CHECKING:
    from lxml.html import HtmlElement

__all__ = ["SOURCES", "file_of", "is_picture", "is_tiny"]


def is_tiny(element: HtmlElement) -> bool:
    """Whether an ``<img>`` says that it is no larger than a few pixels."""
    return images.is_tiny(element.attrib)
