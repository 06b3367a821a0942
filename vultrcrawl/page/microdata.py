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

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeAlias

from vultrcrawl.page.text import TextReader, join
from vultrcrawl.page.tree import finder

if TYPE_CHECKING:
    from lxml.html import HtmlElement

Item: TypeAlias = dict[str, Any]

#: Items that are read of a page. One that others refer to by `itemref` is read for each
#: of them, so that a page of a few kB could ask for billions.
MAX_ITEMS = 10_000
#: Items within items that are read; deeper ones are left out.
MAX_NESTING = 32

_ITEMS = finder("descendant-or-self::*[@itemscope]")
_PROPERTIES = finder("descendant-or-self::*[@itemprop]")
_AROUND = finder("ancestor::*[@itemscope][1]")
_NAMED = finder("descendant-or-self::*[@id]")
_URL_ATTRIBUTES = {
    "a": "href", "area": "href", "link": "href", "object": "data", "audio": "src",
    "embed": "src", "iframe": "src", "img": "src", "source": "src", "track": "src",
    "video": "src",
}  # fmt: skip
_VALUE_ATTRIBUTES = {"data": "value", "meter": "value", "time": "datetime"}


def read_microdata(root: HtmlElement, base_url: str) -> list[Item]:
    """Return the top-level items under *root*, in document order.

    An item that says it is a property, but of which no item is around, is one too.
    """
    return _Reader(root, base_url).items() if _ITEMS(root) else []


class _Reader:
    def __init__(self, root: HtmlElement, base_url: str) -> None:
        self.base_url = base_url
        self.scopes: list[HtmlElement] = _ITEMS(root)[:MAX_ITEMS]
        self.left = MAX_ITEMS
        self.text_of = TextReader()
        self.order: dict[HtmlElement, int] = {}
        self.owned: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
        for number, element in enumerate(_PROPERTIES(root)):
            self.order[element] = number
            if around := _AROUND(element):
                self.owned[around[0]].append(element)
        self.refer(root)

    def refer(self, root: HtmlElement) -> None:
        """Give items the properties that they name by `itemref`."""
        referring = [e for e in self.scopes if e.get("itemref")]
        if not referring:
            return
        named: dict[str, HtmlElement] = {}
        for element in _NAMED(root):
            named.setdefault(element.get("id"), element)
        for scope in referring:
            found = dict.fromkeys(self.owned[scope])
            for name in dict.fromkeys(scope.get("itemref").split()):
                if (target := named.get(name)) is not None:
                    found.update(dict.fromkeys(self.within(target)))
            self.owned[scope] = sorted(found, key=self.order.__getitem__)

    def within(self, target: HtmlElement) -> list[HtmlElement]:
        """Return the properties in *target* that are of no item in it."""
        if target.get("itemscope") is not None:
            # The standard has nothing of an item that is no property; sites mean it.
            return [target] if target in self.order else self.owned[target]
        around = _AROUND(target)
        return [e for e in _PROPERTIES(target) if _AROUND(e) == around]

    def items(self) -> list[Item]:
        """Return the items that are nobody's property."""
        properties = {e for owned in self.owned.values() for e in owned}
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
        item: Item = {}
        if types := (scope.get("itemtype") or "").split():
            item["type"] = types[0] if len(types) == 1 else types
        if name := (scope.get("itemid") or "").strip():
            item["id"] = join(self.base_url, name)
        properties: dict[str, list[object]] = {}
        for element in self.owned[scope]:
            value: object
            if element.get("itemscope") is None:
                value = self.value(element)
            elif (value := self.item(element, (*path, scope))) is None:
                continue
            for key in dict.fromkeys((element.get("itemprop") or "").split()):
                properties.setdefault(key, []).append(value)
        if not properties and (text := self.text_of(scope)):
            item["value"] = text
        item["properties"] = {
            key: values[0] if len(values) == 1 else values
            for key, values in properties.items()
        }
        return item

    def value(self, element: HtmlElement) -> object:
        """Return the value of a property that is no item (HTML, section 5.2.4)."""
        tag: str = element.tag
        content: str | None = element.get("content")
        if content is not None or tag == "meta":
            return (content or "").strip()
        if (attribute := _URL_ATTRIBUTES.get(tag)) is not None:
            address: str = element.get(attribute) or ""
            return join(self.base_url, address) if address.strip() else ""
        if (attribute := _VALUE_ATTRIBUTES.get(tag)) is not None:
            value: str | None = element.get(attribute)
            if value is not None:
                return value.strip()
        if tag == "input":
            required = {"valueRequired": True} if "required" in element.attrib else {}
            return {**required, "valueName": element.get("name") or ""}
        return self.text_of(element)
