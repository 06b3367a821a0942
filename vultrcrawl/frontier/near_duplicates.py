"""Fingerprints of a page's text, and an index of near-duplicates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import blake2b
from itertools import chain

import numpy as np
import numpy.typing as npt

from vultrcrawl.tables import json_table

NEAR = 3
"""Bits in which the simhashes of near-duplicates differ at most (Manku et al. 2007)."""
_READ = 6_000  # characters of a text that are read: a thousand words
_FEW = 30  # words of which a simhash says little: one of them may turn many bits

# "Mo 3. März" and "Tu 4 May" are the same page of a calendar. Words of seven languages.
_CALENDAR = json_table("vultrcrawl.frontier", "data/calendar.json")
_DATE_WORDS = frozenset(chain.from_iterable(_CALENDAR.values()))
_AROUND = ".,;:!?()[]{}<>\"'«»„“”…—*|/"
_DIGIT = re.compile(r"\d")
_Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What is kept of a text to compare it with others. Each is 64 bits wide."""

    words: int
    """Of its words, whatever their order: sorted otherwise, a list is the same list."""
    plain: int
    """Of its different words, less those with digits and the names of days and months:
    what the pages of a calendar without entries have in common."""
    simhash: int | None
    """Of its runs of three words; None if the text is too short for it to mean much."""


class _WordHashes(dict[str, int]):
    """64-bit hashes of words, kept; the lowest bit tells of a date or number.

    Punctuation around a word is left out here, where it costs once a word and not once
    an occurrence.
    """

    def __missing__(self, word: str) -> int:
        if len(self) >= 200_000:
            self.clear()
        bare = word.strip(_AROUND)
        digest = blake2b(bare.encode("utf-8", "replace"), digest_size=8).digest()
        number = int.from_bytes(digest, "little") & ~1
        if bare in _DATE_WORDS or _DIGIT.search(bare):
            number |= 1
        self[word] = number
        return number


_HASHES = _WordHashes()


def word_hashes(text: str) -> _Hashes:
    """Return the hashes of the first thousand words or so of *text*, in order."""
    words = text[:_READ].lower().split()
    hashes = map(_HASHES.__getitem__, words)
    return np.fromiter(hashes, dtype=np.uint64, count=len(words))


def fingerprint(text: str, hashes: _Hashes | None = None) -> Fingerprint:
    """Return the fingerprint of *text*; *hashes* are its `word_hashes`, if at hand."""
    if hashes is None:
        hashes = word_hashes(text)
    if len(text) > _READ:  # of which not all words are read
        whole = blake2b(text.encode("utf-8", "replace"))
        words = int(whole.hexdigest()[:16], 16)
    else:
        words = int(_mixed(hashes).sum(dtype=np.uint64))
    different = np.unique(hashes)
    plain = int(_mixed(different[different & np.uint64(1) == 0]).sum(dtype=np.uint64))
    simhash = _simhash(run_hashes(hashes)) if len(hashes) >= _FEW else None
    return Fingerprint(words, plain, simhash)


def _mixed(hashes: _Hashes) -> _Hashes:
    """Spread the bits (splitmix64), so that sums of hashes are hashes."""
    mixed = hashes * np.uint64(0x9E3779B97F4A7C15)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))


def run_hashes(hashes: _Hashes) -> _Hashes:
    """Return the hashes of all runs of three words."""
    return _mixed(
        hashes[:-2]
        + hashes[1:-1] * np.uint64(0xD6E8FEB86659FD93)
        + hashes[2:] * np.uint64(0xA0761D6478BD642F)
    )


def _simhash(runs: _Hashes) -> int:
    """Return the simhash (Charikar 2002) of the *runs* of words."""
    bits = np.unpackbits(runs.astype("<u8").view(np.uint8).reshape(-1, 8), axis=1)
    ones = bits.sum(axis=0, dtype=np.uint32)
    return int.from_bytes(np.packbits(2 * ones > len(runs)).tobytes(), "big")


class SimhashIndex:
    """Simhashes seen, each compared with a new one: 0.1 ms for 50,000, 8 bytes each.

    A hash near to a known one is not added: it stands for its likes.
    """

    def __init__(self) -> None:
        self._known = np.zeros(1024, dtype=np.uint64)
        self._count = 0

    def seen(self, simhash: int) -> bool:
        """Tell whether a hash near to *simhash* was seen before, and remember it."""
        known = self._known[: self._count]
        distances = np.bitwise_count(known ^ np.uint64(simhash))
        if (distances <= NEAR).any():
            return True
        if self._count == len(self._known):
            self._known = np.resize(self._known, 2 * self._count)
        self._known[self._count] = simhash
        self._count += 1
        return False
