"""Links in a value: how much of it they are, and whether it is made of them."""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING, Final

from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.values import MAX_LIST

if TYPE_CHECKING:
    from lxml.html import HtmlElement

#: Share of its text in links from which on what follows a heading leads elsewhere.
MOST_LINKED: Final = 0.6
#: Characters that titles of pages have, and names of categories have not, on average.
_TITLE: Final = 25
#: What links lead to that is no page.
_NO_PAGES: Final = ("mailto:", "tel:", "javascript:")
#: What may stand between links that are values of one label.
BETWEEN_LINKS: Final = " ,;|/\u00b7\u2022"


def linked(element: HtmlElement) -> int:
    """Return how long the text in *element* is that links to other pages."""
    links = [element, *element.iterancestors("a")]
    if any(link.tag == "a" and leads_on(link) for link in links):
        return len(text_of(element))
    return sum(len(text_of(link)) for link in element.iter("a") if leads_on(link))


def leads_on(link: HtmlElement) -> bool:
    """Whether *link* leads to another page, or to a route of an application."""
    href = link.get("href") or "#"
    return not href.startswith("#") or href.startswith(("#/", "#!"))


def leads_away(element: HtmlElement) -> bool:
    """Whether most of the text in *element* links to other pages."""
    return linked(element) > MOST_LINKED * len(text_of(element))


def is_in_card(element: HtmlElement) -> bool:
    """Whether *element* is all in a link to another page: it is of that one."""
    links = chain((element,), element.iterancestors("a"))
    return any(
        link.tag == "a"
        and leads_on(link)
        and not (link.get("href") or "").startswith(_NO_PAGES)
        for link in links
    )


def are_titles(element: HtmlElement) -> bool:
    """Whether *element* has several links that are as long as titles."""
    sizes = [len(text_of(link)) for link in element.iter("a") if leads_on(link)]
    return len(sizes) > 1 and sum(sizes) >= _TITLE * len(sizes)


def links_of(value: str, element: HtmlElement) -> list[str]:
    """Return the texts of the links in *element* that *value* is made of, else itself.

    Between them there may be commas and the like: ``Tags: <a>red</a>, <a>blue</a>``.
    """
    found: list[str] = []
    rest = value.strip()
    for link in islice(element.iter("a"), MAX_LIST):
        text = text_of(link)
        if text and rest.startswith(text):
            found.append(text)
            rest = rest.removeprefix(text).lstrip(BETWEEN_LINKS)
        elif found:
            break
    return found if len(found) > 1 and not rest else [value]
