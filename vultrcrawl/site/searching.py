"""The search of a site by its document: what to ask for, and what an answer shows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, urlsplit

from vultrcrawl.errors import UsageError
from vultrcrawl.schema.extraction import Extractor
from vultrcrawl.site.route import following
from vultrcrawl.urls.normal_form import normalize

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from vultrcrawl.items import Row
    from vultrcrawl.page.document import Document
    from vultrcrawl.site.document import SiteDocument, SiteTemplate

_MARK = re.compile(r"\{([^{}]*)\}")
#: Words of one run, and characters of one.
_WORDS, _CHARACTERS = 100, 200


class Search:
    """The answers of a site's own search form, sent by GET, for some words.

    Raises UsageError if the site has no such form, or there are no words.
    """

    def __init__(self, site: SiteDocument, words: str) -> None:
        self._listings = [
            (one, Extractor(one.schema))
            for one in site.templates
            if one.schema.cardinality == "many"
        ]
        self._start = normalize(site.start_url)
        self._asked = dict(_addresses(site, words))
        self.results: dict[str, None] = dict.fromkeys(self._asked)
        """Addresses of pages of results, in normal form; more as they lead on."""

    @property
    def listing(self) -> SiteTemplate | None:
        """A template that pages of results may be of, before one was seen."""
        return self._listings[0][0] if self._listings else None

    def template(
        self, url: str, document: Document, known: SiteTemplate | None
    ) -> SiteTemplate | None:
        """Return the template of the page at *url*, which is *known* for.

        A page of results is of the listing that finds most cards on it. The start of
        the site, which is always asked for, is no answer.
        """
        if url not in self.results:
            return None if url == self._start else known
        if known is not None and known.schema.cardinality == "many":
            return known
        counts = [
            (len(found.apply(document)), -number)
            for number, (_, found) in enumerate(self._listings)
        ]
        most, place = max(counts, default=(0, 0))
        return self._listings[-place][0] if most else None

    def unanswered(self, rows: Iterable[Row]) -> Iterable[tuple[str, str]]:
        """Yield the words that the site had no answer for, and what it said instead.

        *rows* are those of the pages asked for.
        """
        for row in rows:
            word = self._asked.get(str(row["url"]))
            if word is not None and row["error"]:
                yield word, str(row["error"])

    def leads_to(
        self, url: str, document: Document, template: SiteTemplate | None
    ) -> set[str] | None:
        """Return the addresses that a page of results leads to, in normal form.

        The things that it lists, and its next page; None, for all, if its cards can't
        be told from the rest of the page. Nothing else leads anywhere.
        """
        if url not in self.results:
            return set()
        if template is None:
            return None
        cards = Extractor(template.schema).apply(document)
        urls = {str(one["itemUrl"]) for one in cards if "itemUrl" in one}
        if (after := following(template, document)) is not None:
            urls.add(after)
            if (normal := normalize(after)) is not None:
                self.results[normal] = None
        return {normal for one in urls if (normal := normalize(one)) is not None}


def _addresses(site: SiteDocument, words: str) -> Iterable[tuple[str, str]]:
    """Yield where the site is asked for each of *words*, and the word."""
    asked = list(dict.fromkeys(word.strip() for word in words.split(",")))
    asked = [word for word in asked if word]
    if not asked:
        raise UsageError("search is empty; give words, separated by commas")
    if len(asked) > _WORDS or any(len(word) > _CHARACTERS for word in asked):
        raise UsageError(
            f"search: at most {_WORDS} words of {_CHARACTERS} characters each"
        )
    form = search_form(site)
    if form is None:
        raise UsageError(f"search: {site.start_url} has no search form sent by GET")
    for word in asked:
        url = normalize(filled(form, word))
        if url is not None:
            yield url, word


def search_form(site: SiteDocument) -> dict[str, Any] | None:
    """Return the action of the search form of most pages, at the site's own host.

    It is sent by GET, changes nothing, and one parameter takes the words; None if the
    site has no such form.
    """
    host = urlsplit(site.start_url).netloc
    found = [
        action
        for template in site.templates
        for action in template.raw.get("actions", ())
        if action["kind"] == "search"
        and action["safe"]
        and action["method"] == "GET"
        and _host(action["url_template"]) == host
        and _query(action) is not None
    ]
    return max(found, key=lambda one: one.get("pages") or 0, default=None)


def _host(url_template: str) -> str:
    try:
        return urlsplit(_MARK.sub("x", url_template)).netloc
    except ValueError:
        return ""


def _query(form: dict[str, Any]) -> str | None:
    """Return the name of the parameter that the words go into."""
    in_address = _MARK.findall(form["url_template"])
    named = [one for one in form["params"] if one["name"] in in_address]
    for one in named:
        if one.get("role") == "query":
            return str(one["name"])
    texts = [one["name"] for one in named if one["type"] in ("string", "search")]
    return str(texts[0]) if len(texts) == 1 else None


def filled(form: dict[str, Any], word: str) -> str:
    """Return the address that *form* asks for *word*, other parameters as they are."""
    query = _query(form)
    values = {one["name"]: one.get("default") or "" for one in form["params"]}
    return _MARK.sub(
        lambda mark: quote_plus(
            word if mark[1] == query else str(values.get(mark[1], ""))
        ),
        form["url_template"],
    )


def listings_of(
    site: SiteDocument, wanted: Sequence[str]
) -> tuple[list[str], dict[str, list[str]]]:
    """Return the listings that show cards of *wanted*, and what those lack.

    By name of the template wanted: its fields that no card has. Raises UsageError if
    there are no such listings.
    """
    names = set(wanted)
    lists = [
        one
        for one in site.templates
        if one.schema.cardinality == "many"
        and (one.name in names or _links_to(one, names))
    ]
    if not lists:
        raise UsageError(f"source=listing: no listing shows cards of {_told(wanted)}")
    held = {field.name for one in lists for field in one.schema.fields}
    missing = {
        one.name: [each.name for each in one.schema.fields if each.name not in held]
        for one in site.templates
        if one.name in names and one.schema.cardinality == "one"
    }
    return [one.name for one in lists], {k: v for k, v in missing.items() if v}


def _links_to(template: SiteTemplate, names: Collection[str]) -> bool:
    return any(
        link.get("target_template") in names and link.get("role") == "item"
        for link in template.raw.get("links", ())
    )


def _told(names: Sequence[str]) -> str:
    return ", ".join(names) or "anything"
