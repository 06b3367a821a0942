"""Page types: the closed lists, their definitions and how to tell them apart.

Two levels. The group can nearly always be told and is the fall-back when the type is
unsure. What a page is labelled for is its main content region; header, menus, footer,
cookie banners and "related" rails don't count. The definitions here feed prompts, the
README and the report; there is no second copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vultrcrawl.tables import json_table


class PageGroup(StrEnum):
    """What a page is for, coarsely."""

    INDEX = "index"
    DETAIL = "detail"
    INFO = "info"
    ACCOUNT = "account"
    SYSTEM = "system"
    OTHER = "other"


class PageType(StrEnum):
    """What a page is."""

    HOMEPAGE = "homepage"
    SECTION_HUB = "section_hub"
    PRODUCT_LISTING = "product_listing"
    CONTENT_LISTING = "content_listing"
    SEARCH_RESULTS = "search_results"
    PRODUCT = "product"
    ARTICLE = "article"
    DOCUMENTATION = "documentation"
    FORUM_THREAD = "forum_thread"
    JOB_POSTING = "job_posting"
    EVENT = "event"
    PROFILE = "profile"
    MEDIA = "media"
    ITEM_DETAIL = "item_detail"
    DATA_TABLE = "data_table"
    SERVICE_LANDING = "service_landing"
    PRICING = "pricing"
    ABOUT = "about"
    CONTACT = "contact"
    FAQ_SUPPORT = "faq_support"
    LEGAL = "legal"
    AUTH = "auth"
    TRANSACTION = "transaction"
    ERROR_OR_BLOCKED = "error_or_blocked"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Definition:
    """What makes a page one of a type, and what does not."""

    group: PageGroup
    qualifies: str
    """A page is of this type if this holds."""
    unless: str
    """The nearest other type, and what decides for it."""


_TABLE: dict[str, Any] = json_table("vultrcrawl", "page_types.json")
DEFINITIONS: dict[PageType, Definition] = {
    PageType(name): Definition(PageGroup(one["group"]), one["qualifies"], one["unless"])
    for name, one in _TABLE["definitions"].items()
}
TIE_BREAKS: tuple[str, ...] = tuple(_TABLE["tie_breaks"])


def group_of(page_type: PageType) -> PageGroup:
    """Return the group that *page_type* belongs to."""
    return DEFINITIONS[page_type].group
