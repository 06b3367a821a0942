"""Names of templates: given when the first page comes, kept when the crawl ends."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from vultrcrawl.urls.extensions import without_extension

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from vultrcrawl.schema.templates.grouping import TemplatePages


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


#: Share of a template's addresses that a word must stand in to name it.
_COMMON = 0.6
#: Longest word of an address in a name, in characters.
_LONGEST = 24
_TOKEN = re.compile(r"[^a-z0-9]+")
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,60}")


def final_names(
    groups: Iterable[TemplatePages], earlier: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return the final name of each page's template, by URL.

    It is the type; of several templates of a type the largest whose pages agree best
    has it, and the others tell what their addresses say: `article`, `article-news`.
    *earlier* are names that an earlier crawl gave to pages, by URL: a group keeps the
    one that most of these pages have, if it fits its type. The result depends on
    neither the order of *groups* nor chance.
    """
    ordered = sorted(
        groups, key=lambda group: (-len(group.urls) * group.agreement, group.urls[0])
    )
    kept = _kept(ordered, earlier or {})
    taken = set(kept.values())
    said: dict[str, set[str]] = {}
    final: dict[str, str] = {}
    for at, group in enumerate(ordered):
        base = str(group.page_type or "page")
        words = _words(group.urls)
        known = said.setdefault(base, set())
        name = kept.get(at) or _free(base, words, known, taken)
        known.update(words)
        taken.add(name)
        final.update(dict.fromkeys(group.urls, name))
    return final


def _kept(
    groups: Sequence[TemplatePages], earlier: Mapping[str, str]
) -> dict[int, str]:
    """Return the names that *groups* keep, by number; each goes to one group."""
    votes = []
    for at, group in enumerate(groups):
        base = str(group.page_type or "page")
        names = Counter(earlier[url] for url in group.urls if url in earlier)
        votes += [
            (-count, at, name)
            for name, count in names.items()
            if name == base or name.startswith(f"{base}-")
        ]
    kept: dict[int, str] = {}
    for _, at, name in sorted(votes):
        if at not in kept and name not in kept.values():
            kept[at] = name
    return kept


def _free(base: str, words: Sequence[str], known: set[str], taken: set[str]) -> str:
    """Return a name that none has: by a word that larger ones don't have, or numbered.

    *words* are those of the template's addresses, *known* those of larger ones.
    """
    if base not in taken:
        return base
    for word in words:
        if word not in known and (name := f"{base}-{word}") not in taken:
            return name
    number = 2
    while (name := f"{base}-{number}") in taken:
        number += 1
    return name


def _words(urls: Sequence[str]) -> list[str]:
    """Return what most of *urls* have in common: how names begin, then folders."""
    begin: Counter[str] = Counter()
    folders: Counter[str] = Counter()
    for url in urls:
        path = unquote(urlsplit(url).path).lower()
        *above, name = path.rstrip("/").split("/")[1:] or [""]
        begin[_plain(without_extension(name)).partition("-")[0]] += 1
        folders.update(list(dict.fromkeys(map(_plain, reversed(above)))))
    least = _COMMON * len(urls)
    common = [*begin.most_common(1), *folders.items()]
    return [
        word
        for word, count in common
        if count >= least and len(word) > 1 and not word.isdigit()
    ]


def _plain(text: str) -> str:
    """Return *text* as a name of a file may hold it: letters, digits, hyphens."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return _TOKEN.sub("-", folded).strip("-")[:_LONGEST].strip("-")


def earlier_names(site: Path) -> dict[str, str]:
    """Return the names of templates in the file *site*, by URL of their examples.

    None if there is no such file, or something else: it is no input to be trusted.
    """
    try:
        document = json.loads(site.read_text("utf-8"))
        return {
            url: template["name"]
            for template in document["templates"]
            for url in template["pages"]["examples"]
            if isinstance(url, str) and _NAME.fullmatch(template["name"])
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}
