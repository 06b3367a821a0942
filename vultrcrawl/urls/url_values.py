"""The values in a page's address: what its scripts may have from there."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TypeAlias
from urllib.parse import parse_qsl, unquote, urlsplit

from vultrcrawl.urls.extensions import without_extension

Where: TypeAlias = tuple[tuple[str, str | int], ...]
"""Pairs that say where: ``part`` (``path``, ``query``, ``fragment`` or
``fragment_query``), ``segment`` (from 0) or ``name``, and ``match`` where it is a part
of the segment only."""


class UrlValues:
    """What the address of a page says: path, parameters, and the same of its route."""

    def __init__(self, url: str) -> None:
        self._url = url

    @cached_property
    def values(self) -> list[tuple[Where, str]]:
        """Return where a value stands, and the value.

        Of a segment also the number that it starts or ends with, as in ``42-lamp``.
        """
        parts = urlsplit(self._url)
        route, _, asked = parts.fragment.partition("?")
        found: list[tuple[Where, str]] = []
        for part, path in (("path", parts.path), ("fragment", route.lstrip("!"))):
            segments = path.split("/")
            for number, segment in enumerate(segments[path.startswith("/") :]):
                if not segment:
                    continue
                text = unquote(segment)
                where: Where = (
                    ("part", part),
                    ("segment", number),
                )
                stem = without_extension(text)
                found.append((where, text))
                if stem != text:
                    found.append(((*where, ("match", "without_extension")), stem))
                if match := re.match(r"(\d+)(?=[-_.])", stem):
                    found.append(((*where, ("match", "leading_number")), match[1]))
                if match := re.search(r"(?<=[-_.])(\d+)$", stem):
                    found.append(((*where, ("match", "trailing_number")), match[1]))
        for part, query in (("query", parts.query), ("fragment_query", asked)):
            for name, value in parse_qsl(query):
                found.append(((("part", part), ("name", name)), value))
        return found

    @cached_property
    def texts(self) -> frozenset[str]:
        """All the values."""
        return frozenset(value for _, value in self.values)
