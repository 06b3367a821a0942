"""Parts of a URL that say who came from where, and choose no page."""

from __future__ import annotations

import re

# Their value must look random: other sites have sessions, and ids, of other kinds.
_SESSION = frozenset(
    {"cftoken", "jsessionid", "sessid", "session", "session_id", "sessionid", "sid"}
)
_SESSION_SURELY = frozenset({"aspsessionid", "oscsid", "phpsessid", "zenid"})
_TRACKING = frozenset(
    {"dclid", "fbclid", "gclid", "igshid", "mc_cid", "mc_eid", "msclkid", "yclid"}
    | {f"utm_{what}" for what in ("campaign", "content", "id", "medium", "source")}
    | {"utm_term"}
)
_SUSPECT = _SESSION | _SESSION_SURELY | _TRACKING
# ;jsessionid=… of Java, (S(…)) of ASP.NET. Each is dropped with its value.
_SESSION_PATH = re.compile(
    r";(?:jsessionid|phpsessid|sid)=[^/;?]*|/\((?:[A-Z]\([0-9A-Za-z]+\))+\)(?=/|$)",
    re.IGNORECASE,
)
# 16 letters and digits at least, both of them: no number, no word, no date.
_RANDOM = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[0-9A-Za-z_\-.,]{16,}")
#: Names besides those that mostly say where a visitor came from: no words about a page.
_MOSTLY_TRACKING = re.compile(
    r"utm_.*|srsltid|gclid|fbclid|mc_[ce]id|ref|source|_ga|sid"
)


def is_tracking(name: str) -> bool:
    """Tell whether a parameter of that *name*, in lower case, mostly tells of visitors.

    Some sites choose pages by such a one: it is left out of what an address says, but
    not of the address.
    """
    return _MOSTLY_TRACKING.fullmatch(name) is not None


def without_session(url: str) -> tuple[str, str | None]:
    """Return *url*, in normal form, without session id and tracking; and the rule.

    The rule is ``session-id`` or ``tracking``, None where there is nothing to drop.
    Names that have other uses count only with a value that looks random. What a route
    says is left as it is.
    """
    if "#" in url:
        url, _, route = url.partition("#")
        clean, rule = without_session(url)
        return f"{clean}#{route}", rule
    page, mark, query = url.partition("?")
    rule = None
    if ";" in page or "(" in page:
        clean = _SESSION_PATH.sub("", page)
        if clean != page:
            page, rule = clean if clean.count("/") > 2 else clean + "/", "session-id"
    names = [_name(pair) for pair in query.split("&")] if mark else ()
    if _SUSPECT.isdisjoint(names):
        return (f"{page}?{query}" if mark else page), rule
    kept: list[str] = []
    for name, pair in zip(names, query.split("&"), strict=True):
        if name in _TRACKING:
            rule = rule or "tracking"
        elif _is_session(name, pair.partition("=")[2]):
            rule = "session-id"
        else:
            kept.append(pair)
    if rule is None:
        return url, None
    query = "&".join(kept)
    return f"{page}?{query}" if query else page, rule


def _is_session(name: str, value: str) -> bool:
    if name in _SESSION:
        return _RANDOM.fullmatch(value) is not None
    return name in _SESSION_SURELY


def _name(pair: str) -> str:
    """Return the name of a parameter, less what is random in the name itself."""
    name = pair.partition("=")[0].lower()
    return "aspsessionid" if name.startswith("aspsessionid") else name
