"""Registrable domains of hosts, by the public suffix list."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from tldextract import TLDExtract

_ADDRESS = re.compile(r"[0-9]+(?:\.[0-9]+){3}|\[.*\]")


@cache
def _suffixes() -> TLDExtract:
    """Return the list as the package ships it: no download, no cache folder.

    With its private part, as browsers use it: two users of github.io are two sites.
    """
    # A tenth of a second to import, for what most crawls never ask.
    from tldextract import TLDExtract  # noqa: PLC0415 (slow)

    return TLDExtract(
        suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True
    )


@lru_cache(maxsize=4096)
def site_of(host: str) -> str:
    """Return the registrable domain of *host*, ``name`` or ``name:port``.

    The port is left out, except for addresses, ``localhost`` and other names of one
    label: those name a machine, whose ports are different services. A public suffix,
    such as ``github.io``, is its own site; under a top-level domain that is not listed
    it is the last two labels (the rule ``*`` of https://publicsuffix.org/list/).
    """
    name = host if host.endswith("]") else re.sub(r":[0-9]+$", "", host)
    plain = name.removesuffix(".")
    if _ADDRESS.fullmatch(plain) or "." not in plain:
        return host
    parts = _suffixes()(plain)
    if not parts.suffix:
        return ".".join(plain.split(".")[-2:])
    return parts.top_domain_under_public_suffix or plain


def site_of_url(url: str) -> str:
    """Return the registrable domain that *url*, in normal form, is of."""
    return site_of(urlsplit(url).netloc)


def is_public_suffix(name: str) -> bool:
    """Tell whether under *name*, such as `co.uk`, sites of different owners stand."""
    return not _suffixes()(name).domain
