"""Templates with the true values of their pages, from labelled pages of real sites."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

from vultrcrawl.page.css import select
from vultrcrawl.page.document import Document
from vultrcrawl.page.html.text import text_of
from vultrcrawl.schema.properties.registry import by_path
from vultrcrawl.schema.sources.reading import Reading
from vultrcrawl.tables import gzipped_rows
from vultrcrawl.trees.training import annotated_sites
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet
    from pathlib import Path

#: Names that the labelled pages use for a property.
_NAMES: Final = {
    "title": "name", "authors": "author", "ingredients": "recipeIngredient",
    "instructions_list": "recipeInstructions", "instructions": "recipeInstructions",
    "yields": "recipeYield", "topics": "keywords", "publishing_date": "datePublished",
    "date_published": "datePublished", "publication_date": "datePublished",
    "paragraphs": "articleBody", "isbn_13": "isbn", "lead_image_url": "image",
    "summary": "description", "ratings": "rating", "ratings_count": "ratingCount",
    "employer": "hiringOrganization", "salary": "baseSalary", "images": "image",
    "upc": "gtin", "cuisine": "recipeCuisine",
}  # fmt: skip
#: What the labelled pages have in another form than the page.
_REWRITTEN: Final = frozenset((
    "total_time", "prep_time", "cook_time", "totalTime", "canonical_url", "language",
    "site_name", "slug",
))  # fmt: skip
#: Pages of a template at most.
_PAGES: Final = 12
#: Kinds of weakly labelled pages whose selectors name properties.
_KINDS: Final = (
    "product",
    "article",
    "event",
    "job_posting",
    "profile",
    "forum_thread",
)
#: Types of things that pages are about.
_THING = re.compile(r"Product|\w*Article|BlogPosting|Recipe|\w*Event|JobPosting|Book")


@dataclass(slots=True)
class LabelledTemplate:
    """Pages of one template, and what is true of them."""

    domain: str
    group: str
    """What must not be divided between training and test: domain or platform."""
    source: str
    documents: list[Document] = field(default_factory=list)
    truth: list[dict[str, Any]] = field(default_factory=list)
    """By page: the true value of each property known."""
    anchors: dict[str, list[str]] = field(default_factory=dict)
    is_stated: bool = False
    """Whether the truth is what the pages state, which must then not be seen."""


def labelled(folder: Path) -> Iterator[LabelledTemplate]:
    """Yield the labelled templates below *folder*."""
    yield from _real(folder / "real")
    yield from _templates(folder / "templates" / "dev.jsonl.gz", "template")
    yield from _templates(folder / "sites" / "shop.jsonl.gz", "domain")
    read = {site["domain"] for _, site, _ in annotated_sites(folder / "real")}
    for name in ("shops", "content"):
        yield from _weak(folder / "weak", name, read)
    yield from _stated(folder / "pagetypes" / "dev.jsonl.gz")


def _named(fields: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in fields.items():
        if value not in (None, "", []) and name not in _REWRITTEN:
            one = value[0] if isinstance(value, list) and len(value) == 1 else value
            found.setdefault(_NAMES.get(name, name), one)
    return found


def _real(folder: Path) -> Iterator[LabelledTemplate]:
    for _, site, pages in annotated_sites(folder):
        wanted = {record["url"]: record for record in site["records"]}
        kinds: dict[str, LabelledTemplate] = {}
        anchors: dict[str, list[str]] = defaultdict(list)
        for page in pages:
            document = Document(page["html"], page["url"] or "")
            for link in document.links:
                if link.url in wanted and link.text:
                    anchors[link.url].append(link.text)
            record = wanted.get(page["url"])
            if record is None:
                continue
            kind = record["kind"]
            one = kinds.setdefault(
                kind, LabelledTemplate(site["domain"], site["domain"], "real")
            )
            if len(one.documents) < _PAGES:
                one.documents.append(document)
                one.truth.append(_named(record["fields"]))
        for one in kinds.values():
            one.anchors = anchors
            yield one


def _templates(path: Path, key: str) -> Iterator[LabelledTemplate]:
    found: dict[str, LabelledTemplate] = {}
    for page in gzipped_rows(path):
        if not page.get("fields"):
            continue
        one = found.setdefault(
            page[key], LabelledTemplate(page["domain"], page["domain"], "templates")
        )
        if len(one.documents) < _PAGES:
            one.documents.append(Document(page["html"], page["url"] or ""))
            one.truth.append(_named(page["fields"]))
    yield from found.values()


def _weak(
    folder: Path, name: str, read: AbstractSet[str]
) -> Iterator[LabelledTemplate]:
    """Yield pages with what the selectors of their platform find on them.

    None of the domains that somebody *read*: what selectors find there is known better.
    """
    selectors = json.loads(
        (folder / f"{name}.selectors.json").read_text(encoding="utf-8")
    )
    found: dict[tuple[str, str], LabelledTemplate] = {}
    for page in gzipped_rows(folder / f"{name}.jsonl.gz"):
        known = selectors.get(page["platform"], {}).get(page["kind"])
        if page["kind"] not in _KINDS or not isinstance(known, dict):
            continue
        if page["domain"] in read:
            continue
        one = found.setdefault(
            (page["domain"], page["kind"]),
            LabelledTemplate(page["domain"], page["platform"], f"weak {page['kind']}"),
        )
        if len(one.documents) >= _PAGES:
            continue
        document = Document(page["html"], page["url"] or "")
        truth = _selected(document, known)
        if "name" in truth:
            one.documents.append(document)
            one.truth.append(truth)
    yield from (one for one in found.values() if one.documents)


def _selected(document: Document, known: dict[str, Any]) -> dict[str, Any]:
    truth: dict[str, Any] = {}
    for name, options in known.items():
        if not isinstance(options, list) or "." in name or name.startswith("_"):
            continue
        for css in options:
            if not isinstance(css, str):
                continue
            try:
                elements = select(document.root, css)
            except etree.LxmlError:
                continue
            texts = [
                absolute(one.get("src") or one.get("href") or "", document.base_url)
                if one.tag in ("img", "meta")
                else text_of(one)
                for one in elements[:100]
            ]
            texts = [text for text in texts if text]
            if texts:
                truth[name] = texts if len(texts) > 1 else texts[0]
                break
    return _named(truth)


def _stated(path: Path) -> Iterator[LabelledTemplate]:
    """Yield single pages with what their JSON-LD or microdata states of one thing."""
    for page in gzipped_rows(path):
        if page["label"] == "article" and int(page["id"].encode().hex(), 16) % 3:
            continue  # most pages are articles: a third of them is enough
        document = Document(page["html"], page["url"] or "")
        reading = Reading(document)
        truth: dict[str, Any] = {}
        for stated, values in {**reading.microdata, **reading.jsonld}.items():
            item, _, below = stated.partition(".")
            name = by_path(below)
            if name is not None and _THING.fullmatch(item):
                one = values[0] if len(values) == 1 else values
                truth.setdefault(name, one)
        if "name" in truth:
            yield LabelledTemplate(
                page["domain"], page["domain"], "stated", [document], [truth],
                is_stated=True,
            )  # fmt: skip
