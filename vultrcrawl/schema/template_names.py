"""Names of templates: given when the first page comes, kept when the crawl ends."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from vultrcrawl.schema.templates import Group


class TemplateNames:
    """`product`, `article`, `article-2`: by type, in the order of appearance."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: Counter[str] = Counter()

    def name(self, key: str, page_type: str) -> str:
        """Return the name of the template with provisional *key*."""
        if (known := self._names.get(key)) is None:
            known = self._names[key] = self._new(page_type)
        return known

    def keep(self, key: str, name: str) -> None:
        """Keep *name*, which an earlier run gave to the template with *key*."""
        self._names.setdefault(key, name)
        base, _, number = name.rpartition("-")
        if base and number.isdigit():
            self._taken[base] = max(self._taken[base], int(number))
        else:
            self._taken[name] = max(self._taken[name], 1)

    def _new(self, base: str) -> str:
        self._taken[base] += 1
        number = self._taken[base]
        return base if number == 1 else f"{base}-{number}"


def _names(base: str, count: int) -> set[str]:
    return {base, *(f"{base}-{number}" for number in range(2, count + 1))}


def final_names(groups: Iterable[Group], given: Mapping[str, str]) -> dict[str, str]:
    """Return the final name of each page's template, by URL.

    *given* are the names that pages got as they came, by URL. A group keeps the name
    that most of its pages have, as long as it fits the type the group was voted to be
    and its number is not beyond the number of such groups, so that rows that were
    exported before keep meaning the same where that can be. The largest group
    chooses first; the result does not depend on the order of *groups*.
    """
    ordered = sorted(groups, key=lambda group: (-len(group.urls), group.urls[0]))
    alike = Counter(str(group.page_type or "page") for group in ordered)
    taken: set[str] = set()
    final: dict[str, str] = {}
    for group in ordered:
        base = str(group.page_type or "page")
        votes = Counter(given[url] for url in group.urls if url in given)
        fitting = (
            name
            for name, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))
            if name in _names(base, alike[base])
        )
        name = next((name for name in fitting if name not in taken), None)
        number = 1
        while name is None or name in taken:
            name = base if number == 1 else f"{base}-{number}"
            number += 1
        taken.add(name)
        final.update(dict.fromkeys(group.urls, name))
    return final
