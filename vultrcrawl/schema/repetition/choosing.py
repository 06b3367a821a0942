"""Which runs of a template's pages are the items that these list, as selectors."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from vultrcrawl.items import Region
from vultrcrawl.schema.repetition.elements import elements_of
from vultrcrawl.schema.repetition.runs import Container, looks_alike
from vultrcrawl.schema.repetition.survey import ITEMS
from vultrcrawl.schema.repetition.targets import share_into_parts, share_of_different
from vultrcrawl.urls.joining import absolute

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from lxml.html import HtmlElement

    from vultrcrawl.schema.repetition.outline import Outline
    from vultrcrawl.schema.repetition.survey import Judged

#: Containers of one template, such as its grid and its list; what a further one must
#: be worth: a page or two that surely list it. A run counts on a page where its
#: probability is this share of the best, and for a further one at least so much.
_CONTAINERS, _MORE, _RIVAL, _FURTHER = 4, 1.0, 0.5, 0.6
#: What a run beside the main content is worth where one in it is as likely.
_BESIDE = 0.6
#: What a run of which most cards lead to a part of another page is worth: they are
#: reviews or comments of what the site has. A shop's home page has 70 of those beside 8
#: products.
_ABOUT_OTHERS, _MOST = 0.5, 0.7
#: What a run of at least `_MANY` members is worth if its links lead to few different
#: pages (`_ALIKE` of the links): they are levels or languages of the items. Not from
#: the probability `_UNSURE` on, as a carousel repeats its items; below `_LEAST` it is
#: worth nothing anyway.
_LABELS, _MANY, _ALIKE, _LEAST, _UNSURE = 0.1, 8, 0.4, 0.05, 0.5
#: Probability from which on a run of another page may be more of the same items.
_RELATED = 0.3
#: A page has its list if what was chosen is worth so much of its best run.
_COVERED = 0.8
#: Siblings with a class are the items rather than all siblings if they have this share
#: of the text, and of the probability on each page.
_NEARLY_ALL, _CLASSED = 0.8, 0.7
#: Pages with cards that tell whether these lead to the same pages on all of them, and
#: the share of different links from which on they don't. Where pages of the type need
#: list nothing, lists of 17 sites have 1.0, and a rail of other news 0.1.
_SEVERAL, _DIFFERENT = 3, 0.4
#: Cards that this is told by, at most.
_LINKED = 80


def choose(pages: Sequence[Judged]) -> list[Container]:
    """Return the runs that most likely are what *pages* list, the surest first.

    Each further one is the best of the pages on which another is likelier than those
    before. Among equally likely ones that with more of the page's text counts.
    """
    found, worth = _judged(pages)
    most = _best_by_page(found)
    most_worth = _best_by_page(worth)
    chosen: list[Container] = []
    tried: set[Container] = set()
    left = set(most)
    while left and len(chosen) < _CONTAINERS:
        least = {n: max(_RIVAL * most[n], _FURTHER if chosen else 0.0) for n in left}
        gains = {
            one: sum(
                worth[one][number]
                for number in left & having.keys()
                if having[number] >= least[number]
            )
            for one, having in found.items()
            if one not in tried and (not chosen or one.spread == chosen[0].spread)
        }
        likeliest = max(gains, key=lambda one: (gains[one], one.css), default=None)
        if likeliest is None or gains[likeliest] < (_MORE if chosen else 0.02):
            break
        tried.add(likeliest)
        best = _shortened(pages, _narrowed(pages, likeliest, found))
        chosen.append(best)
        listing = {
            number
            for number in left
            if score_on(pages[number], best) >= _RIVAL * most[number]
        }
        if not listing:
            break
        left -= {
            number
            for number in listing
            if worth[likeliest].get(number, most_worth[number])
            >= _COVERED * most_worth[number]
        }
    return _ordered(chosen, pages)


def _judged(
    pages: Sequence[Judged],
) -> tuple[dict[Container, dict[int, float]], dict[Container, dict[int, float]]]:
    """Return how likely each run is the items of pages, and what it is worth, by page.

    Runs beside the main content that lead to the same pages everywhere are left out.
    """
    found: dict[Container, dict[int, float]] = defaultdict(dict)
    worth: dict[Container, dict[int, float]] = defaultdict(dict)
    beside: set[Container] = set()
    for number, page in enumerate(pages):
        for run, scores in zip(page.runs, page.scores, strict=True):
            share = min(1.0, page.outline.share_in(run.spans))
            score = float(scores[ITEMS])
            factor = 1.0
            if page.outline.nodes[run.spans[0][0]].region is not Region.MAIN:
                factor = _BESIDE
                beside.add(run.container)
            elif (
                _LEAST <= score < _UNSURE
                and len(run.spans) >= _MANY
                and share_of_different(page.outline, run.spans) <= _ALIKE
            ):
                factor = _LABELS
            elif (
                score >= _RELATED and share_into_parts(page.outline, run.spans) >= _MOST
            ):
                factor = _ABOUT_OTHERS
            found[run.container][number] = score
            worth[run.container][number] = score * (1 + share / 2) * factor
    for one in beside:
        if max(found[one].values()) >= _RELATED and repeats(pages, [one]):
            del found[one], worth[one]
    return found, worth


def _best_by_page(values: Mapping[Container, Mapping[int, float]]) -> dict[int, float]:
    """Return the largest of the *values* of each page."""
    best: dict[int, float] = {}
    for by_page in values.values():
        for number, value in by_page.items():
            best[number] = max(best.get(number, 0.0), value)
    return best


def repeats(pages: Sequence[Judged], chosen: Sequence[Container]) -> bool:
    """Whether most of what *chosen* find on several pages leads where others do."""
    links: list[str] = []
    having = 0
    for page in pages:
        document = page.outline.document
        cards = [one for css in chosen for one in elements_of(document.root, css.css)]
        hrefs = [
            next((link.get("href") for link in card.iter("a")), None)
            for card in cards[:_LINKED]
        ]
        known = [absolute(href, document.base_url) for href in hrefs if href]
        having += bool(known)
        links += known
    return having >= _SEVERAL and len(set(links)) < _DIFFERENT * len(links)


def is_menu(pages: Sequence[Judged], chosen: Sequence[Container]) -> bool:
    """Whether *chosen*, likely items on no page, lead to the same from all *pages*.

    A list in several orders does, too: its pages differ in the query alone.
    """
    scores = [score_on(page, css) for page in pages for css in chosen]
    paths = {urlsplit(page.outline.document.url).path for page in pages}
    return (
        max(scores, default=0.0) <= _UNSURE
        and len(paths) >= _SEVERAL
        and repeats(pages, chosen)
    )


def _ordered(chosen: list[Container], pages: Sequence[Judged]) -> list[Container]:
    """Return *chosen* so that on pages with several the likeliest comes first."""
    scores = [[score_on(page, one) for page in pages] for one in chosen]

    def wins(one: int, other: int) -> float:
        pairs = zip(scores[one], scores[other], strict=True)
        return sum(mine - theirs for mine, theirs in pairs if mine >= 0 <= theirs)

    numbers = range(len(chosen))
    worth = {
        one: sum(wins(one, other) > 0 for other in numbers if other != one)
        for one in numbers
    }
    return [chosen[one] for one in sorted(numbers, key=lambda one: (-worth[one], one))]


def _narrowed(
    pages: Sequence[Judged],
    best: Container,
    found: Mapping[Container, Mapping[int, float]],
) -> Container:
    """Return the run of those siblings that have a class, if nearly all text is theirs.

    The others are a title above the list, or the pages' numbers below.
    """
    narrow = best
    most = _text(pages, best)
    for one, scores in found.items():
        if one.spread != best.spread or not one.css.startswith(f"{best.css}."):
            continue
        alike = all(scores.get(n, 0.0) >= _CLASSED * p for n, p in found[best].items())
        if alike and _text(pages, one) >= _NEARLY_ALL * most:
            narrow = max(narrow, one, key=lambda one: (one != best, one.css))
    return narrow


def _text(pages: Sequence[Judged], one: Container) -> float:
    """Return how much text the runs of a selector have on all pages."""
    return sum(
        page.outline.text_in(run.spans)
        for page in pages
        for run in page.runs
        if run.container == one
    )


def _shortened(pages: Sequence[Judged], one: Container) -> Container:
    """Return the shortest end of a selector that finds no other than such items.

    What stands around a list differs from page to page more often than the list.
    """
    steps = one.css.split(" > ")
    if one.spread:
        return one
    for count in range(1, len(steps)):
        shorter = Container(" > ".join(steps[-count:]), spread=False)
        marked = "." in shorter.css or "#" in shorter.css
        if marked and all(_as_good(page, one, shorter) for page in pages):
            return shorter
    return one


def _as_good(page: Judged, one: Container, shorter: Container) -> bool:
    """Whether *shorter* finds what *one* does on a page, or else what may be items.

    So may what looks like them in the main content: the threads that a board pins.
    """
    outline = page.outline
    known = elements_of(outline.document.root, one.css)
    more = set(elements_of(outline.document.root, shorter.css)) - set(known)
    return (
        len(more) < 2
        or _score_of(page, more, spread=False) >= _RELATED
        or (bool(known) and all(_is_like(outline, known[0], other) for other in more))
    )


def _is_like(outline: Outline, one: HtmlElement, other: HtmlElement) -> bool:
    """Whether *other* is in the main content beside *one*, and looks like it.

    In the next list there: one elsewhere has what is recommended.
    """
    number, like = outline.numbers.get(other), outline.numbers.get(one)
    if number is None or like is None:
        return False
    parents = outline.parents
    return (
        outline.nodes[number].region is Region.MAIN
        and parents[parents[number]] == parents[parents[like]]
        and looks_alike(outline, number, like)
    )


def score_on(page: Judged, one: Container) -> float:
    """Return the probability that what a selector finds on a page are its items."""
    found = set(elements_of(page.outline.document.root, one.css))
    return _score_of(page, found, spread=one.spread)


def _score_of(page: Judged, found: Collection[HtmlElement], *, spread: bool) -> float:
    """Return the best score of the runs that the elements *found* are members of."""
    scores = [
        float(score[ITEMS])
        for run, score in zip(page.runs, page.scores, strict=True)
        if run.spread == spread
        and page.outline.nodes[run.spans[0][0]].element in found
        and len(run.spans) >= _RIVAL * len(found)
    ]
    return max(scores, default=-1.0)
