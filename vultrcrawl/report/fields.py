"""View models of fields."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.report.reading import flag, number_in, report_sections, text
from vultrcrawl.report.wording import Shown, ShownUrl, Some, percent, shown, shown_url

if TYPE_CHECKING:
    from collections.abc import Mapping

_LOCATORS, _EXAMPLES = 6, 3
#: Characters of an example that are shown.
_VALUE = 100

#: What a locator of each kind looks at.
KIND_WORDS = {
    "jsonld": "a property of the page's JSON-LD",
    "microdata": "a property of the page's microdata",
    "rdfa": "a property of the page's RDFa",
    "json": "a value of the data that the page carries for its scripts",
    "meta": "the page's title, or a meta element by its name",
    "label": "what stands beside a label",
    "css": "what a CSS selector finds",
    "section": "what stands below a heading",
    "prose": "the main text, or its first paragraph",
    "near": "what stands between two texts, told by its look and its place",
}


@dataclass(frozen=True, slots=True)
class LocatorLine:
    """One way to a field's value."""

    kind: Shown
    meaning: str
    expression: Shown
    attribute: Shown
    cut: str
    """What is cut off the text found; empty if nothing."""
    coverage: str
    agreement: str


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field as it is shown."""

    name: Shown
    about: Shown
    """What it is, or how the site calls it."""
    type: str
    optional: bool
    schema_org: Shown
    coverage: str
    filled: str
    locators: Some[LocatorLine]
    """The one that is tried first comes first; there is at least one."""
    read_as: str
    """How the text found becomes the value; empty if it is the value."""
    examples: list[ShownUrl]
    """Different values; linked if they are addresses."""


def field_row(data: Mapping[str, Any], site: str) -> FieldRow:
    """Return an entry of ``fields`` as it is shown."""
    locators = report_sections(data, "locators")
    kind = text(data, "type") or "?"
    if form := text(data, "format"):
        kind = f"{kind} ({form})"
    name = text(data, "name")
    about = text(data, "description") or text(data, "label")
    examples = (
        _value(one, site) for one in report_sections(data, "examples")[:_EXAMPLES]
    )
    return FieldRow(
        name=shown(name, 60),
        about=shown("" if _alike(about, name) else about),
        type=shown(f"list of {kind}" if flag(data, "multiple") else kind, 60).text,
        optional=flag(data, "nullable"),
        schema_org=shown(text(data, "schema_org"), 60),
        coverage=percent(number_in(data, "coverage")),
        filled=percent(number_in(data, "filled")),
        locators=Some(
            [_locator(one) for one in locators[:_LOCATORS]],
            max(0, len(locators) - _LOCATORS),
        ),
        read_as=", ".join(
            shown(text(one, "name"), 20).text
            for one in report_sections(data, "transforms")[:3]
        ),
        examples=list(dict.fromkeys(one for one in examples if one.shown)),
    )


def _locator(data: Mapping[str, Any]) -> LocatorLine:
    kind, attribute = text(data, "kind"), text(data, "attribute")
    ends = [shown(text(data, end), 40).text for end in ("prefix", "suffix")]
    return LocatorLine(
        kind=shown(kind, 20),
        meaning=KIND_WORDS.get(kind, ""),
        expression=shown(text(data, "expr")),
        attribute=shown("" if attribute == "text" else attribute, 40),
        cut=" and ".join(f"“{end}”" for end in ends if end),
        coverage=percent(number_in(data, "coverage")),
        agreement=percent(number_in(data, "agreement")),
    )


def _value(example: Mapping[str, Any], site: str) -> ShownUrl:
    value = example.get("value")
    if value is None:
        value = example.get("raw")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = " · ".join(one[:200] for one in value[:20])
    if not isinstance(value, str):
        return ShownUrl(shown(value, _VALUE))
    return shown_url(value, site, _VALUE)


def _alike(one: str, other: str) -> bool:
    """Whether a label says no more than a name, such as `Product Type`."""
    return one[:200].casefold().replace(" ", "_") == other[:200].casefold()
