"""Microdata of a page (HTML, section 5).

Items are dicts as extruct gives them: `type` (a URL, or a list of several), `id` if the
item has one, and `properties`, whose values are texts, URLs or items; a property that
is given more than once has a list. An item of which only a text is known, such as a
person's name, has that as its `value`. Where sites and the standard differ, sites win:
a `content` attribute counts on every element, the texts have their spaces collapsed,
and an input tells its name and whether it is required, as schema.org's search actions
have it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from lxml import etree

from vultrcrawl.page.html.text import TextReader
from vultrcrawl.page.tree import finder
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Item: TypeAlias = dict[str, Any]

#: Items that are read of a page. One that others refer to by `itemref` is read for each
#: of them, so that a page of a few kB could ask for billions.
MAX_ITEMS = 10_000
#: Properties that items name by `itemref`, and values that are read, of all items.
MAX_VALUES = 100_000
#: Characters and nodes that are read of all properties, which may stand in each other:
#: below a second.
_MAX_TEXT = 1_000_000
#: Items within items that are read; deeper ones are left out.
MAX_NESTING = 32

_ITEMS = finder("descendant-or-self::*[@itemscope]")
_PROPERTIES = finder("descendant-or-self::*[@itemprop]")
_NAMED = finder("descendant-or-self::*[@id]")
_URL_ATTRIBUTES = {
    "a": "href", "area": "href", "link": "href", "object": "data", "audio": "src",
    "embed": "src", "iframe": "src", "img": "src", "source": "src", "track": "src",
    "video": "src",
}  # fmt: skip
_VALUE_ATTRIBUTES = {"data": "value", "meter": "value", "time": "datetime"}


def new_item(types: list[str], name: str | None, base_url: str) -> Item:
    """Return an item of *types* without properties, whose address is *name*."""
    item: Item = {"type": types[0] if len(types) == 1 else types} if types else {}
    if name := (name or "").strip():
        item["id"] = absolute(name, base_url)
    return item | {"properties": {}}


def add_property(item: Item, names: str | None, value: object) -> None:
    """Add *value* to *item* under each of *names*; several of one are a list."""
    properties: dict[str, Any] = item["properties"]
    for name in dict.fromkeys((names or "").split()):
        if name not in properties:
            properties[name] = value
        elif isinstance(properties[name], list):
            properties[name].append(value)
        else:
            properties[name] = [properties[name], value]


def read_microdata(root: HtmlElement, base_url: str) -> list[Item]:
    """Return the top-level items under *root*, in document order.

    An item that says it is a property, but of which no item is around, is one too.
    """
    return _Reader(root, base_url).items() if _ITEMS(root) else []


class _Reader:
    def __init__(self, root: HtmlElement, base_url: str) -> None:
        self.base_url = base_url
        self.scopes: list[HtmlElement] = _ITEMS(root)[:MAX_ITEMS]
        self.left, self.values_left = MAX_ITEMS, MAX_VALUES
        self.text_of = TextReader(total=_MAX_TEXT)
        self.order: dict[HtmlElement, int] = {}
        self.owned: dict[HtmlElement | None, list[HtmlElement]] = defaultdict(list)
        self.scope_of: dict[HtmlElement, HtmlElement | None] = {}
        for number, element in enumerate(_PROPERTIES(root)):
            self.order[element] = number
            self.owned[self.around(element)].append(element)
        self.refer(root)

    def around(self, element: HtmlElement) -> HtmlElement | None:
        """Return the innermost item that *element* stands in; each step up is kept."""
        passed = []
        node = element.getparent()
        while node is not None and node not in self.scope_of:
            if node.get("itemscope") is not None:
                self.scope_of[node] = node
                break
            passed.append(node)
            node = node.getparent()
        scope = None if node is None else self.scope_of[node]
        self.scope_of.update(dict.fromkeys(passed, scope))
        return scope

    def refer(self, root: HtmlElement) -> None:
        """Give items the properties that they name by `itemref`."""
        referring = [e for e in self.scopes if e.get("itemref")]
        if not referring:
            return
        named: dict[str, HtmlElement] = {}
        for element in _NAMED(root):
            named.setdefault(element.get("id"), element)
        wanted = {
            scope: dict.fromkeys(scope.get("itemref").split()[:MAX_VALUES])
            for scope in referring
        }
        targets = {
            named[name] for names in wanted.values() for name in names if name in named
        }
        spans = _spans(root, targets, self.order)
        left = MAX_VALUES
        for scope, names in wanted.items():
            found = dict.fromkeys(self.owned[scope])
            for name in names:
                if (target := named.get(name)) is not None and left > 0:
                    more = self.within(target, spans[target], left)
                    left -= len(more) + 1
                    found.update(dict.fromkeys(more))
            self.owned[scope] = sorted(found, key=self.order.__getitem__)

    def within(
        self, target: HtmlElement, span: tuple[int, int], most: int
    ) -> list[HtmlElement]:
        """Return the properties in *target* that are of no item in it, *most* of them.

        *span* are the numbers of its properties, the last one not included.
        """
        if target.get("itemscope") is not None:
            # The standard has nothing of an item that is no property; sites mean it.
            return [target] if target in self.order else self.owned[target][:most]
        beside = self.owned[self.around(target)]
        first = bisect_left(beside, span[0], key=self.order.__getitem__)
        last = bisect_left(beside, span[1], key=self.order.__getitem__)
        return beside[first : min(last, first + most)]

    def items(self) -> list[Item]:
        """Return the items that are nobody's property."""
        properties = {e for scope in self.scopes for e in self.owned[scope]}
        return [
            item
            for scope in self.scopes
            if scope not in properties and (item := self.item(scope, ())) is not None
        ]

    def item(self, scope: HtmlElement, path: tuple[HtmlElement, ...]) -> Item | None:
        """Return one item, which stands in those of *path*; None if it can't."""
        if self.left <= 0 or len(path) >= MAX_NESTING or scope in path:
            return None
        self.left -= 1
        types = (scope.get("itemtype") or "").split()
        item = new_item(types, scope.get("itemid"), self.base_url)
        for element in self.owned[scope]:
            if self.values_left <= 0:
                break
            self.values_left -= 1
            value: object
            if element.get("itemscope") is None:
                value = self.value(element)
            elif (value := self.item(element, (*path, scope))) is None:
                continue
            add_property(item, element.get("itemprop"), value)
        if not item["properties"] and (text := self.text_of(scope)):
            item["value"] = text
        return item

    def value(self, element: HtmlElement) -> object:
        """Return the value of a property that is no item (HTML, section 5.2.4)."""
        tag: str = element.tag
        content: str | None = element.get("content")
        if content is not None or tag == "meta":
            return (content or "").strip()
        if (attribute := _URL_ATTRIBUTES.get(tag)) is not None:
            address: str = element.get(attribute) or ""
            return absolute(address, self.base_url) if address.strip() else ""
        if (attribute := _VALUE_ATTRIBUTES.get(tag)) is not None:
            value: str | None = element.get(attribute)
            if value is not None:
                return value.strip()
        if tag == "input":
            required = {"valueRequired": True} if "required" in element.attrib else {}
            return {**required, "valueName": element.get("name") or ""}
        return self.text_of(element)


def _spans(
    root: HtmlElement, targets: set[HtmlElement], order: dict[HtmlElement, int]
) -> dict[HtmlElement, tuple[int, int]]:
    """Return the numbers of the first property in each of *targets* and behind it.

    *order* numbers the properties in document order.
    """
    began: dict[HtmlElement, int] = {}
    spans: dict[HtmlElement, tuple[int, int]] = {}
    passed = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            if element in targets:
                began[element] = passed
            passed += element in order
        elif element in began:
            spans[element] = began[element], passed
    return spans
