"""Rules for log-in and sign-up pages, carts and checkouts, search results."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from vultrcrawl.classify.rules.finding import Finding
from vultrcrawl.classify.words import SIGNS
from vultrcrawl.taxonomy import PageType

if TYPE_CHECKING:
    from vultrcrawl.classify.reading import PageReading

_HEX = re.compile(r"[0-9a-f]{16,}", re.IGNORECASE)
#: Kinds of fields that a visitor fills in.
_TYPED = frozenset((
    "text", "textarea", "select", "radio", "email", "tel", "number", "date", "file",
))  # fmt: skip


def _auth_address(reading: PageReading) -> bool:
    """Whether the end of the URL names a log-in; sentences in URLs are left out."""
    address = reading.address
    parts = [part for part in address.segments[-2:] if part.count("-") < 4]
    parts += [f"{name} {value}" for name, value in address.query if len(value) < 40]
    # Anywhere in a segment: files are called `regi-login.jsp` and the like.
    return any(SIGNS["auth_url"].search(part) for part in parts)


def auth(reading: PageReading) -> Finding | None:
    """Look for a password field, and for URL and title that speak of an account."""
    document = reading.document
    head = f"{document.title[:120]}\n{reading.h1[:80]}"
    title = bool(SIGNS["auth_title"].search(head))
    url = _auth_address(reading)
    size = len(document.main_text)
    passwords = reading.inputs["password"]
    if passwords and title and url and size < 8000:
        return Finding(PageType.AUTH, 0.95, "password field; URL and title name it")
    if passwords and url and size < 3500:
        return Finding(PageType.AUTH, 0.9, "password field; URL names it")
    if passwords and title and size < 3000:
        return Finding(PageType.AUTH, 0.88, "password field; title names it")
    # Recovery, and log-in in two steps, ask for nothing but a name or an address.
    if title and url and size < 1500 and reading.document.tags["input"]:
        return Finding(PageType.AUTH, 0.85, "URL and title name it; a form")
    return None


def search_results(reading: PageReading) -> Finding | None:
    """Look for a query in the URL that the page repeats, or a title that says so."""
    document, address = reading.document, reading.address
    if len(document.links) < 3:
        return None
    says = SIGNS["search_title"].search(reading.head)
    value = next(
        (
            value.strip().lower()
            for name, value in address.query
            if SIGNS["query"].fullmatch(name)
            and len(value.strip()) >= 2
            # A bare hexadecimal number is a session.
            and not _HEX.fullmatch(value.strip())
        ),
        "",
    )
    at = [
        place
        for place, part in enumerate(address.content_segments)
        if SIGNS["search_segment"].fullmatch(re.sub(r"\.\w+$", "", part))
    ]
    if value and not value.isdigit():
        if says or at:
            return Finding(
                PageType.SEARCH_RESULTS, 0.93, f"query {value[:40]!r} in the URL"
            )
        if value in reading.head.lower():
            return Finding(
                PageType.SEARCH_RESULTS, 0.85, f"query {value[:40]!r} in URL and title"
            )
    if says and at:
        return Finding(PageType.SEARCH_RESULTS, 0.9, f"title says {says[0]!r}")
    return None


def transaction(reading: PageReading) -> Finding | None:
    """Look for a cart, checkout, booking or application in URL and title."""
    document, address = reading.document, reading.address
    first = "".join(address.content_segments[:1])
    if not (
        SIGNS["cart_segment"].fullmatch(address.last)
        or SIGNS["cart_folder"].fullmatch(first)
    ):
        return None
    found = SIGNS["cart_title"].search(reading.head)
    if not found or len(document.main_text) > 3000:
        return None
    return Finding(PageType.TRANSACTION, 0.85, f"URL and title say {found[0]!r}")


def form_page(reading: PageReading) -> Finding | None:
    """Look for a page that is one form to fill in, called `add`, `apply` and so on."""
    if not SIGNS["form_name"].fullmatch(reading.address.last):
        return None
    for form in reading.document.forms:
        fields = [field for field in form.fields if field.type in _TYPED]
        if form.method == "POST" and len({field.name for field in fields}) >= 3:
            return Finding(
                PageType.TRANSACTION, 0.8, f"a form of {len(fields)} fields to fill in"
            )
    return None


RULES = (auth, search_results, transaction, form_page)
