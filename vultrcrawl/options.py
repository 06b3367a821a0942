"""Command line options made of a model of arguments, which is checked in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

    from pydantic import BaseModel

#: What a user writes for a value, by its type in JSON Schema.
_WORDS = {"integer": "N", "number": "X", "boolean": "true|false", "string": "TEXT"}


def add_options(
    parser: argparse.ArgumentParser,
    model: type[BaseModel],
    positional: Sequence[str] = (),
) -> None:
    """Add an option for each field of *model*, `--max-pages` for `max_pages`.

    Those that are *positional* are given by their place. Values stay texts, and an
    option that is not given is absent: the model reads and checks them.
    """
    schema = model.model_json_schema()
    group = parser.add_argument_group("arguments")
    properties = schema["properties"]
    for name in dict.fromkeys((*positional, *properties)):
        field = properties[name]
        text = _help(field).replace("%", "%%")
        if name in positional:
            parser.add_argument(name, metavar=name.upper(), help=text)
        else:
            option = f"--{name.replace('_', '-')}"
            if field.get("type") == "boolean" and field.get("default") is False:
                group.add_argument(
                    option, dest=name, action="store_const", const="true", help=text
                )
                continue
            group.add_argument(
                option,
                dest=name,
                metavar=_word(field, schema.get("$defs", {})),
                help=text,
                default=None,
            )


def _help(field: dict[str, Any]) -> str:
    text = " ".join(str(field.get("description", "")).replace("`", "").split())
    default = field.get("default")
    if default is None:
        return text
    shown = str(default).lower() if isinstance(default, bool) else default
    return f"{text.rstrip('.')} (default: {shown})"


def _word(field: dict[str, Any], definitions: dict[str, Any]) -> str:
    """Return what stands for a value in the help: its choices, or its type."""
    for one in (field, *field.get("anyOf", ())):
        if "$ref" in one:
            one = definitions[str(one["$ref"]).rpartition("/")[2]]  # noqa: PLW2901 (what it refers to)
        if choices := one.get("enum"):
            return "|".join(map(str, choices))
        if one.get("format") == "path":
            return "PATH"
        if (word := _WORDS.get(str(one.get("type")))) is not None:
            return word
    return "TEXT"
