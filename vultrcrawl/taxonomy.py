"""Page types: the closed lists, their definitions and how to tell them apart.

Two levels. The group can nearly always be told and is the fall-back when the type is
unsure. What a page is labelled for is its main content region; header, menus, footer,
cookie banners and "related" rails don't count. The definitions here feed prompts, the
README and the report; there is no second copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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


_T, _G = PageType, PageGroup

DEFINITIONS: dict[PageType, Definition] = {
    _T.HOMEPAGE: Definition(
        _G.INDEX,
        "root of the site, or of a locale or brand section, presenting the whole site",
        "it is the campaign page of one product: service_landing",
    ),
    _T.SECTION_HUB: Definition(
        _G.INDEX,
        "mainly links to categories or sections, few or no items",
        "it shows three or more items of one kind: a listing",
    ),
    _T.PRODUCT_LISTING: Definition(
        _G.INDEX,
        "three or more sellable products as repeated cards or rows, each linking to "
        "its own page",
        "the products answer a typed query: search_results",
    ),
    _T.CONTENT_LISTING: Definition(
        _G.INDEX,
        "three or more entries of one kind that are not products (articles, docs, "
        "jobs, events, people, threads, places), each linking to its own page",
        "the entries have no page of their own: data_table",
    ),
    _T.SEARCH_RESULTS: Definition(
        _G.INDEX,
        "a listing that answers a query typed by a visitor (echoed, or in the URL)",
        "a facet or category without a text query: a listing",
    ),
    _T.PRODUCT: Definition(
        _G.DETAIL,
        "one sellable thing: its name and a price, availability or buy action",
        "only marketing text: service_landing",
    ),
    _T.ARTICLE: Definition(
        _G.DETAIL,
        "one authored text (news, blog, press, guide, review) read from top to bottom, "
        "usually with title and date or author",
        "reference material in a tree of docs: documentation",
    ),
    _T.DOCUMENTATION: Definition(
        _G.DETAIL,
        "technical or product reference, tutorial, API page or wiki page inside a "
        "navigable tree of siblings",
        "questions and answers of a help centre: faq_support",
    ),
    _T.FORUM_THREAD: Definition(
        _G.DETAIL,
        "one topic followed by replies or answers of other authors",
        "comments below an article: article",
    ),
    _T.JOB_POSTING: Definition(
        _G.DETAIL,
        "one vacancy with title and employer, location or a way to apply",
        "a list of vacancies: content_listing",
    ),
    _T.EVENT: Definition(
        _G.DETAIL,
        "one dated happening with time and place or stream",
        "a calendar of events: content_listing",
    ),
    _T.PROFILE: Definition(
        _G.DETAIL,
        "one person, organisation, place or account as the subject",
        "the site's own about page: about",
    ),
    _T.MEDIA: Definition(
        _G.DETAIL,
        "one video, audio, image, gallery, app or file whose playing or download is "
        "the point",
        "an article with an image: article",
    ),
    _T.ITEM_DETAIL: Definition(
        _G.DETAIL,
        "one entity not covered above (recipe, course, property, paper, dataset, "
        "vehicle); item_type says which",
        "a type above fits",
    ),
    _T.DATA_TABLE: Definition(
        _G.DETAIL,
        "the content is a table, dataset or specification whose rows have no pages of "
        "their own",
        "rows link to their own pages: content_listing",
    ),
    _T.SERVICE_LANDING: Definition(
        _G.INFO,
        "sells or explains a service, feature or solution in sections with calls to "
        "action",
        "plan prices side by side: pricing",
    ),
    _T.PRICING: Definition(
        _G.INFO, "plans or tariffs compared", "the price of one product: product"
    ),
    _T.ABOUT: Definition(
        _G.INFO,
        "the organisation describing itself: team, history, mission, careers pitch",
        "a list of vacancies: content_listing",
    ),
    _T.CONTACT: Definition(
        _G.INFO,
        "ways to reach or find the organisation (form, address, store locator) are "
        "the main content",
        "an address in the footer only",
    ),
    _T.FAQ_SUPPORT: Definition(
        _G.INFO,
        "questions and answers, or a help-centre article, for customers",
        "developer documentation: documentation",
    ),
    _T.LEGAL: Definition(
        _G.INFO,
        "terms, privacy, cookies, licence, imprint or another policy",
        "an article about law: article",
    ),
    _T.AUTH: Definition(
        _G.ACCOUNT,
        "log in, sign up, recover or verify an account",
        "a login box in a header",
    ),
    _T.TRANSACTION: Definition(
        _G.ACCOUNT,
        "cart, checkout, booking, application or another form of many fields that does "
        "something",
        "a search or newsletter form",
    ),
    _T.ERROR_OR_BLOCKED: Definition(
        _G.SYSTEM,
        "error, soft 404, captcha or bot wall, consent or age wall, parked or under "
        "construction",
        "the page has its content besides a banner",
    ),
    _T.OTHER: Definition(_G.OTHER, "none of the above", "any type above fits"),
}

TIE_BREAKS: tuple[str, ...] = (
    "Decide in this order: system, account, index, detail, info, other.",
    "List and text: index if the repeated cards are what a visitor came for.",
    "One detail with a grid of related items: the detail type.",
    "A price inside a product page: product, not pricing.",
)


def group_of(page_type: PageType) -> PageGroup:
    """Return the group that *page_type* belongs to."""
    return DEFINITIONS[page_type].group
