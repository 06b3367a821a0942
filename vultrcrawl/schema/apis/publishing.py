"""Merges verified and mentioned endpoints into the list of site.json."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from vultrcrawl.schema.apis.redaction import Redactor

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vultrcrawl.schema.apis.endpoints import MentionedEndpoint
    from vultrcrawl.schema.apis.verified import Api

# Where a URL in a script, or a URL template, has a value: `${id}`, `{id}`, `/:id`.
_VALUE = re.compile(r"\$?\{[^{}/]*\}|(?<=/):[A-Za-z_]\w*")


def published(
    apis: Iterable[Api], endpoints: Iterable[MentionedEndpoint]
) -> list[dict[str, Any]]:
    """Return the entries of site.json: first *apis*, which were asked.

    Of *endpoints*, which scripts and links mention, those that were asked are not told
    again; secrets in their addresses are withheld.
    """
    asked = list(apis)
    entries = [one.to_json() for one in asked]
    found = [*entries]
    for endpoint in endpoints:
        known = [
            entry
            for api, entry in zip(asked, entries, strict=True)
            if api.method == endpoint.method and _same(api.url_template, endpoint.url)
        ]
        for entry in known:
            entry["mentioned_in"] = endpoint.seen_in
        if not known:
            url = Redactor().url(endpoint.url)
            own = {
                "url": url,
                "url_template": _VALUE.sub(_placeholder, url),
                "safe": endpoint.method == "GET",
            }
            found.append(asdict(endpoint) | own)
    return found


def _placeholder(match: re.Match[str]) -> str:
    """Return a value of a script's address as URL templates have it."""
    names = re.findall(r"[A-Za-z_]\w*", match[0])
    return f"{{{names[-1] if names else 'value'}}}"


def _same(template: str, mentioned: str) -> bool:
    """Whether *mentioned*, as a script has it, is asked by a URL *template*.

    Scripts put addresses together: `"/api/items/" + id` ends where a value begins.
    """
    one, other = list(_segments(template)), list(_segments(mentioned))
    if other and not other[-1]:
        other[-1] = None
    return len(one) == len(other) and all(
        a == b or (a is None and b is None) for a, b in zip(one, other, strict=True)
    )


def _segments(url: str) -> Iterator[str | None]:
    """Yield host and segments of *url*, None for values."""
    try:
        parts = urlsplit(_VALUE.sub("{}", url))
    except ValueError:
        return
    yield parts.netloc
    for segment in parts.path.split("/")[1:]:
        yield None if "{}" in segment else segment
