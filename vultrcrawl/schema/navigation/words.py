"""Words of forms and of links that lead on, by language: the table `words.json`.

Languages are those of the largest shares of the web (https://w3techs.com).
"""

from __future__ import annotations

import re
from typing import Final

from vultrcrawl.tables import alternatives, json_table

_WORDS: Final = json_table("vultrcrawl.schema.navigation", "words.json")


def words_for(what: str) -> str:
    """Return the expression of all words for *what*, a key of the table."""
    return alternatives(_WORDS[what])


def pattern_for(what: str) -> re.Pattern[str]:
    """Return the pattern of all words for *what*, in upper or lower case."""
    return re.compile(words_for(what), re.IGNORECASE)
