"""The host of an http(s) URL in normal form: domain names, IPv4, IPv6.

Follows the URL standard (https://url.spec.whatwg.org/#host-parsing): percent-decoding,
UTS #46 mapping without transitional processing, IPv4 in all its spellings (``0x7f.1``
is 127.0.0.1, and must not slip past an address check as a name).
"""

from __future__ import annotations

import ipaddress
import re
import socket
from urllib.parse import unquote_to_bytes

import idna

from vultrcrawl.urls.short_cache import short_cache

_FORBIDDEN = re.compile(r"[\x00-\x20\x7f#/:<>?@\[\\\]^|%]")
_BARE_HEX = re.compile(r"(?<![^.])0x(?![^.])")
_LAST_IS_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9A-Fa-f]*)\.?$")


@short_cache(4_096)
def normal_host(raw: str) -> str | None:
    """Return host *raw* (without port) in normal form; None if no host can be so named.

    IPv6 addresses come and go in brackets. Stricter than the URL standard where DNS is:
    an empty label, one over 63 bytes, or a name over 253 bytes can't be resolved
    (RFC 1035, 2.3.4) and makes Python's codec raise where the connection is opened.
    """
    if raw.startswith("["):
        return _ipv6(raw[1:-1]) if raw.endswith("]") else None
    host = raw.lower() if raw.isascii() else raw
    if "%" in host:
        try:
            host = unquote_to_bytes(host).decode()
        except UnicodeError:  # not UTF-8, or half a pair of surrogates from JSON
            return None
    if not host.isascii() or "xn--" in host.lower():
        mapped = _to_ascii(host)
        if mapped is None:
            return None
        host = mapped
    host = host.lower()
    if not host or _FORBIDDEN.search(host):
        return None
    if _LAST_IS_NUMBER.search(host):
        return _ipv4(host)
    return host if _fits_dns(host) else None


def _fits_dns(host: str) -> bool:
    name = host.removesuffix(".")
    return len(name) <= 253 and all(1 <= len(part) <= 63 for part in name.split("."))


def _to_ascii(host: str) -> str | None:
    """Return *host* with each label in ASCII; None if UTS #46 does not allow it."""
    try:
        mapped = idna.uts46_remap(host, std3_rules=False, transitional=False)
        return ".".join(_label(label) for label in mapped.split("."))
    except (idna.IDNAError, UnicodeError, IndexError, ValueError):
        return None


def _label(label: str) -> str:
    """Return a mapped *label* in ASCII; raises IDNAError or UnicodeError if invalid."""
    if label.startswith("xn--"):
        unicode_form = label[4:].encode("ascii").decode("punycode")
        if unicode_form.isascii():
            raise idna.IDNAError("punycode of an ASCII label")
        mapped = idna.uts46_remap(unicode_form, std3_rules=False, transitional=False)
        if mapped != unicode_form:
            raise idna.IDNAError("punycode of a label that is not in normal form")
    elif label.isascii():
        return label
    else:
        unicode_form = label
    # The validity criteria of UTS #46, 4.1, with the flags that the URL standard sets.
    # `idna.alabel` would apply IDNA 2008, which refuses the emoji that registries sell.
    idna.check_nfc(unicode_form)
    idna.check_initial_combiner(unicode_form)
    idna.check_bidi(unicode_form)
    for position, char in enumerate(unicode_form):
        if char in "\u200c\u200d" and not idna.valid_contextj(unicode_form, position):
            raise idna.IDNAError("joiner out of its context")
    return "xn--" + unicode_form.encode("punycode").decode("ascii")


def _ipv4(host: str) -> str | None:
    """Return the dotted form of an IPv4 address of 1 to 4 numbers, else None.

    The C library reads them as the standard does: decimal, octal after 0, hexadecimal
    after 0x. Only 0x alone, which is 0, it doesn't take.
    """
    if not host.isascii():
        return None
    try:
        packed = socket.inet_aton(_BARE_HEX.sub("0", host.removesuffix(".")))
    except OSError:
        return None
    return socket.inet_ntoa(packed)


def _ipv6(text: str) -> str | None:
    """Return an IPv6 address in brackets, compressed; None if *text* is none."""
    if "%" in text:  # a zone means something on one machine only
        return None
    try:
        address = ipaddress.IPv6Address(text)
    except ValueError:
        return None
    value = int(address)
    # Python 3.13 writes ::ffff:1.2.3.4 where the standard writes hexadecimal.
    if value >> 32 == 0xFFFF:
        return f"[::ffff:{value >> 16 & 0xFFFF:x}:{value & 0xFFFF:x}]"
    return f"[{address.compressed}]"
