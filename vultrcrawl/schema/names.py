"""Names of fields: schema.org's or zyte-common-items' where one fits, else the label's.

Sources: https://schema.org/docs/full.html, and the items of
https://zyte-common-items.readthedocs.io for ``regularPrice``, ``breadcrumbs`` and more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

#: Paths below an item whose value is the thing itself: ``author.name`` is the author.
_THING: Final = {
    "author.name": "author", "creator.name": "creator", "brand.name": "brand",
    "publisher.name": "publisher", "image.url": "image", "image.contentUrl": "image",
    "manufacturer.name": "manufacturer", "thumbnail.url": "thumbnailUrl",
    "offers.price": "price", "offers.priceCurrency": "currency",
    "offers.lowPrice": "lowPrice", "offers.highPrice": "highPrice",
    "offers.availability": "availability", "offers.itemCondition": "itemCondition",
    "offers.priceValidUntil": "priceValidUntil", "offers.seller.name": "seller",
    "offers.priceSpecification.price": "price",
    "offers.priceSpecification.priceCurrency": "currency", "offers.sku": "sku",
    "aggregateRating.ratingValue": "ratingValue",
    "aggregateRating.ratingCount": "ratingCount",
    "aggregateRating.reviewCount": "reviewCount",
    "aggregateRating.bestRating": "bestRating",
    "recipeInstructions.text": "recipeInstructions",
    "recipeInstructions.itemListElement.text": "recipeInstructions",
    "recipeInstructions.itemListElement.name": "recipeInstructionNames",
    "recipeInstructions.name": "recipeInstructionNames",
    "articleSection.name": "articleSection", "about.name": "about",
    "keywords.name": "keywords", "mentions.name": "mentions",
    "hiringOrganization.name": "hiringOrganization",
    "jobLocation.address.addressLocality": "jobLocation",
    "baseSalary.value.value": "baseSalary", "location.name": "location",
    "location.address.addressLocality": "addressLocality",
    "itemListElement.name": "breadcrumbs", "itemListElement.item.name": "breadcrumbs",
    "organizer.name": "organizer", "performer.name": "performer",
    "acceptedAnswer.text": "acceptedAnswer", "mainEntity.name": "questions",
    "mainEntity.acceptedAnswer.text": "answers", "actor.name": "actor",
    "director.name": "director", "inLanguage.name": "inLanguage",
    "additionalProperty.value": "additionalPropertyValues",
}  # fmt: skip
#: Properties of the markup, of the page around the thing, or of no use in a table.
_NOISE: Final = re.compile(
    r"^(?:author|creator|publisher|brand)\.(?!name$)|^image\.(?!url$|contentUrl$)"
    r"|^video\.(?!name$|contentUrl$)|"
    r"(?:^|\.)(?:mainEntityOfPage|isPartOf|breadcrumb|potentialAction|speakable|hasPart"
    r"|primaryImageOfPage|width|height|logo|sameAs|review|reviews|comment|interactionStatistic"
    r"|isAccessibleForFree|inLanguage|copyrightHolder|encodingFormat|caption|position"
    r"|hasMerchantReturnPolicy|shippingDetails|itemReviewed|worstRating|copyrightYear"
    r"|isRelatedTo|isSimilarTo|publishingPrinciples|wordCount|subjectOf|embedUrl|itemListOrder"
    r"|commentCount|cssSelector|xpath|value_type|identifier\.propertyID|duringMedia)(?:\.|$)"
)
_CAPITAL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORDS = re.compile(r"[^\W_]+")
#: Names by what a class, an id, a meta name or a label in a known language says.
_INSTRUCTIONS: Final = (
    r"instructions?|directions?|method|zubereitung|elaboraci[óo]n|steps?"
    r"|pr[ée]paration|preparaci[óo]n|procedimento|bereiding\w*"
)
_TIME_OF: Final = r"(?:temps|tiempo|tempo)-d[ei]-"
_HINTS: Final = (
    ("articleBody", r"(article|post|entry|story)-?(body|content|text)|body-?copy"),
    (
        "recipeIngredient",
        r"ingredients?|zutaten|ingr[ée]dients?|ingredientes?|ingredi[ëe]nten",
    ),
    ("recipeInstructions", _INSTRUCTIONS),
    ("regularPrice", r"(old|was|list|regular|original|retail|rrp|compare)-?price"),
    (
        "price",
        r"(sale|current|our|final|product|online|special)?-?price(-?(color|now|value))?",
    ),
    ("author", r"(by-?line|by|authors?)(-?name)?|(written|posted|published)-?by"),
    ("datePublished", r"((publish|post)(ed)?|entry|article)-?(date|time|on)"),
    ("datePublished", r"published|posted|pub-?date|date"),
    ("dateModified", r"(updated|modified|last-?(updated|modified))(-?(date|on|time))?"),
    ("description", r"(product|short|long|meta|item)?-?(description|desc)"),
    ("summary", r"summary|teaser|lead|intro(duction)?|standfirst|dek|abstract|excerpt"),
    ("availability", r"availability|in-?stock|stock(-?status)?"),
    ("sku", r"sku|item-?(number|no|code)|article-?(number|no)|product-?code"),
    ("ratingValue", r"rating(-?value)?|stars?"),
    ("reviewCount", r"review-?count|number-?of-?reviews"),
    ("brand", r"brand(-?name)?|manufacturer"),
    ("keywords", r"tags?|keywords?|topics?|tagged(-(with|under|as|in))?"),
    ("breadcrumbs", r"bread-?crumbs?"),
    ("isbn", r"isbn(-?1[03])?"),
    ("subtitle", r"sub-?(title|heading|headline)|deck"),
    ("headline", r"headline"),
    ("name", r"(product|item|recipe|entry|post|page|article)?-?(title|name)"),
    ("name", r"(product|item|recipe|entry|post|page|article|main)-heading"),
    ("name", r"descname|sig-name"),
    ("image", r"(main|hero|featured|product)?-?(image|photo|picture)"),
    ("category", r"categor(y|ies)|cat-links|filed-(under|in)|posted-in|categori[sz]ed"),
    ("recipeYield", r"yields?|servings?|serves|portion(s|en)|porci?ones|raciones"),
    ("prepTime", rf"prep(aration)?-time|vorbereitungszeit|{_TIME_OF}pr[eé]para\w+"),
    (
        "cookTime",
        rf"(cook|bak)(ing|e)?-time|(koch|back)zeit|{_TIME_OF}(cuisson|coc\w+)",
    ),
    ("totalTime", r"total-time|gesamtzeit|(temps|tiempo|tempo)-total|duration-total"),
)
_HINT_PATTERNS: Final = tuple(
    (name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _HINTS
)
_META: Final = {
    "description": "description", "og:description": "description",
    "twitter:description": "description", "og:title": "title", "twitter:title": "title",
    "title": "title", "og:image": "image", "twitter:image": "image", "author": "author",
    "twitter:image:src": "image", "og:image:url": "image",
    "og:image:secure_url": "image",
    "article:author": "author", "article:published_time": "datePublished",
    "article:modified_time": "dateModified", "article:section": "articleSection",
    "article:tag": "keywords", "keywords": "keywords", "news_keywords": "keywords",
    "product:price:amount": "price", "product:price:currency": "currency",
    "og:price:amount": "price", "og:price:currency": "currency",
    "product:availability": "availability", "og:availability": "availability",
    "product:brand": "brand", "og:brand": "brand", "product:retailer_item_id": "sku",
    "book:isbn": "isbn", "book:author": "author", "og:video": "video",
    "date": "datePublished",
    "dc.date": "datePublished", "dc.date.issued": "datePublished",
    "dc.date.created": "datePublished", "dcterms.created": "datePublished",
    "dcterms.issued": "datePublished", "dcterms.date": "datePublished",
    "dcterms.modified": "dateModified", "dc.date.modified": "dateModified",
    "citation_publication_date": "datePublished", "citation_date": "datePublished",
    "citation_online_date": "datePublished", "citation_author": "author",
    "citation_doi": "doi", "citation_title": "title", "dcterms.creator": "author",
    "dc.creator": "author", "dc.title": "title",
    "parsely-author": "author", "parsely-pub-date": "datePublished",
    "parsely-section": "articleSection", "parsely-tags": "keywords",
    "og:site_name": "publisher", "application-name": "publisher",
    "sailthru.author": "author", "sailthru.date": "datePublished",
    "sailthru.tags": "keywords", "last-modified": "dateModified", "byl": "author",
}  # fmt: skip


def property_of(path: str) -> tuple[str, str] | None:
    """Return name and schema.org path of a structured *path*; None for noise.

    The path starts with the type: ``Product.offers.price`` is ``price`` and
    ``offers.price``.
    """
    rest = path.partition(".")[2]
    if not rest or _NOISE.search(rest) or rest in ("url", "id"):
        return None
    if rest in _THING:
        return _THING[rest], rest
    parts = rest.split(".")
    if parts[-1] in ("url", "contentUrl") and len(parts) > 1:
        return None
    if len(parts) > 1 and parts[-1] in ("name", "value", "text"):
        parts = parts[:-1]
    name = parts[-1] if len(parts) < 3 else _camel("_".join(parts[-2:]))
    return name, rest


def meta_name(name: str) -> str | None:
    """Return the field's name for a ``<meta>``; None where the meta is not content."""
    return _META.get(name)


@lru_cache(maxsize=16384)
def hinted(text: str) -> str | None:
    """Return the standard name that *text* (a class or a label) means."""
    words = re.sub(r"[-_\s]+", "-", text.strip())
    for name, pattern in _HINT_PATTERNS:
        if pattern.fullmatch(words):
            return name
    return None


def _camel(text: str) -> str:
    words: list[str] = _WORDS.findall(text)
    first, *rest = words
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


def worded(key: str) -> str:
    """Return *key* with ``_`` where a capital begins a word: ``unit_Price``."""
    return _CAPITAL.sub("_", key)


def snake(text: str) -> str:
    """Return the words of *text* in snake_case, at most five; "" if it has none."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = unicodedata.normalize("NFKC", text).casefold()
    name = "_".join(_WORDS.findall(text)[:5])
    return f"n_{name}" if name[:1].isdigit() else name
