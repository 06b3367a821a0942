"""Python names for templates and fields, and literals of any text."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata

_OTHER = re.compile(r"\W+")
_LONGEST = 60
#: What a page object or a pydantic model has already.
_HAS = frozenset((
    "url", "response", "html", "css", "xpath", "jmespath", "selector", "base_url",
    "urljoin", "to_item", "validate_input", "item_cls", "skip_nonitem_fields", "reader",
    "read", "records", "CARDS", "ITEM", "PAGE_TYPE", "MIN_SHARE",
    "CONTAINER", "SPREAD", "fit", "URLS", "MUST_HAVE", "NEXT", "TEMPLATE", "INDEX",
    "copy", "dict", "json", "schema", "schema_json", "construct", "validate", "fields",
    "from_orm", "parse_obj", "parse_raw", "parse_file", "update_forward_refs", "self",
    "Any", "field", "handle_urls", "things", "part", "stated", "convert",
))  # fmt: skip


class PythonNames:
    """Gives out identifiers, each once; the first with a name has it."""

    def __init__(self, *taken: str) -> None:
        self._taken = set(taken)

    def attribute(self, text: str) -> str:
        """Return the name of an attribute, any script."""
        plain = _OTHER.sub("_", unicodedata.normalize("NFKC", text)).strip("_")
        name = plain[:_LONGEST] or "unnamed"
        if not name.isidentifier():
            name = f"n{name}" if f"n{name}".isidentifier() else "unnamed"
        if (
            keyword.iskeyword(name)
            or keyword.issoftkeyword(name)
            or name in _HAS
            or hasattr(builtins, name)
        ):
            name = f"{name}_"
        if name.startswith(("model_", "_")):  # pydantic's, and private ones
            name = f"n_{name}"
        return self._once(name)

    def class_(self, text: str) -> str:
        """Return the name of a class: ``product_listing-2`` gives ProductListing2."""
        words = re.findall(r"[A-Za-z0-9]+", text)
        name = "".join(word[0].upper() + word[1:] for word in words)[:_LONGEST]
        if not name or name[0].isdigit() or keyword.iskeyword(name):
            name = f"Page{name}"
        return self._once(name)

    def module(self, text: str) -> str:
        """Return the name of a module, in lower case ASCII."""
        name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:_LONGEST] or "site"
        if name[0].isdigit() or keyword.iskeyword(name):
            name = f"site_{name}"
        return self._once(name)

    def _once(self, base: str) -> str:
        name, number = base, 1
        while name in self._taken:
            number += 1
            name = f"{base}_{number}"
        self._taken.add(name)
        return name


def python_literal(text: str) -> str:
    """Return *text* as a literal of Python, in double quotes where that is short."""
    shown = repr(text)
    if shown[0] == "'" and '"' not in shown and "\\'" not in shown:
        return f'"{shown[1:-1]}"'
    return shown
