"""Writes Python source for fields of a schema.

Texts of a document are literals only; what is a name in the code was made by
`vultrcrawl.scaffold.names`, or is a member of a closed list of ours.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import indent
from typing import TYPE_CHECKING

from vultrcrawl.scaffold.names import PythonNames, python_literal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vultrcrawl.schema.model import Field, Locator, TemplateSchema, Transform

_TYPES = {"string": "str", "number": "float", "integer": "int", "boolean": "bool"}


@dataclass(slots=True)
class ItemClass:
    """An item class: its name, and its fields with name, type and attribute."""

    name: str
    base: str = "Record"
    fields: list[tuple[str, str, str]] = field(default_factory=list)
    """Name on the site, type, attribute."""
    card: str | None = None
    """Class of the cards that such a page lists, if it does."""

    @property
    def cards(self) -> str:
        """Attribute that holds the cards: no field is called so, nor on the site."""
        taken = {name for name, _, _ in self.fields}
        taken |= {attribute for _, _, attribute in self.fields}
        numbered = (f"cards_{number}" for number in range(1, len(taken) + 2))
        return next(one for one in ("cards", *numbered) if one not in taken)

    def lines(self) -> str:
        """Return the class."""
        rows = [
            f"    {attribute}: {kind} | None = "
            + (
                "None"
                if attribute == name
                else f"Field(None, alias={python_literal(name)})"
            )
            for name, kind, attribute in self.fields
        ]
        if self.card is not None:
            rows.append(f"    {self.cards}: list[{self.card}] = []")
        body = "\n".join(rows) or "    pass"
        return f"class {self.name}({self.base}):\n{body}\n"


def models(
    name: str, fields: Sequence[Field], classes: PythonNames, base: str = "Record"
) -> list[ItemClass]:
    """Return the item class *name* of *fields*, after those of the things in it."""
    found: list[ItemClass] = []
    names = PythonNames("url")
    model = ItemClass(name, base)
    wanted = [one.name for one in fields if one.name != "url"]
    # One that may keep its name has it, whatever comes before: an alias of another
    # field is never the name of an attribute.
    kept = {one for one in wanted if PythonNames().attribute(one) == one}
    attributes = {one: names.attribute(one) for one in wanted if one in kept}
    attributes |= {one: names.attribute(one) for one in wanted if one not in kept}
    for one in fields:
        if one.name == "url":
            continue
        if one.type == "array":
            inner = classes.class_(f"{name} {one.name}")
            found += models(inner, one.items, classes, "Part")
            kind = f"list[{inner}]"
        elif one.type == "object":
            kind = "dict[str, str]"
        else:
            kind = _TYPES[one.type]
            if one.multiple:
                kind = f"list[{kind}]"
        model.fields.append((one.name, kind, attributes[one.name]))
    return [*found, model]


def locator_code(one: Locator) -> str:
    """Return the call that makes *one*."""
    words = [python_literal(one.expr)]
    name = "css" if one.kind == "css" else "stated"
    if name == "stated":
        words.insert(0, python_literal(one.kind))
    if one.attribute is not None and not (name == "css" and one.attribute == "text"):
        words.append(python_literal(one.attribute))
    words += _named(one, ("prefix", "suffix"))
    return f"{name}({', '.join(words)})"


def transform(one: Transform) -> str:
    """Return the call that makes *one*."""
    words = [python_literal(one.name)]
    words += _named(one, ("language", "decimal", "order", "currency"))
    return f"convert({', '.join(words)})"


def _named(one: object, keys: Sequence[str]) -> list[str]:
    """Return the arguments with names *keys* that say something."""
    given = {key: getattr(one, key) for key in keys}
    return [f"{key}={python_literal(text)}" for key, text in given.items() if text]


def _call(name: str, words: Sequence[str]) -> str:
    """Return a call with a line for each argument."""
    return f"{name}(\n" + "".join(f"{indent(one, '    ')},\n" for one in words) + ")"


def _how(one: Field) -> list[str]:
    """Return the arguments that say how the value of a field is found."""
    words = [locator_code(each) for each in one.locators]
    if one.transforms:
        words.append(f"to=[{', '.join(map(transform, one.transforms))}]")
    if one.multiple:
        words.append("many=True")
    if one.joined:
        words.append("joined=True")
    if one.left_out:
        words.append(f"left_out=[{', '.join(map(python_literal, one.left_out))}]")
    return words


def _inside(one: Field | TemplateSchema, parts: Sequence[Field]) -> list[str]:
    """Return the arguments that say where things are, and what *parts* each has."""
    words = [python_literal(one.container or "body"), *map(part_code, parts)]
    return [*words, "spread=True"] if one.spread else words


def part_code(one: Field) -> str:
    """Return the call that makes a field of a card, or of a thing in a list."""
    if one.type == "array":
        return _call("things", [python_literal(one.name), *_inside(one, one.items)])
    kind = [] if one.type == "string" else [f"type={python_literal(one.type)}"]
    return _call("part", [python_literal(one.name), *_how(one), *kind])


def page_fields(
    schema: TemplateSchema, model: ItemClass, inner: dict[str, str], card: str | None
) -> str:
    """Return the methods of a page object, one a field.

    *inner* are the classes of fields that are lists of things, *card* that of a card.
    """
    methods = []
    single = schema.fields if schema.cardinality == "one" else ()
    kinds = {name: (kind, attribute) for name, kind, attribute in model.fields}
    for one in single:
        if one.name not in kinds:
            continue
        kind, attribute = kinds[one.name]
        head = f"    @field\n    def {attribute}(self) -> {kind} | None:\n"
        if one.type == "array":
            call = _call("self.reader.objects", _inside(one, one.items))
            body = f"found = {call}\nreturn as_items({inner[one.name]}, found)"
        elif one.type == "object":
            words = [python_literal(one.container) if one.container else "None"]
            words += map(python_literal, one.left_out)
            words += ["text=True"] if one.locators else []
            body = f"return {_call('self.reader.facts', words)}"
        else:
            body = f"return {_call('self.read', _how(one))}"
        methods.append(head + indent(body, " " * 8))
    if card is not None:
        made = _call("self.reader.cards", _inside(schema, schema.fields))
        body = f"found = {made}\nreturn as_items({card}, found) or []"
        head = f"    @field\n    def {model.cards}(self) -> list[{card}]:\n"
        methods.append(head + indent(body, " " * 8))
    return "\n\n".join(methods)
