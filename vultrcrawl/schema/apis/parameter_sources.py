"""Where a page's scripts have the values of parameters from."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Final, TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from vultrcrawl.schema.apis.json_paths import leaves
from vultrcrawl.schema.apis.parsed_calls import as_text
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vultrcrawl.page.document import Document
    from vultrcrawl.schema.apis.parsed_calls import CallGroup, ParsedCall, ValuePlace
    from vultrcrawl.urls.url_values import UrlValues

#: Share of the calls that a source explains, at least.
_SHARE: Final = 0.8
#: Values of one page that are looked at; longer ones identify nothing.
_VALUES, _LONGEST = 20_000, 300
_ORDER: Final = {"page_url": 0, "page": 1, "answer": 2, "link": 3}
_DATA = re.compile(r"data-[a-z][a-z0-9-]*")
_NAME = re.compile(r"[A-Za-z][\w-]*")

Source: TypeAlias = tuple[tuple[str, str | int], ...]


class Provenance:
    """What is known of the pages when their scripts asked.

    *endpoints* are those that `endpoint_groups.call_groups` found; a source refers to
    them by number. *documents* may be missing for some pages.
    """

    def __init__(
        self,
        endpoints: Sequence[CallGroup],
        addresses: Mapping[str, UrlValues],
        documents: Mapping[int, Document],
    ) -> None:
        self._addresses = addresses
        self._documents = documents
        self._pages: dict[int, dict[str, set[Source]]] = {}
        self._calls: dict[int, list[tuple[int, ParsedCall]]] = defaultdict(list)
        for number, endpoint in enumerate(endpoints):
            for one in endpoint.calls:
                self._calls[one.page].append((number, one))
        self._answers: dict[int, dict[str, list[str]]] = {}

    def source(
        self, values: Sequence[tuple[ParsedCall, str]], place: ValuePlace
    ) -> tuple[Source, float] | None:
        """Return where most of *values*, all at *place*, are from, and the share.

        None if no source explains four in five.
        """
        # Before there is a cursor, many send an empty one.
        values = [(asked, value) for asked, value in values if value]
        hits: Counter[Source] = Counter()
        explained: dict[Source, set[str]] = defaultdict(set)
        total: Counter[str] = Counter()
        for asked, value in values:
            known = asked.page in self._documents
            total.update(("page_url", "answer"))
            if known:
                total.update(("page", "link"))
            for source in self._candidates(asked, value, place):
                hits[source] += 1
                explained[source].add(value)
        distinct = {value for _, value in values}
        found = []
        for source, count in hits.items():
            kind = str(source[0][1])
            share, told = count / total[kind], source
            default = self._default(source, values) if share < 1 else None
            if default is not None:
                share, told = 1.0, (*source, ("default", default))
            telling = len(explained[source]) > 1 or len(min(distinct, key=len)) > 2
            if share >= _SHARE and (telling or kind == "page_url"):
                found.append((_ORDER[kind], -share, len(told), str(told), told))
        if not found:
            return None
        _, share, _, _, best = min(found)
        return best, -share

    def _default(
        self, source: Source, values: Sequence[tuple[ParsedCall, str]]
    ) -> str | None:
        """Return what is sent where a page's address lacks the parameter of *source*.

        None if that is not always the same, or the others are not explained either.
        """
        if source[0] != ("from", "page_url") or source[-1][0] != "name":
            return None
        defaults = set()
        for asked, value in values:
            known = self._addresses[asked.call.page_url].values
            given = [text for where, text in known if where == source[1:]]
            if not given:
                defaults.add(value)
            elif value not in given:
                return None
        return defaults.pop() if len(defaults) == 1 else None

    def _candidates(
        self, asked: ParsedCall, value: str, place: ValuePlace
    ) -> set[Source]:
        if not value or len(value) > _LONGEST:
            return set()
        found: set[Source] = {
            (("from", "page_url"), *where)
            for where, text in self._addresses[asked.call.page_url].values
            if text == value
        }
        found |= self._on_page(asked.page).get(value, set())
        for number, earlier in self._calls[asked.page]:
            if earlier.order < asked.order:
                found |= set(self._in_answer(number, earlier, value, place))
        return found

    def _in_answer(
        self, number: int, asked: ParsedCall, value: str, place: ValuePlace
    ) -> Iterator[Source]:
        for path in self._index(asked).get(value, ()):
            yield (("from", "answer"), ("endpoint", number), ("path", path))
        for path in self._index(asked).get(f"?{place.name}={value}", ()):
            yield (
                ("from", "answer"),
                ("endpoint", number),
                ("path", path),
                ("match", "parameter_of_url"),
            )

    def _index(self, asked: ParsedCall) -> dict[str, list[str]]:
        """Return the JSON paths of a response by the values there."""
        index = self._answers.get(id(asked))
        if index is None:
            index = defaultdict(list)
            for path, value in leaves(asked.call.data):
                text = as_text(value)
                if len(text) > 2 * _LONGEST:
                    continue
                if path not in index[text]:
                    index[text].append(path)
                if isinstance(value, str) and "?" in text:
                    query = text.partition("?")[2].partition("#")[0]
                    for name, part in parse_qsl(query):
                        index[f"?{name}={part}"].append(path)
            self._answers[id(asked)] = index
        return index

    def _on_page(self, page: int) -> dict[str, set[Source]]:
        """Return the sources in the page itself by the values there."""
        index = self._pages.get(page)
        if index is None:
            index = self._pages[page] = defaultdict(set)
            document = self._documents.get(page)
            if document is not None:
                for number, (value, source) in enumerate(_in_document(document)):
                    if number > _VALUES:
                        break
                    index[value].add(source)
        return index


def _in_document(document: Document) -> Iterator[tuple[str, Source]]:
    for element in document.root.iter():
        if not isinstance(element.tag, str):
            continue
        for name, value in element.attrib.items():
            if _DATA.fullmatch(str(name)) and len(value) <= _LONGEST:
                yield value, _by_selector(f"[{name}]", str(name))
        name = element.get("name") or ""
        if element.tag in ("input", "meta") and _NAME.fullmatch(name):
            attribute = "value" if element.tag == "input" else "content"
            value = element.get(attribute)
            if value and len(value) <= _LONGEST:
                yield value, _by_selector(f'{element.tag}[name="{name}"]', attribute)
    for path, values in Reading(document).json.items():
        for value in values[:50]:
            yield value, (("from", "page"), ("json", path))
    for link in document.links[:2_000]:
        yield from _in_link(link.url)


def _by_selector(selector: str, attribute: str) -> Source:
    return (("from", "page"), ("selector", selector), ("attribute", attribute))


def _in_link(url: str) -> Iterator[tuple[str, Source]]:
    try:
        parts = urlsplit(url)
    except ValueError:
        return
    shaped: tuple[str, str] = ("shape", shape(url.partition("#")[0]))
    for number, segment in enumerate(parts.path.split("/")[1:]):
        if segment:
            place: Source = (("from", "link"), shaped, ("segment", number))
            yield unquote(segment), place
    for name, value in parse_qsl(parts.query):
        yield value, (("from", "link"), shaped, ("name", name))
