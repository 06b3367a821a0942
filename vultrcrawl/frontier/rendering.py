"""Decides which pages are rendered: by signs in their HTML, and by what was gained.

A decision is kept for the layout of the static HTML, and for it together with the shape
of the URL: a server of shells gives one layout under every URL, so that what two pages
taught holds for all of them.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from zlib import crc32

from pydantic import BaseModel, ConfigDict, NonNegativeInt, ValidationError

from vultrcrawl.page.render_diff import gain
from vultrcrawl.page.script_signs import Strength
from vultrcrawl.page.signature import signature
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from vultrcrawl.items import RenderMode
    from vultrcrawl.page.document import Document
    from vultrcrawl.page.script_signs import ScriptSigns


SETTLED = 2
"""Comparisons in a row with one result, after which it is taken for granted."""
SETTLED_LAYOUT = 6
"""The same for a layout whose pages gain nothing, whatever their URLs: what the first
pages of a site hold back (a login) may be there on others."""
RECHECK = 50
"""Pages that were not rendered, for what was learned, after which one is."""
PROBES = 3
"""Pages rendered on weak signs in a crawl; as many more for each that gained by it."""
WEAK_PER_PROBE = 100
"""Pages with weak signs, after each of which one more may be rendered."""
MOST_FAILURES = 3
"""Failures in a row, after which pages of a kind are left alone."""
MOST_OUT = 32
"""Pages of a layout that are with the browser while nothing is known of it."""
_MOST_RECORDS, _MOST_KEPT = 1_500, 500
_LONGEST = 200  # characters of a piece of evidence, and of a shape


@dataclass(slots=True)
class KindRecord:
    """What was learned of pages of one kind."""

    gained: bool = False
    """What the last comparison said."""
    run: int = 0
    """Comparisons in a row that said so."""
    since: int = 0
    """Pages since then that were not."""
    failures: int = 0
    """Times in a row that the browser failed."""
    compared: int = 0
    gains: int = 0
    out: int = 0
    """Pages that are with the browser now."""
    why: str = ""
    """What was seen last on such a page."""

    def learn(self, *, gained: bool) -> None:
        """Note what a comparison of two readings of a page said."""
        self.run = self.run + 1 if gained is self.gained else 1
        self.gained = gained
        self.compared += 1
        self.gains += gained
        self.since = self.failures = 0

    def decision(self, losses: int = SETTLED) -> bool | None:
        """Tell whether such pages need scripts; None if that is open.

        *losses* are the comparisons without a gain that settle it.
        """
        if self.run < (SETTLED if self.gained else losses):
            return None
        return self.gained


class _Saved(BaseModel):
    """What is kept of a choice for a crawl that goes on later."""

    model_config = ConfigDict(strict=True)

    probes: NonNegativeInt
    found: NonNegativeInt
    weak: NonNegativeInt
    records: dict[str, KindRecord]


@dataclass(frozen=True, slots=True)
class _Out:
    """A page that is with the browser."""

    keys: tuple[str, str, str]
    probe: bool


class RenderChoice:
    """Decides for the pages of one site, in the order of coming.

    Ask `wants` once for each HTML page; when it says yes, tell `learn` or `failed` how
    that went. *mode* is the argument `render`: `never` wants no page, `always` each.
    """

    def __init__(self, mode: RenderMode = "auto") -> None:
        self.mode = mode
        self._records: OrderedDict[str, KindRecord] = OrderedDict()
        self._out: OrderedDict[str, _Out] = OrderedDict()
        self._probes = self._found = self._weak = 0

    def wants(self, url: str, document: Document, signs: ScriptSigns) -> bool:
        """Tell whether to render the page at *url* that had this static HTML."""
        if self.mode == "never" or signs.strength is Strength.NONE:
            return self.mode == "always"
        keys = _keys(url, document)
        self._note(keys, signs)
        probe = False
        if self.mode == "auto":
            weak = signs.strength is Strength.WEAK
            self._weak += weak
            by, needs = self._decision(keys, weak=weak)
            if self._is_stopped(keys):
                by, needs = keys[1], False
            if needs is False:
                if not self._is_due(by):
                    return False
                probe = weak
            elif needs is None:
                records = [self._record(key) for key in keys]
                probe = weak and not any(record.gained for record in records)
                most = SETTLED if probe else MOST_OUT
                if max(record.out for record in records[:2]) >= most:
                    return False
            if probe and not self._may_probe():
                return False
        self._hand_out(url, _Out(keys, probe))
        return True

    def learn(self, url: str, static: Document, rendered: Document) -> bool:
        """Learn from the *rendered* page; return whether it is the one to read.

        In mode `always` it is, whatever it gained. Comparing takes some 10 ms for long
        pages.
        """
        if self.mode == "always" and url not in self._out:
            return True  # nobody asks what was learned of pages without signs
        out = self._take_back(url, static)
        gained = gain(static, rendered)
        enough = gained.enough
        self._found += out.probe and enough
        for key in out.keys:
            self._record(key).learn(gained=enough)
        if enough:
            self._record(out.keys[-1]).why = str(gained)[:_LONGEST]
        return enough or self.mode == "always"

    def failed(self, url: str, document: Document) -> None:
        """Take note that the browser could not render the page, which teaches nothing.

        `MOST_FAILURES` in a row for pages of a kind stop it for them.
        """
        for key in self._take_back(url, document).keys:
            self._record(key).failures += 1

    def verdict(self, url: str, document: Document, signs: ScriptSigns) -> bool:
        """Tell whether a page that was not rendered is known to need scripts.

        By what was learned, else by its *signs*.
        """
        if signs.strength is Strength.NONE:
            return False
        keys = _keys(url, document)
        self._note(keys, signs)
        _, needs = self._decision(keys, weak=signs.strength is Strength.WEAK)
        return signs.is_shell if needs is None else needs

    def needs(self, url: str) -> bool | None:
        """Tell whether most pages like *url* gained, None if none was tried."""
        record = self._records.get(shape(url)[:_LONGEST])
        if record is None or not record.compared:
            return None
        return 2 * record.gains > record.compared

    def evidence(self, url: str) -> str:
        """Return why pages with URLs like *url* need scripts, or don't: a sentence.

        Empty if nothing speaks for scripts, or if it was forgotten: what is known of
        the shapes that were met last is kept.
        """
        record = self._records.get(shape(url)[:_LONGEST])
        if record is None:
            return ""
        if not record.compared:
            return record.why
        pages = f"{record.gains} of {record.compared} pages gained content in a browser"
        return f"{pages}: {record.why}" if record.why else pages

    def dump(self) -> str:
        """Return what was learned, as JSON of at most some 250 kB."""
        learned = (
            (key, record)
            for key, record in reversed(self._records.items())
            if record.compared or record.failures
        )
        kept = dict(reversed(list(islice(learned, _MOST_KEPT))))
        saved = _Saved(
            probes=self._probes, found=self._found, weak=self._weak, records=kept
        )
        return saved.model_dump_json(exclude={"records": {"__all__": {"out"}}})

    def load(self, text: str) -> None:
        """Take over what `dump` gave; a text of another form is left out."""
        try:
            saved = _Saved.model_validate_json(text)
        except ValidationError:
            return
        self._probes, self._found, self._weak = saved.probes, saved.found, saved.weak
        self._records.update(islice(saved.records.items(), _MOST_KEPT))

    def _decision(
        self, keys: tuple[str, str, str], *, weak: bool
    ) -> tuple[str, bool | None]:
        """Return the first decision there is, from the narrowest kind to the widest.

        And the kind that it is of. Of a shell, what pages of other layouts under its
        URLs gained says nothing.
        """
        pair, layout, shaped = keys
        levels = [(pair, SETTLED), (layout, SETTLED_LAYOUT)]
        for key, losses in [*levels, (shaped, SETTLED)] if weak else levels:
            record = self._records.get(key)
            found = record.decision(losses) if record is not None else None
            if found is not None:
                return key, found
        return pair, None

    def _is_stopped(self, keys: tuple[str, str, str]) -> bool:
        return any(self._record(key).failures >= MOST_FAILURES for key in keys[:2])

    def _is_due(self, key: str) -> bool:
        """Count a page that is not to be rendered; tell whether it is, to be sure."""
        record = self._record(key)
        record.since = (record.since + 1) % RECHECK
        return not record.since

    def _may_probe(self) -> bool:
        most = PROBES * (1 + self._found) + (self._weak - 1) // WEAK_PER_PROBE
        if self._probes >= most:
            return False
        self._probes += 1
        return True

    def _hand_out(self, url: str, out: _Out) -> None:
        self._out[url] = out
        for key in out.keys:
            self._record(key).out += 1
        if len(self._out) > _MOST_RECORDS:  # never brought back
            self._release(self._out.popitem(last=False)[1])

    def _take_back(self, url: str, document: Document) -> _Out:
        out = self._out.pop(url, None)
        if out is None:
            return _Out(_keys(url, document), probe=False)
        self._release(out)
        return out

    def _release(self, out: _Out) -> None:
        for key in out.keys:
            record = self._record(key)
            record.out = max(record.out - 1, 0)

    def _note(self, keys: tuple[str, str, str], signs: ScriptSigns) -> None:
        record = self._record(keys[-1])
        if not record.gains and signs.evidence:
            record.why = "; ".join(signs.evidence)[:_LONGEST]

    def _record(self, key: str) -> KindRecord:
        """Return the record of *key*, made if need be; the oldest one is forgotten."""
        record = self._records.get(key)
        if record is None:
            record = self._records[key] = KindRecord()
            if len(self._records) > _MOST_RECORDS:
                self._records.popitem(last=False)
        self._records.move_to_end(key)
        return record


def _keys(url: str, document: Document) -> tuple[str, str, str]:
    """Return the kinds of a page: layout and shape of the URL, layout, and shape."""
    shaped = shape(url)[:_LONGEST]
    layout = f"{crc32(array('I', signature(document)).tobytes()):08x}"
    return f"{layout} {shaped}", layout, shaped
