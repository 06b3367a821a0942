"""The schema.org type of the main thing on a page, as the page states it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.detail import EVENTS, ITEMS
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

_ARTICLES = (
    "NewsArticle", "BlogPosting", "ReportageNewsArticle", "TechArticle",
    "AnalysisNewsArticle", "OpinionNewsArticle", "LiveBlogPosting", "Article",
)  # fmt: skip
_PLACES = (
    "Person", "LocalBusiness", "Restaurant", "Store", "Organization", "Place",
    "CollegeOrUniversity", "MedicalBusiness", "ProfilePage",
)  # fmt: skip
#: Which of a page's types can be its main thing, the most telling first.
_MAIN: dict[PageType, tuple[str, ...]] = {
    PageType.PRODUCT: ("Product", "ProductGroup", "Book", "Vehicle", "Car", "Offer"),
    PageType.ARTICLE: ("Recipe", *_ARTICLES, "Review", "ClaimReview"),
    PageType.DOCUMENTATION: ("TechArticle", "APIReference", "HowTo", "Article"),
    PageType.FORUM_THREAD: ("DiscussionForumPosting", "QAPage", "Question"),
    PageType.JOB_POSTING: ("JobPosting",),
    PageType.EVENT: EVENTS,
    PageType.PROFILE: _PLACES,
    PageType.MEDIA: (
        "VideoObject", "AudioObject", "ImageGallery", "PodcastEpisode",
        "SoftwareApplication", "MobileApplication",
    ),
    PageType.ITEM_DETAIL: ITEMS,
    PageType.SERVICE_LANDING: ("Service", "SoftwareApplication", "WebApplication"),
    PageType.FAQ_SUPPORT: ("FAQPage", "QAPage"),
    PageType.PRODUCT_LISTING: ("Product",),
    PageType.CONTENT_LISTING: (
        "JobPosting", *EVENTS, "Recipe", "Course", "Movie", *_ARTICLES, "Product",
    ),
    PageType.ABOUT: ("Organization", "LocalBusiness", "Corporation", "Person"),
    PageType.CONTACT: ("LocalBusiness", "Store", "Organization"),
}  # fmt: skip
_OPENGRAPH = {
    "article": (PageType.ARTICLE, "Article"),
    "product": (PageType.PRODUCT, "Product"),
    "og:product": (PageType.PRODUCT, "Product"),
    "profile": (PageType.PROFILE, "Person"),
    "book": (PageType.PRODUCT, "Book"),
    "video.other": (PageType.MEDIA, "VideoObject"),
}


def stated_item_type(reading: PageReading, page_type: PageType) -> str | None:
    """Return the schema.org type that the page gives what it is about, or None.

    Only types that fit *page_type* count: every shop page names an Organization. Of a
    listing it is the type of its entries.
    """
    for kind in _MAIN.get(page_type, ()):
        if reading.schema[kind]:
            return kind
    stated = _OPENGRAPH.get(reading.og_type)
    return stated[1] if stated and stated[0] is page_type else None
