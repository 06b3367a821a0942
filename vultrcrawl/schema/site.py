"""A site.json read back: checked, and ready to tell pages and fetch records."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from vultrcrawl.errors import UsageError
from vultrcrawl.frontier.shapes import shape
from vultrcrawl.schema.document import SCHEMA_VERSION
from vultrcrawl.schema.model import TemplateSchema
from vultrcrawl.schema.paths import compiled, select

if TYPE_CHECKING:
    from vultrcrawl.page.document import Document

#: Largest document that is read, in bytes.
_MAX_BYTES = 200_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTemplate:
    """One template of a site document."""

    name: str
    schema: TemplateSchema
    raw: dict[str, Any] = field(repr=False)
    """Its whole entry: links, pagination, actions ..."""
    patterns: tuple[re.Pattern[str], ...] = field(repr=False)
    """What the shape of a URL matches."""

    @property
    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of its records."""
        found: dict[str, Any] = self.raw.get("json_schema") or {}
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteDocument:
    """A site document."""

    start_url: str
    templates: tuple[SiteTemplate, ...]
    raw: dict[str, Any] = field(repr=False)

    def by_url(self, url: str) -> list[SiteTemplate]:
        """Return the templates whose URLs are like *url*, in normal form."""
        shaped = shape(url)
        return [
            one
            for one in self.templates
            if any(pattern.fullmatch(shaped) for pattern in one.patterns)
        ]

    def recognise(self, document: Document) -> SiteTemplate | None:
        """Return the template that *document* is of; None if it is of none known.

        Of those whose URLs are like its own, the one of which most must-have selectors
        match, if it is half of them. Where there is none, the selectors alone may
        decide, if all of two or more match.
        """
        like = self.by_url(document.url)
        best = max(like, key=lambda one: _fit(one, document), default=None)
        if best is not None and _fit(best, document) >= 0.5:
            return best
        for one in self.templates:
            if len(one.schema.must_have) > 1 and _fit(one, document) == 1:
                return one
        return None


def _fit(template: SiteTemplate, document: Document) -> float:
    """Return the share of a template's must-have selectors that match."""
    needed = template.schema.must_have
    if not needed:
        return 1.0
    return sum(bool(select(document.root, css)) for css in needed) / len(needed)


@cache
def _schema() -> dict[str, Any]:
    text = files("vultrcrawl.schema").joinpath("site.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def site_fault(data: object) -> str | None:
    """Return what is wrong with a site document, in one line; None if nothing is."""
    if not isinstance(data, dict):
        return "it is not a JSON object"
    version = str(data.get("schema_version", ""))
    major = version.partition(".")[0]
    if major.isdigit() and int(major) > int(SCHEMA_VERSION.partition(".")[0]):
        return (
            f"it is of version {version}, which is newer than this vultrcrawl "
            f"reads ({SCHEMA_VERSION})"
        )
    error = best_match(Draft202012Validator(_schema()).iter_errors(data))
    if error is not None:
        place = "/".join(map(str, error.absolute_path)) or "the document"
        return f"{place}: {error.message}"[:300]
    return _selector_fault(data)


def _selector_fault(data: dict[str, Any]) -> str | None:
    for number, template in enumerate(data["templates"]):
        at = f"templates/{number}"
        item = template["item"]
        used = [
            (f"{at}/match/must_have", css) for css in template["match"]["must_have"]
        ]
        if item.get("container"):
            used.append((f"{at}/item/container", item["container"]))
        used += [
            (f"{at}/item/fields/{place}/locators", locator["expr"])
            for place, one in enumerate(item["fields"])
            for locator in one["locators"]
            if locator["kind"] == "css"
        ]
        for where, css in used:
            if compiled(css) is None:
                return f"{where}: {css[:80]!r} is not a CSS selector"
    return None


def read_site(data: dict[str, Any]) -> SiteDocument:
    """Return a document that `site_fault` finds nothing wrong with."""
    return SiteDocument(
        start_url=data["start_url"],
        templates=tuple(_template(one) for one in data["templates"]),
        raw=data,
    )


def load_site(path: str | Path) -> SiteDocument:
    """Read the site document at *path*.

    Raises UsageError, in one line, if it isn't there, was cut, is not such a document
    or was written by a later version.
    """
    path = Path(path)
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise UsageError(f"{path} is larger than {_MAX_BYTES:,} bytes")
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path} is no UTF-8 text: damaged, or not JSON") from error
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{path} is no complete JSON: {error}") from error
    if (fault := site_fault(data)) is not None:
        raise UsageError(f"{path} is no site document: {fault}")
    return read_site(data)


def _template(data: dict[str, Any]) -> SiteTemplate:
    item = data["item"]
    schema = TemplateSchema.from_json(
        {
            **item,
            "name": data["name"],
            "page_type": data.get("page_type"),
            "item_type": data.get("item_type"),
            "must_have": data["match"]["must_have"],
            "validation": data.get("validation"),
            "dropped": (data.get("validation") or {}).get("dropped", ()),
            "notes": data.get("notes", ()),
        }
    )
    return SiteTemplate(
        name=data["name"],
        schema=schema,
        raw=data,
        patterns=tuple(_pattern(one) for one in data["match"]["url_shapes"]),
    )


def _pattern(learned: str) -> re.Pattern[str]:
    """Return what the shapes of URLs of the *learned* shape match.

    Only ``{*}`` stands for something else; the rest of the shape is taken as it is.
    """
    return re.compile("[^/?#]+".join(map(re.escape, learned.split("{*}"))))
