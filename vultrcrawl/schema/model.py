"""The schema of a template's data: fields, their locators, and how well those did."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, get_args

from vultrcrawl.values.locales import Decimal, Order  # noqa: TC001 (pydantic reads it)

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic import TypeAdapter

LocatorKind: TypeAlias = Literal[
    "jsonld", "microdata", "rdfa", "json", "meta", "label", "css", "section", "prose",
    "near",
]  # fmt: skip
"""Where a locator looks, in order of trust. ``prose`` is the page's main text
(`vultrcrawl.page.maintext`): ``main`` all of it, ``unlabelled`` without the rows of
tables of facts, ``lead`` the first paragraph of at least 60 characters; comments don't
count.
``label`` is a text, or a mark without words (`vultrcrawl.schema.sources.marked`).
``near`` is what stands between two texts (`vultrcrawl.schema.sources.landmarks`)."""

TransformName: TypeAlias = Literal[
    "number", "integer", "boolean", "price", "regularPrice", "currency", "currencyRaw",
    "author", "date", "datePublished", "dateModified", "startDate", "endDate",
    "availability", "sku",
    "unlabelled", "gtin", "isbn", "rating", "count", "duration", "besideDuration",
    "image", "apiName", "apiKind", "list",
]  # fmt: skip
"""What `vultrcrawl.schema.transforms` makes of a raw value. ``currency`` is an ISO 4217
code, ``currencyRaw`` the sign as written; dates and durations are ISO 8601,
``startDate`` and ``endDate`` the ends of ``June 5-7, 2018, 10am - 4pm``,
``availability`` is a member of schema.org's ItemAvailability. ``apiName`` and
``apiKind`` are the parts of a title such as ``Class: Mock``, ``besideDuration`` is the
other one of a line such as ``6 portions, 25 minutes``. ``list`` makes several values of
one, at its commas."""

JsonType: TypeAlias = Literal[
    "string", "number", "integer", "boolean", "array", "object"
]
Stability: TypeAlias = Literal["high", "medium", "low"]
Cardinality: TypeAlias = Literal["one", "many"]

KINDS: tuple[LocatorKind, ...] = get_args(LocatorKind)
HREF = "href"
"""Attribute of a locator by label that takes where the values link to."""
LAST = "last"
"""Attribute of a locator of stated data that takes the last value of a list."""
OF_PARTS: tuple[JsonType, ...] = ("array", "object")
"""Types of fields that are made of several values."""
MAX_LOCATORS = 6
"""Locators of one field at most."""
MAX_EXAMPLE = 200
"""Longest value shown in an example, in characters."""
#: Kinds that say what their values are, to any program; and with the keys of data for
#: the page's own scripts, all that the page states rather than shows.
STRUCTURED: tuple[LocatorKind, ...] = ("jsonld", "microdata", "rdfa", "meta")
STATED: tuple[LocatorKind, ...] = (*STRUCTURED, "json")


@dataclass(frozen=True, slots=True, kw_only=True)
class Locator:
    """One way to a field's value."""

    kind: LocatorKind
    """Where to look."""
    expr: str
    """Path (``Product.offers.price``), name of a ``<meta>``, label, CSS selector, or
    for ``near`` the text before and those that may follow, with bars between."""
    attribute: str | None = None
    """For ``css``: ``text``, ``own`` (text directly in the element), ``rest`` (that of
    the elements in it but the first), ``picture`` (the address of the one that it links
    to) or an attribute; for ``label``: ``href`` for where the values link to, else
    their texts; for ``near``: its look, its place among those that look alike, and how
    many there are (``td 1/2``)."""
    prefix: str = ""
    """What starts the text on every page and is cut off, such as ``by ``."""
    suffix: str = ""
    """What ends it, such as `` | Shop``."""
    stability: Stability = "medium"
    """How likely it survives a change of the site's looks."""
    coverage: float | None = None
    """Share of the pages held back on which it finds a value; None if none were."""
    agreement: float | None = None
    """Share of those on which it says what the field's first locator says."""
    xpath: str | None = None
    """For ``label``: XPath 1.0 that says the same on the pages it was tried on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transform:
    """What is done to a raw value, in order."""

    name: TransformName
    language: str | None = None
    """Language of the pages it was made for; a page's own comes first."""
    decimal: Decimal | None = None
    """Sign before decimals in the site's numbers; None if they don't show it."""
    order: Order | None = None
    """Order of day, month and year in the site's dates; None if they don't show it."""
    currency: str | None = None
    """ISO 4217 code that a sign of several currencies stands for on the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A value as found on a page."""

    url: str
    raw: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of a record."""

    name: str
    schema_org: str | None = None
    """Path of the schema.org property, such as ``offers.price``."""
    label: str | None = None
    """How the site itself calls it."""
    description: str = ""
    type: JsonType = "string"
    format: str | None = None
    """``uri``, ``date``, ``date-time`` or ``duration`` of JSON Schema."""
    multiple: bool = False
    """Whether the value is a list."""
    joined: bool = False
    """Whether all that a locator finds is one text, a line for each: a body text."""
    nullable: bool = True
    """Whether some pages lack it, as measured."""
    coverage: float | None = None
    """Share of the pages held back that have a value by any locator."""
    filled: float | None = None
    """Share of all records of the crawl that have a value; None until all are made."""
    distinct_ratio: float = 0.0
    """Different values by pages that have one."""
    locators: tuple[Locator, ...] = ()
    """In order of trust: the first that finds a value gives it."""
    transforms: tuple[Transform, ...] = ()
    examples: tuple[Example, ...] = ()
    container: str | None = None
    """For an ``array`` of objects: CSS selector of one element for each object. For an
    ``object``: that of a table or list whose labels are the keys, with one text each
    (`vultrcrawl.schema.sources.labels.labelled_values`)."""
    left_out: tuple[str, ...] = ()
    """For an ``object``: labels that are fields of their own, or none. For a text
    or a picture: what is none, folded, as the site's description is no page's."""
    spread: bool = False
    """Whether each goes on over the siblings after it, up to the next one found."""
    items: tuple[Field, ...] = ()
    """For an ``array``: the fields of an object, with locators relative to it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dropped:
    """A candidate that is no field, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """A field that was asked for and not found."""

    name: str
    nearest: tuple[str, ...] = ()
    """Fields that were found and might be meant, the likeliest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Validation:
    """What the scores were measured on."""

    method: Literal["held_out", "leave_one_out", "none"]
    learned_from: tuple[str, ...] = ()
    held_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSchema:
    """What the pages of a template hold."""

    name: str
    page_type: str | None = None
    item_type: str | None = None
    """schema.org type of the thing a page is about."""
    cardinality: Cardinality = "one"
    """One record a page, or one for each card of a listing."""
    container: str | None = None
    """CSS selector of a card, to which the fields' selectors are relative. Of several,
    with commas between, the first that finds any on a page counts."""
    spread: bool = False
    """Whether a card goes on over the siblings after it, up to the next card."""
    identity: tuple[str, ...] = ()
    """Fields that tell records apart across runs."""
    fields: tuple[Field, ...] = ()
    must_have: tuple[str, ...] = ()
    """CSS selectors that match on every page of the template."""
    min_share: float = 0.0
    """Share of a page's text that its cards hold at least, 0 to 1, if that tells its
    pages from those of another template with the same layout; 0 if it needn't."""
    dropped: tuple[Dropped, ...] = ()
    missing: tuple[Missing, ...] = ()
    validation: Validation = field(default_factory=lambda: Validation(method="none"))
    description: str = ""
    """What its pages are about, in one line, where a language model said so."""
    notes: tuple[str, ...] = ()
    """What a reader has to know: one page only, pages without anything in common."""

    @staticmethod
    def from_json(data: Mapping[str, Any]) -> TemplateSchema:
        """Return the schema of which *data* is the `asdict`, and may have more.

        Raises `pydantic.ValidationError` where it is of another shape.
        """
        return _adapter().validate_python(data)


@cache
def _adapter() -> TypeAdapter[TemplateSchema]:
    # Explorations read no schema, and are spared making this.
    from pydantic import TypeAdapter  # noqa: PLC0415 (slow)

    return TypeAdapter(TemplateSchema)


def merged(fields: Sequence[Field], more: Sequence[Field]) -> list[Field]:
    """Return *fields* with the locators of fields that *more* has of the same name."""
    known = {one.name: one for one in fields}
    for one in more:
        before = known.get(one.name)
        if before is None:
            known[one.name] = replace(one, nullable=one.nullable or bool(fields))
        elif before.transforms == one.transforms:
            locators = dict.fromkeys((*before.locators, *one.locators))
            known[one.name] = replace(before, locators=tuple(locators), nullable=True)
    return list(known.values())
