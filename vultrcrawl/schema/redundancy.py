"""What says nothing that better fields don't say already, and which field says it."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from vultrcrawl.schema.amounts import Amounts
from vultrcrawl.schema.days import Days
from vultrcrawl.schema.model import STATED
from vultrcrawl.schema.names import hinted, is_standard
from vultrcrawl.schema.pictures import Pictures
from vultrcrawl.schema.plausibility import has_meaning
from vultrcrawl.schema.values import folded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from vultrcrawl.schema.candidate import Candidate

#: Share of a candidate's texts, and of their characters, that others have too, above
#: which it is dropped; and the same for what only stands inside of other texts.
_MOST: Final = 0.5
_NEARLY_ALL: Final = 0.9
#: Words from which on a text is part of another if that has its words, in any order.
_SENTENCE: Final = 8
#: Shortest text that others may be part of, and longest that may be made of others,
#: in characters.
_LONG, _LINE = 20, 800
#: Characters from which on a text may be made of others, whatever its label is.
_PARTS: Final = 60
#: What counts one label of a series, see `vultrcrawl.schema.labels.in_series`.
_COUNT = re.compile(r" \d{1,2}(?: of \d{1,2})?$")
#: Shortest text that another can be made of, and by how much of its start it is looked
#: up, in characters.
_SHORT, _START = 3, 12
_SPACE = re.compile(" ")
#: Fields that tell what a page is about: with one of them its first paragraph is none.
_TELLING: Final = ("description", "summary", "abstract")
#: What a list has that its page tells more of, beside the name of each as its label.
_INGREDIENT: Final = "recipeIngredient"
_COMPOSED: Final = "made of the values of other fields"
_KNOWN: Final = "its values are in other fields"


class _Whole(NamedTuple):
    """A long value of a field."""

    field: str
    text: str
    words: frozenset[str]


class Said:
    """What the fields chosen so far say, page by page."""

    def __init__(self, groups: Sequence[Sequence[Candidate]]) -> None:
        """Note the labels, and the amounts that are stated, of all *groups*."""
        every = [one for group in groups for one in group]
        self._labels = frozenset(folded(one.label) for one in every if one.label)
        self._lists = {
            one.name
            for one in every
            if one.kind in STATED and one.multiple and one.name != "image"
        }
        self._told: dict[str, set[int]] = defaultdict(set)
        self._texts: dict[int, set[str]] = defaultdict(set)
        # Texts without their spaces, by the first characters.
        self._packed: dict[int, dict[str, set[str]]] = defaultdict(dict)
        self._stated: dict[int, dict[str, str]] = defaultdict(dict)
        self._days, self._pictures = Days(), Pictures()
        self._whole: dict[int, list[_Whole]] = defaultdict(list)
        self._items: dict[int, str] = defaultdict(str)
        for one in every:
            if one.name == _INGREDIENT:
                for number, key in one.keys.items():
                    self._items[number] += f" {key} "
        self._amounts = Amounts([one for one in every if one.kind in STATED])

    def add(self, group: Sequence[Candidate], name: str) -> None:
        """Note what the field *name*, made of *group*, says."""
        self.note(group)
        for one in group:
            pages = Counter(one.keys.values())
            self._told[name].update(
                number for number, key in one.keys.items() if pages[key] == 1
            )
            for number, values in one.values.items():
                if len(values) == 1 and one.kind in STATED:
                    self._stated[number].setdefault(folded(values[0]), name)
            self._days.add(one, name)
            self._amounts.add(one, name)
            self._pictures.add(one, name)
        keys = {page: key for one in reversed(group) for page, key in one.keys.items()}
        for number, key in keys.items():
            whole = _Whole(name, f" {key} ", frozenset(key.split()))
            self._whole[number].append(whole)

    def note(self, group: Sequence[Candidate]) -> None:
        """Note the texts of *group*, be it a field or another way to write one."""
        for one in group:
            for number, values in one.values.items():
                texts = [folded(text) for text in values]
                self._say(number, [*texts, one.keys.get(number, "")])
                if one.label is not None:  # the two in one text say no more
                    self._say(number, [f"{folded(one.label)} {text}" for text in texts])

    def _say(self, number: int, texts: Iterable[str]) -> None:
        said, by_start = self._texts[number], self._packed[number]
        for text in texts:
            if text not in said:
                said.add(text)
                packed = text.replace(" ", "")
                by_start.setdefault(packed[:_START], set()).add(packed)

    def reason(self, group: Sequence[Candidate]) -> str | None:
        """Return why *group* says nothing new; None if it does."""
        head = group[0]
        named = head.label is None or hinted(head.label) is not None
        if not named and (name := self._labelled_by(head)):
            return f"what seems its label is a value of {name}"
        if (reason := self._same(head, named=named)) is not None:
            return reason
        if head.kind in STATED:
            # Two stated properties are two, if equal, but keys of data may be anything.
            loose = head.kind == "json" and not is_standard(head.name)
            known = head.multiple or loose
            known = known and _share(head, self._exactly) >= _NEARLY_ALL
            return _KNOWN if known else None
        if head.kind == "label":
            return self._again(head, named=named)
        return self._found(group, named=named)

    def _same(self, head: Candidate, *, named: bool) -> str | None:
        """Return which field has the day, the amounts or the pictures of *head*."""
        if named and (name := self._days.same(head)):
            return f"the same day as {name}"
        if head.kind not in STATED and (name := self._amounts.same(head)):
            return f"the same as {name}"
        if name := self._pictures.same(head):
            return f"the same picture as {name}, perhaps in another size"
        return None

    def _again(self, head: Candidate, *, named: bool) -> str | None:
        """Return why what stands beside a label says nothing new.

        A category that all pages share says no more beside a label than it says where
        it is stated, nor does ``by`` with an author and a date, nor a list or a table
        that is said once more.
        """
        if head.multiple and named:
            repeated = _share(head, self._repeated) > _MOST
            return _KNOWN if repeated else self._part(head, named=True)
        constant = len(head.keys) > 1 and head.distinct == 1
        if constant and _share(head, self._exactly) >= _NEARLY_ALL:
            return _KNOWN
        long = all(len(key) > _PARTS for key in head.keys.values())
        known = (named or long) and _share(head, self._composed) >= _NEARLY_ALL
        return _COMPOSED if known else None

    def _found(self, group: Sequence[Candidate], *, named: bool) -> str | None:
        """Return why what stands on the page, without a label, says nothing new."""
        head = group[0]
        if any(one.is_lead for one in group):
            return self._described(head)
        if any(one.kind == "prose" for one in group):
            repeated = _share(head, self._repeated, by_size=True) > _MOST
            return _KNOWN if repeated else None
        if head.multiple and head.name in self._lists:
            return f"{head.name} is in the data of the page"
        known = self._repeated if is_standard(head.name) else self._table
        if _share(head, known) > _MOST:
            return _KNOWN
        named = named and has_meaning(head)
        return self._part(head, named=named)

    def _described(self, lead: Candidate) -> str | None:
        """Return which field tells what pages are about, on most of those of *lead*.

        What it says of two of them, such as the slogan of the site, tells nothing.
        """
        for name in _TELLING:
            if 2 * len(self._told[name] & lead.keys.keys()) > len(lead.keys):
                return f"the start of the text; {name} tells"
        return None

    def _part(self, head: Candidate, *, named: bool) -> str | None:
        """Return what *head* is part of, or made of; None if it is neither.

        What has a name of its own may be part only of another field of that name.
        """
        for name in self._longer(head):
            if named and name != head.name:
                continue
            inside = partial(self._inside, name, holes=head.attribute == "own")
            if _share(head, inside) >= _NEARLY_ALL:
                return f"part of {name}"
        if not named and _share(head, self._composed) >= _NEARLY_ALL:
            return _COMPOSED
        return None

    def _labelled_by(self, head: Candidate) -> str | None:
        label = folded(head.label or "")
        items = sum(f" {label} " in self._items[number] for number in head.values)
        if 2 * items > len(head.values):
            return _INGREDIENT
        for number in head.values:
            stated = self._stated[number]
            for text in (label, label.partition(" ")[2]):  # "Ada Byron", "By Ada Byron"
                if name := stated.get(text):
                    return name
        return None

    def _exactly(self, number: int, text: str) -> bool:
        return text in self._texts[number]

    def _repeated(self, number: int, text: str) -> bool:
        """Whether other fields of the page have *text*, or it is a label and that."""
        said = self._texts[number]
        if text in said:
            return True
        # As many looks as the label has words, however long the list is.
        label = text[: min(_LINE, math.ceil(0.7 * len(text)))]
        return any(text[match.end() :] in said for match in _SPACE.finditer(label))

    def _table(self, number: int, text: str) -> bool:
        """Whether *text* is the label of a field, or repeats one."""
        label = _COUNT.sub("", text)
        return label in self._labels or self._repeated(number, text)

    def _longer(self, head: Candidate) -> list[str]:
        """Return the fields that *head* may be part of: longer on some page."""
        longer = (
            one.field
            for number, key in head.keys.items()
            for one in self._whole[number]
            if len(one.text) > max(_LONG, len(key)) or one.field == head.name
        )
        return list(dict.fromkeys(longer))

    def _inside(self, name: str, number: int, text: str, *, holes: bool) -> bool:
        """Whether *text* stands in a value of the field; with *holes*, its words do."""
        padded, words = f" {text} ", set(text.split())
        enough = holes or len(words) >= _SENTENCE
        return any(
            padded in one.text or (enough and words <= one.words)
            for one in self._whole[number]
            if one.field == name
        )

    def _composed(self, number: int, text: str) -> bool:
        """Whether little is left of *text* without the values of other fields."""
        if len(text) > _LINE:
            return False
        packed = text.replace(" ", "")  # inline elements may stand without any between
        by_start = self._packed[number]
        inside = {
            one
            for start in range(len(packed) - _SHORT + 1)
            for size in range(_SHORT, _START + 1)
            for one in by_start.get(packed[start : start + size], ())
            if one != packed and packed.startswith(one, start)
        }
        left = packed
        for one in sorted(inside, key=lambda one: (-len(one), one)):
            left = left.replace(one, "")
        return len(left) < 0.15 * len(packed)


def _share(
    head: Candidate, test: Callable[[int, str], bool], *, by_size: bool = False
) -> float:
    """Return the share of texts, or of their characters if less, that pass *test*.

    With *by_size* characters alone count.
    """
    known = total = known_size = size = 0
    for number, values in head.values.items():
        for text in map(folded, values):
            total += 1
            size += len(text)
            if test(number, text):
                known += 1
                known_size += len(text)
    if not size:
        return 1.0
    return known_size / size if by_size else min(known / total, known_size / size)
