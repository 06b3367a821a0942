"""Items that a heading with a link to their own page heads, however few a page has.

An archive of a month or a tag often shows one post, and all of its text: nothing
repeats there, or what does is no card. What heads the posts is the same on all pages.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from vultrcrawl.items import Region
from vultrcrawl.page.html.text import HEADINGS, text_of
from vultrcrawl.schema.repetition.elements import elements_of
from vultrcrawl.schema.repetition.runs import Container, classes_of, step_of_all
from vultrcrawl.schema.repetition.targets import address_of
from vultrcrawl.schema.sources.paths import path_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.survey import Judged
    from vultrcrawl.schema.repetition.targets import LinkAddress

#: Share of the pages that have such items, at least, and of the main text of a page
#: that stands in its items: what has more beside them is about something else, such as
#: the author of one post. Beside an item with a picture may be more: how to sort.
_PAGES, _OF_MAIN, _PICTURED = 0.5, 0.6, 0.25
#: Pages that tell what stands on all of them, and the share that has one link, at most:
#: a post is on the page of each of its tags.
_SEVERAL, _SAME = 3, 0.8
#: Characters of an item that stand before its heading, at most: a day or a category.
_BEFORE = 40
#: Elements that are an item by what they are, and the class that says so of others
#: (https://microformats.org/wiki/hatom).
_ITEM, _ENTRY = frozenset(("article", "li")), "hentry"


def headed(pages: Sequence[Judged], words: Mapping[str, int]) -> Container | None:
    """Return what finds the items of *pages* that headings head; None if nothing does.

    *words* tells on how many pages stands each class and id that selectors may use.
    """
    found: dict[Container, dict[int, set[LinkAddress]]] = defaultdict(dict)
    for number, page in enumerate(pages):
        for top, target in _items(page.outline):
            container = _container(page.outline, top, words)
            found[container].setdefault(number, set()).add(target)
    worth = {one: _worth(targets) for one, targets in found.items()}
    best = max(worth, key=lambda one: (*worth[one], one.css), default=None)
    if best is None or not worth[best][0]:
        return None
    having = [number for number in found[best] if _is_full(pages[number], best)]
    return best if having and len(having) >= _PAGES * len(pages) else None


def _is_full(page: Judged, container: Container) -> bool:
    """Whether enough of the main text of a page stands in what *container* finds.

    A quarter if each item has a picture, else most.
    """
    outline = page.outline
    found = elements_of(outline.document.root, container.css)
    numbers = [outline.numbers[one] for one in found if one in outline.numbers]
    inside, pictures = 0.0, 0
    for number in numbers:
        end = outline.ends[number]
        inside += outline.characters[end] - outline.characters[number]
        pictures += outline.images[end] > outline.images[number]
    least = _PICTURED if pictures == len(numbers) else _OF_MAIN
    return inside >= least * outline.main_characters[-1]


def _worth(targets: Mapping[int, set[LinkAddress]]) -> tuple[int, int]:
    """Return the number of pages with items, and of links to these on all pages.

    No pages if nearly all have the same item.
    """
    links = Counter(one for page in targets.values() for one in page)
    most = links.most_common(1)[0][1]
    same = len(targets) >= _SEVERAL and most > _SAME * len(targets)
    return 0 if same else len(targets), links.total()


def _items(outline: Outline) -> Iterator[tuple[int, LinkAddress]]:
    """Yield the node of each item of a page, and where the link of its heading leads.

    A heading that leads to a folder of this page is that of a part of the site.
    """
    document = outline.document
    here = address_of(document.url, document.url)
    heads = [
        (number, target)
        for number, node in enumerate(outline.nodes)
        if node.tag in HEADINGS
        and node.region is Region.MAIN
        and (target := _target(outline, number)) is not None
        and here is not None
        and target.host == here.host
        and not here.path.startswith(target.path)
    ]
    numbers = [number for number, _ in heads]
    for number, target in heads:
        yield _card(outline, number, numbers), target


def _target(outline: Outline, number: int) -> LinkAddress | None:
    """Return where a heading leads with all of its text; None if it does not."""
    element = outline.nodes[number].element
    text = text_of(element)
    link = next(element.iterancestors("a"), None)
    if link is None:
        link = next((one for one in element.iter("a") if text_of(one) == text), None)
    href = link.get("href") if link is not None and text else None
    return address_of(href, outline.document.base_url) if href else None


def _card(outline: Outline, head: int, heads: Sequence[int]) -> int:
    """Return the node of the item that *head* heads.

    That is the largest element that begins with it (a day may stand before it), has no
    other of *heads* and more in it than a smaller one, or the first one that is an item
    by its tag or class.
    """
    best = at = head
    texts, images = outline.characters, outline.images
    while (at := outline.parents[at]) > 0:
        end = outline.ends[at]
        if bisect_left(heads, end) - bisect_right(heads, at) > 1:
            break
        element = outline.nodes[at].element
        names = (element.get("class") or "").split()
        if element.tag in _ITEM or _ENTRY in names:
            return at
        if element.tag in ("main", "body"):
            break
        headings = outline.headings[head] > outline.headings[at]
        if headings or texts[head] - texts[at] > _BEFORE:
            break
        if texts[end] > texts[outline.ends[best]] or images[end] - images[at] > (
            images[outline.ends[best]] - images[best]
        ):
            best = at
    return best


def _container(outline: Outline, top: int, words: Mapping[str, int]) -> Container:
    step = step_of_all(outline.nodes[top].tag, classes_of(outline, top, words), words)
    around = outline.nodes[outline.parents[top]].element
    base = path_of(around, words.keys()) or "body"
    return Container(f"{base} > {step}", spread=False)
