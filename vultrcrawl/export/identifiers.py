"""Names of tables and columns made of any text: safe, stable, each used once."""

from __future__ import annotations

import re
import unicodedata

_OTHER = re.compile(r"\W+")
#: Characters of one name at most.
_LONGEST = 60


def quoted(name: str) -> str:
    """Return *name* as an identifier of SQL."""
    return '"' + name.replace('"', '""') + '"'


class Names:
    """Gives out names that differ in more than case; *reserved* ones are taken."""

    def __init__(self, *reserved: str) -> None:
        self._taken = {name.casefold() for name in reserved}

    def give(self, text: str) -> str:
        """Return a name like *text*, which is letters, digits and ``_`` of any script.

        The first with a name has it, the next ``name_2``.
        """
        plain = _OTHER.sub("_", unicodedata.normalize("NFKC", text)).strip("_")
        base = plain[:_LONGEST] or "unnamed"
        if base[0].isdigit() or base.casefold().startswith("sqlite_"):
            base = f"_{base}"
        name, number = base, 1
        while name.casefold() in self._taken:
            number += 1
            name = f"{base}_{number}"
        self._taken.add(name.casefold())
        return name
