"""What is wrong with a site document that somebody else may have written."""

from __future__ import annotations

import json
import re
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from vultrcrawl.page.css import compiled
from vultrcrawl.schema.document import SCHEMA_VERSION
from vultrcrawl.urls.domains import site_of_url
from vultrcrawl.urls.normal_form import normalize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jsonschema_rs import Draft202012Validator, ValidationError

#: Values inside each other, at most; answers of endpoints have JSON Schemas of 40.
_DEPTH = 100
#: Characters that are quoted of the document.
_QUOTED = 80
_HALF = "half a character (a lone surrogate) stands in a text"
_VERSION = re.compile(r"([0-9]{1,4})\.[0-9]{1,4}")


def without_retrieval(schema: dict[str, Any]) -> Draft202012Validator:
    """Return a validator that never fetches a schema, whatever *schema* refers to.

    Raises ValueError if *schema* is none, or refers to another document.
    """
    # Explorations check no document, and are spared the import.
    from jsonschema_rs import Draft202012Validator  # noqa: PLC0415 (slow)

    return Draft202012Validator(schema, offline=True)


def faults(validator: Draft202012Validator, value: object, whole: str) -> Iterator[str]:
    """Yield what *validator* has against *value*, one line each: where, and what.

    Of *whole* it says what is wrong with all of it. Formats are not checked: they
    describe what was seen, and sites write dates badly.
    """
    try:
        errors = validator.iter_errors(value)
    except UnicodeEncodeError:
        yield f"{whole}: {_HALF}"
        return
    for error in errors:
        place = "/".join(map(str, error.instance_path)) or whole
        yield f"{place}: {error.message}"[:300]


@cache
def _schema() -> dict[str, Any]:
    text = files("vultrcrawl.schema").joinpath("site.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text)
    return schema


@cache
def _validator() -> Draft202012Validator:
    return without_retrieval(_schema())


def site_fault(data: object) -> str | None:
    """Return what is wrong with a site document, in one line; None if nothing is.

    Its values are not quoted: any file may be given as one.
    """
    if not isinstance(data, dict):
        return "it is not a JSON object"
    if (fault := _text_fault(data)) is not None:
        return fault
    if (version := _VERSION.fullmatch(str(data.get("schema_version")))) and (
        int(version[1]) > int(SCHEMA_VERSION.partition(".")[0])
    ):
        return (
            f"it is of version {version[0]}, which is newer than this vultrcrawl "
            f"reads ({SCHEMA_VERSION})"
        )
    from jsonschema_rs import ValidationError  # noqa: PLC0415 (slow)

    try:
        _validator().validate(data)  # up to the first error: all may be too many
    except ValidationError as error:
        return f"{_place(error)}: {_rule(error)}"
    return next(_contradictions(data), None)


def _text_fault(data: object) -> str | None:
    """Return what is wrong with *data* as text, or with how deep it is."""
    level, depth = [data], 0
    while level:
        if depth > _DEPTH:
            return f"more than {_DEPTH} values stand inside each other"
        texts = [one for one in level if isinstance(one, str)]
        for one in level:
            if isinstance(one, dict):
                texts.extend(one)
        try:
            for text in texts:
                text.encode()
        except UnicodeEncodeError:
            return _HALF
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        depth += 1
    return None


def _place(error: ValidationError) -> str:
    place = "/".join(map(str, error.instance_path)) or "the document"
    return _quoted(place)


def _rule(error: ValidationError) -> str:
    """Say what the schema asks for where *error* is."""
    *inside, rule = error.schema_path
    schema: Any = _schema()
    found: Any = error.instance
    for step in inside:
        schema = schema[step]
    if rule == "required":
        missing = [name for name in schema[rule] if name not in found]
        return f"{', '.join(missing)} is missing"
    if rule == "additionalProperties" and schema[rule] is False:
        strange = [name for name in found if name not in schema["properties"]]
        return f"{_quoted(repr(strange[0]))} is not supported here"
    names = {"type": "it has to be of type", "pattern": "it does not match"}
    words = names.get(str(rule), rule)
    return f"{words} {json.dumps(schema[rule], ensure_ascii=False)}"[:200]


def _quoted(text: str) -> str:
    """Return the start of *text*, in one line."""
    plain = "".join(sign if sign.isprintable() else "?" for sign in text)
    return plain if len(plain) <= _QUOTED else f"{plain[:_QUOTED]}..."


def _contradictions(data: dict[str, Any]) -> Iterator[str]:
    """Yield what no JSON Schema can say."""
    if not _is_of_one_site(data):
        yield "start_url: no page that it gives as an example is of that site"
    names = Counter(one["name"] for one in data["templates"])
    name, times = names.most_common(1)[0] if names else ("", 0)
    if times > 1:
        yield f"templates: {times} are called {name}"
    for number, template in enumerate(data["templates"]):
        at = f"templates/{number}"
        for where, css in _selectors(template):
            if compiled(css) is None:
                quoted = _quoted(repr(css))
                yield f"{at}/{where}: {quoted} is no CSS selector that can be run"
        fields = Counter(one["name"] for one in template["item"]["fields"])
        for name, times in fields.items():
            if times > 1:
                yield f"{at}/item/fields: {times} are called {_quoted(name)}"


def _is_of_one_site(data: dict[str, Any]) -> bool:
    """Tell whether some example is of the site of the start, which may be private.

    A document of a public site is not to make a request of somebody's own network.
    """
    urls = [
        url
        for one in data["templates"]
        for url in one.get("pages", {}).get("examples", ())
    ]
    start = normalize(data["start_url"])
    if not urls or start is None:
        return True
    site = site_of_url(start)
    normal = filter(None, map(normalize, urls))
    return any(site_of_url(url) == site for url in normal)


def _selectors(template: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield each CSS selector of a template that is run, after its place."""
    item = template["item"]
    for css in template["match"]["must_have"]:
        yield "match/must_have", css
    if item.get("container"):
        yield "item/container", item["container"]
    for number, field in enumerate(item["fields"]):
        yield from _field_selectors(f"item/fields/{number}", field)
    pagination = template.get("pagination") or {}
    if pagination.get("selector"):
        yield "pagination/selector", pagination["selector"]


def _field_selectors(at: str, field: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the selectors of a *field* and of those in it, after their place."""
    for locator in field["locators"]:
        if locator["kind"] == "css":
            yield f"{at}/locators", locator["expr"]
    if field.get("container"):
        yield f"{at}/container", field["container"]
    for number, one in enumerate(field.get("items", ())):
        yield from _field_selectors(f"{at}/items/{number}", one)
