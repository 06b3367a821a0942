"""The shape of a URL: what it has in common with the URLs of pages like its own.

``/item/42`` and ``/item/7`` are ``/item/{n}``. `shape` tells it from the URL alone;
`ShapeTrie` also learns which places of a path hold names, once it has seen many.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from vultrcrawl.urls.extensions import extension
from vultrcrawl.urls.normal_form import origin

if TYPE_CHECKING:
    from collections.abc import Iterable

#: A place of a path that ends there holds a name once it had more different values.
PAGES_LIMIT = 10
#: The same for a place that goes on: sites have more sections than that seldom.
FOLDERS_LIMIT = 30

_DATE_FOLDERS = re.compile(
    r"/(?:19|20)[0-9]{2}/(?:0?[1-9]|1[0-2])(?:/(?:0?[1-9]|[12][0-9]|3[01]))?(?=/|$)"
)
# Of segments with a digit in them.
_KIND = re.compile(
    r"""
    (?P<date>(?:19|20)[0-9]{2}(?:
        [-_.](?:0?[1-9]|1[0-2])(?:[-_.](?:0?[1-9]|[12][0-9]|3[01]))?
        | (?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])
      )(?:T.*)?)
    | (?P<n>-?[0-9]+(?:[-_,][0-9]+)*)
    | (?P<uuid>[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})
    | (?P<v>v?[0-9]+(?:\.[0-9]+)+(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)[.-]?[0-9]*)?)
    | (?P<hash>(?=[A-Fa-f]*[0-9])(?=[0-9]*[A-Fa-f])[0-9A-Fa-f]{7,64})
    | (?P<page>(?:page|pagina|seite|p)[-_]?[0-9]+)
    | (?P<named>[A-Za-z]+)[0-9]+
    | (?P<slug>
        [0-9]+[-_.][A-Za-z%].*                      # 42-the-answer
        | (?=[^A-Za-z%]*[A-Za-z%]).*[-_.][0-9]+     # the-answer_42
      )
    | (?P<id>(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9_-]{10,})
    """,
    re.VERBOSE | re.DOTALL,
)
# Longer is no name that people gave, and the expressions above would take long.
_LONGEST = 120
_DIGIT = re.compile(r"[0-9]")
_WORDS = re.compile(r"[^-_]+(?:[-_]+[^-_]+){2,}+")  # the-great-answer
_VALUES = frozenset({"{n}", "{date}", "{uuid}", "{hash}"})
_HEAD = re.compile(r"!?/?")  # of a route
# A copy of a site has its parameters in the names of files: view.php@f=2&t=4.html
_SAVED = re.compile(r"([^@]+\.[A-Za-z]{2,5})@([^@=]+=[^@]*|\{\*\})")
_NO_VALUE = re.compile(r"=(?=[&#]|$)")
_INDEX = re.compile(r"(?<=%5B)[0-9]+(?=%5D)")  # a[0]=x&a[1]=y


def shape(url: str) -> str:
    """Return the shape of *url*, which is in normal form; the host is left out.

    Numbers become ``{n}``, dates ``{date}``, versions ``{v}``, and so with ``{uuid}``,
    ``{hash}`` (7 hexadecimal digits or more), ``{id}`` (mixed letters and digits) and
    ``{slug}`` (a title: three words, or words and a number). Extensions stay.
    Parameters are sorted by name, each once, its value kept only as ``{n}``,
    ``{date}``, ``{uuid}``, ``{hash}``: ``?page={n}&q=``; so are those that a copy of a
    site has in the names of files (``view.php@t={n}.html``). A route has its shape
    after that of the page: ``/app#/item/{n}``. About 3 µs.
    """
    page, mark, route = url[len(origin(url)) :].partition("#")
    if not mark:
        return _shape(page)
    head = _HEAD.match(route)[0]  # type: ignore[index] # it matches anything
    return f"{_shape(page)}#{head}{_shape('/' + route.removeprefix(head))[1:]}"


def _shape(rooted: str) -> str:
    path, _, query = rooted.partition("?")
    if "/20" in path or "/19" in path:
        path = _DATE_FOLDERS.sub("/{date}", path, count=1)
    segments = path.split("/")
    page = segments.pop()
    tokens = [_token(segment) for segment in segments]
    if page:
        dated = tokens[-1] == "{date}"
        tokens.append(
            "{slug}" + extension(page.partition(";")[0]) if dated else _page_token(page)
        )
    else:
        if len(tokens) > 2 and tokens[-2] == "{date}":
            tokens[-1] = "{slug}"
        tokens.append("")
    parameters = _parameters(query) if query else ""
    return f"{'/'.join(tokens)}{'?' if parameters else ''}{parameters}"


@lru_cache(maxsize=16_384)
def _token(segment: str) -> str:
    """Return what stands for a *segment* of a path, or for a value."""
    if len(segment) > _LONGEST:
        return "{slug}"
    if segment.isalpha():
        return segment
    found = _KIND.fullmatch(segment) if _DIGIT.search(segment) else None
    kind = found.lastgroup if found is not None else None
    if found is None or kind is None:
        return "{slug}" if _WORDS.fullmatch(segment) else segment
    if kind == "named":
        return found["named"] + "{n}"
    return "page{n}" if kind == "page" else f"{{{kind}}}"


def _page_token(segment: str) -> str:
    name, mark, _ = segment.partition(";")
    ending = extension(name)
    saved = _SAVED.fullmatch(name.removesuffix(ending)) if "@" in name else None
    if saved is not None:
        values = with_any_value(f"?{_parameters(saved[2])}", "{*}")[1:]
        return f"{saved[1]}@{values}{ending.lower()}{mark}"
    return _token(name.removesuffix(ending)) + ending.lower() + mark


@lru_cache(maxsize=4_096)
def _parameters(query: str) -> str:
    pairs: set[str] = set()
    for pair in query.split("&"):
        name, mark, value = pair.partition("=")
        kept = _token(value) if value else ""
        if kept not in _VALUES:
            kept = ""
        if name or value:
            pairs.add(f"{_INDEX.sub('{n}', _token(name))}{mark}{kept}")
    return "&".join(sorted(pairs))


def with_any_value(shape: str, token: str) -> str:
    """Return *shape* with *token* where a parameter may have any value: ``?q=``."""
    page, mark, query = shape.partition("?")
    return page + mark + _NO_VALUE.sub(f"={token}", query)


def any_of(page: str) -> str:
    """Return what stands for *page*, a part of a path, and others of its kind.

    Its extension stays, and the name of a script before its parameters.
    """
    ending = extension(page)
    saved = _SAVED.fullmatch(page.removesuffix(ending))
    script = f"{saved[1]}@" if saved else ""
    return f"{script}{{*}}{ending}"


class ShapeTrie:
    """Shapes learned from many URLs of one host.

    A place of a path that has had more different values than `PAGES_LIMIT` (or
    `FOLDERS_LIMIT`, if paths go on there) is ``{*}``, and so for all that follows it:
    ``/wiki/{*}``, ``/{*}/issues/{n}``. What is learned depends on which URLs were added
    and not on their order; adding one again changes nothing.
    """

    def __init__(self, urls: Iterable[str] = ()) -> None:
        self._root = _Node()
        for url in urls:
            self.add(url)

    def add(self, url: str) -> None:
        """Learn from *url*, which is in normal form."""
        node = self._root
        page, _, route = shape(url).partition("#")
        for token in (*_tokens(page), *_route_tokens(route)):
            node = node.child(token)

    def shape(self, url: str) -> str:
        """Return the shape of *url* by what is known now."""
        page, mark, route = shape(url).partition("#")
        learned, node = self._learned(self._root, _tokens(page))
        found = _with_query("/" + learned, page)
        if mark:
            learned, _ = self._learned(node, _route_tokens(route))
            found += _with_query(learned, route)
        return found

    @staticmethod
    def _learned(node: _Node | None, tokens: list[str]) -> tuple[str, _Node | None]:
        """Return what *tokens* have become below *node*, and where they lead."""
        learned: list[str] = []
        for token in tokens:
            key = token if node is None else node.key(token)
            learned.append(key)
            node = None if node is None else node.children.get(key)
        return "".join(learned).rstrip(" "), node


def _with_query(path: str, static: str) -> str:
    _, mark, query = static.partition("?")
    return path + mark + query


def _tokens(static: str) -> list[str]:
    """Return the places of a shape's path: folders as ``a/``, the page as ``b.html ``.

    The space, which no URL holds, tells the page ``/a/`` from the folder of ``/a/b``.
    """
    path = static.partition("?")[0][1:]
    page = path.removesuffix("/")
    *folders, last = page.split("/")
    return [*(f"{folder}/" for folder in folders), f"{last}{path[len(page) :]} "]


def _route_tokens(static: str) -> list[str]:
    """Return the places of a route's shape, the first of them with its mark."""
    if not static:
        return []
    head = _HEAD.match(static)[0]  # type: ignore[index] # it matches anything
    first, *rest = _tokens("/" + static.removeprefix(head))
    return [f"#{head}", first, *rest]


@lru_cache(maxsize=4_096)
def _kind(token: str) -> str:
    """Return what *token* is merged into; itself if it is general already."""
    if token.startswith("{") and not token.startswith("{slug}"):
        return token
    name = token.rstrip("/ ")
    end = token[len(name) :]
    return any_of(name.partition(";")[0]) + end


class _Node:
    """A place in the trie. Names of a kind are merged once there are too many."""

    __slots__ = ("children", "kinds", "merged")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.kinds: dict[str, int] = {}
        self.merged: set[str] = set()

    def key(self, token: str) -> str:
        """Return under which key *token* stands here."""
        kind = _kind(token)
        return kind if kind in self.merged else token

    def child(self, token: str) -> _Node:
        """Return the child for *token*, made if need be; merges its kind if full."""
        kind = _kind(token)
        if kind in self.merged:
            return self.children[kind]
        found = self.children.get(token)
        if found is not None:
            return found
        made = self.children[token] = _Node()
        count = self.kinds[kind] = self.kinds.get(kind, 0) + 1
        if count <= (PAGES_LIMIT if kind.endswith(" ") else FOLDERS_LIMIT):
            return made
        return self._merge(kind)

    def _merge(self, kind: str) -> _Node:
        merged = _Node()
        for token in [token for token in self.children if _kind(token) == kind]:
            merged.absorb(self.children.pop(token))
        self.children[kind] = merged
        self.merged.add(kind)
        return merged

    def absorb(self, other: _Node) -> None:
        """Take over all that *other* has learned."""
        for kind in other.merged:
            if kind not in self.merged:
                self._merge(kind)
        for token, node in other.children.items():
            self.child(token).absorb(node)
