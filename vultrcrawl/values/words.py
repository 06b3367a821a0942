"""Words of any language, made comparable."""

from __future__ import annotations

import unicodedata
from functools import lru_cache


@lru_cache(maxsize=4096)
def unaccented(word: str) -> str:
    """Return *word* in lower case, without accents: ``février`` is ``fevrier``."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(char for char in parts if not unicodedata.combining(char))
