"""Parameters of a URL that choose no page, as learned from what was fetched.

Which parameters change nothing is learned from what was fetched: where URLs that differ
in one parameter only had the same text again and again, a page known under another
value of it is not fetched once more (the idea of MaybeDont). What there is no time to
learn, session ids and tracking, is dropped before (`vultrcrawl.urls.tracking`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from vultrcrawl.urls.made import (
    SESSION,
    is_made,
    names_in,
    split_made,
    values_of,
    without,
)

SAME = 4
"""Times that a parameter must have changed nothing on a path, before it is dropped."""
SAME_ANYWHERE = 6
"""The same for all of the site, with never a difference, on three paths and with four
values at least: ``page=1``, on lists of one page each, must not make ``page`` idle."""
SAME_MADE = 4
"""The same where all values look made for one response, so that each link is new: there
is less time to learn, and two values are as good as four."""
_DIFFERENT = 20  # times that a parameter mattered, after which no more is recorded
_MOST_PLACES = 50_000
_MOST_NAMES = 500  # of parameters; a trap may invent one for each page


@dataclass(slots=True)
class _Evidence:
    """What is known of one parameter, on one path or on the site."""

    same: int = 0
    different: int = 0
    absent_same: int = 0
    absent_different: int = 0
    """Times that leaving it out changed nothing, and something."""
    values: set[str] = field(default_factory=set)
    paths: set[str] = field(default_factory=set)
    made: bool = True
    """Whether all values look made for one response."""

    def add(self, path: str, value: str, *, same: bool) -> None:
        self.same += same
        self.different += not same
        self.made = self.made and all(map(is_made, value.split("&")))
        for known, new in ((self.paths, path), (self.values, value)):
            if len(known) < SAME_ANYWHERE:
                known.add(new)

    def idle_here(self, *, joint: bool) -> bool:
        """Whether a parameter, or several as one (*joint*), is idle on a path.

        Numbers that change together, such as a list and its page, are not known by one
        path: its empty pages are all alike.
        """
        alone = self.made or not joint
        return alone and self.same >= SAME and self.different * SAME <= self.same

    def idle_anywhere(self, name: str) -> bool:
        """Whether *name* is idle on all paths; what is called a session is at once."""
        if self.different or self.absent_different:
            return False
        if name == SESSION:
            return self.same > 0
        return (
            self.same >= (SAME_MADE if self.made else SAME_ANYWHERE)
            and len(self.paths) >= 3
            and (self.made or len(self.values) >= 4)
        )


class Parameters:
    """Learns of one site which parameters choose no page.

    Give each fetched page to `observe`, in any order (after a resume, once more), and
    ask `known_as` of each URL, once more before it is fetched.
    """

    def __init__(self) -> None:
        # Text of what was fetched, and the queries with which, by path.
        self._texts: dict[str, int] = {}
        self._queries: dict[str, list[str]] = {}
        # Texts seen at a URL less one of its parameters, by that URL and the name.
        self._places: dict[tuple[str, str], set[int]] = {}
        self._here: dict[tuple[str, str], _Evidence] = {}
        self._anywhere: dict[str, _Evidence] = {}
        self._idle_here: set[tuple[str, str]] = set()
        self._idle_anywhere: set[str] = set()
        # What was fetched, without the parameters that are idle, and one of those.
        self._forms: dict[str, str] = {}
        # Where a text was first seen, and those seen on different paths: "please log
        # in", or the shell of a page that needs JavaScript, tells nothing.
        self._first: dict[int, str] = {}
        self._common: set[int] = set()

    def observe(self, url: str, text: int) -> None:
        """Learn that *url* had the text of that fingerprint."""
        path, query = split_made(url)
        url = f"{path}?{query}" if query else path
        if self._first.setdefault(text, path) != path:
            self._common.add(text)
        self._texts[url] = text
        if query:
            self._queries.setdefault(path, []).append(query)
        for name in dict.fromkeys(names_in(query)):
            if name not in self._anywhere and len(self._anywhere) >= _MOST_NAMES:
                continue
            self._compare(path, query, name, text)
        for name in self._anywhere:
            texts = self._places.get((url, name))
            if texts is not None:
                self._note_absent(path, name, same=text in texts)
                self._decide(path, name)
        if query and (self._idle_here or self._idle_anywhere):
            self._remember(path, query)

    def known_as(self, url: str) -> str | None:
        """Return the parameter but for whose value *url* was fetched, if it was.

        What URLs with the parameter have in common says little of the URL without it:
        that is taken for theirs once one such was seen to have the same text.
        """
        if not (self._idle_here or self._idle_anywhere):
            return None
        path, query = split_made(url)
        form, dropped = self._form(path, query)
        if dropped is None:
            name = self._forms.get(form)
            if name is None or not self._anywhere[name].absent_same:
                return None
            return name
        if form in self._forms:
            return dropped
        absent = form in self._texts and self._absence_is_idle(path, dropped)
        return dropped if absent else None

    def _absence_is_idle(self, path: str, name: str) -> bool:
        here = self._here.get((path, name))
        return here is None or not here.absent_different

    def _compare(self, path: str, query: str, name: str, text: int) -> None:
        here, anywhere = self._evidence(path, name)
        if (
            anywhere.different >= _DIFFERENT
            and SAME * anywhere.same < anywhere.different
        ):
            return
        bare = without(path, query, name)
        texts = self._places.get((bare, name))
        if texts is None:
            if len(self._places) >= _MOST_PLACES:
                return
            texts = self._places[bare, name] = set()
        absent = self._texts.get(bare)
        if absent is not None:
            self._note_absent(path, name, same=absent == text)
        same = text in texts
        if texts and not (same and text in self._common):
            for evidence in (here, anywhere):
                evidence.add(path, values_of(query, name), same=same)
        texts.add(text)
        self._decide(path, name)

    def _note_absent(self, path: str, name: str, *, same: bool) -> None:
        for evidence in self._evidence(path, name):
            evidence.absent_same += same
            evidence.absent_different += not same

    def _evidence(self, path: str, name: str) -> tuple[_Evidence, _Evidence]:
        here = self._here.get((path, name))
        if here is None:
            here = self._here[path, name] = _Evidence()
        anywhere = self._anywhere.get(name)
        if anywhere is None:
            anywhere = self._anywhere[name] = _Evidence()
        return here, anywhere

    def _decide(self, path: str, name: str) -> None:
        """Keep what is idle, and what that makes of the URLs fetched, up to date."""
        here, anywhere = self._evidence(path, name)
        idle = here.idle_here(joint="&" in name)
        here_changed = idle is not ((path, name) in self._idle_here)
        changed = anywhere.idle_anywhere(name) is not (name in self._idle_anywhere)
        if here_changed:
            self._idle_here ^= {(path, name)}
        if changed:
            self._idle_anywhere ^= {name}
        if changed or (here_changed and not idle):
            self._forms.clear()
            for known, queries in self._queries.items():
                for query in queries:
                    self._remember(known, query)
        elif here_changed:
            for query in self._queries.get(path, ()):
                self._remember(path, query)

    def _remember(self, path: str, query: str) -> None:
        form, name = self._form(path, query)
        if name is not None:
            self._forms[form] = name

    def _form(self, path: str, query: str) -> tuple[str, str | None]:
        """Return a URL without its idle parameters, and the last of those."""
        dropped, idle = None, set()
        for name in names_in(query):
            if name in self._idle_anywhere or (path, name) in self._idle_here:
                dropped = name
                idle.update(name.split("&"))
        if dropped is None:
            return (f"{path}?{query}" if query else path), None
        kept = [pair for pair in query.split("&") if pair.partition("=")[0] not in idle]
        return (f"{path}?{'&'.join(kept)}" if kept else path), dropped
