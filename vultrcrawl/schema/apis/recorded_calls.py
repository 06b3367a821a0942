"""The calls of a page's scripts as they are stored: few, small, redacted."""

from __future__ import annotations

import json
import re
import zlib
from collections import Counter
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from vultrcrawl.page.exchange import Growth
from vultrcrawl.schema.apis.redaction import RedactionBudget, Redactor, TooLargeError
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vultrcrawl.page.exchange import Exchange

#: Calls that are kept of a page, and of those to one kind of address.
MAX_CALLS: Final = 20
_OF_A_KIND: Final = 6
#: JSON that is kept of a page, and of one response, in characters before compression.
MAX_PAGE: Final = 1_000_000
_MAX_ANSWER: Final = 250_000
#: Members that are kept of one response, and looked at in all answers of a page: the
#: event loop waits meanwhile, about 2 µs for each.
_MEMBERS: Final = 5_000
_LOOKED_AT: Final = 20_000
#: Items of a list, characters of a string: the first that fit are kept.
_CUTS: Final = ((1_000_000, 20_000), (60, 4_000), (10, 1_000), (3, 300))
#: Hosts that measure visitors or ask for their consent, and paths that do.
_HOST = re.compile(
    r"(?:^|[.-])(?:analytics?|google-analytics|googletagmanager|doubleclick|sentry"
    r"|googlesyndication|telemetry|metrics|tracking|pixel|stats|hotjar|segment|mixpanel"
    r"|amplitude|newrelic|nr-data|datadoghq|[\w-]*datadoghq|bugsnag|rollbar|clarity"
    r"|matomo|piwik|plausible|fullstory|optimizely|launchdarkly|onetrust|cookielaw"
    r"|cookiebot|facebook)(?=[.-]|$)"
)
_PATH = re.compile(
    r"/(?:analytics?|beacon|telemetry|sentry|collect|csp-reports?|web-?vitals|matomo"
    r"|log-?events?|client-(?:errors?|logs?)|metrics|track(?:ing)?-?events?|envelope"
    r"|page-?views?|impressions?|rum-?events?)(?=[/.]|$)",
    re.IGNORECASE,
)

BodyKind = Literal["none", "json", "form", "unread"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of a page's scripts, without secrets."""

    page_url: str
    method: str
    url: str
    headers: tuple[str, ...] = ()
    request_type: str | None = None
    body_kind: BodyKind = "none"
    """``unread``: one was sent that is no JSON and no form, or was too long."""
    body: Any = None
    """JSON, or the fields of a form."""
    status: int = 200
    response_type: str = ""
    data: Any = None
    calls: int = 1
    """How many calls of its kind it stands for."""
    cut: bool = False
    """Whether there was more in the response than *data* holds."""


def is_measuring(url: str) -> bool:
    """Return whether *url* takes what is measured of visitors, and has no data."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return True
    host, path = parts.hostname or "", parts.path[:2_000]
    return _HOST.search(host) is not None or _PATH.search(path) is not None


def redacted_calls(exchanges: Iterable[Exchange]) -> tuple[list[Call], Redactor]:
    """Return the calls of a page that are worth keeping, and what has its secrets."""
    redactor = Redactor()
    looked_at = RedactionBudget(_LOOKED_AT)
    kinds: Counter[tuple[str, str]] = Counter()
    last: dict[tuple[str, str], int] = {}
    found: list[Call] = []
    for one in exchanges:
        url = redactor.url(one.url)
        if not url.startswith(("http://", "https://")) or is_measuring(url):
            continue
        body_kind, body = _body(one, redactor)
        kind = (one.method, f"{urlsplit(url).netloc}{shape(url.partition('#')[0])}")
        if isinstance(body, dict):  # one address, many operations
            kind = (one.method, f"{kind[1]} {body.get('operationName')}")
        kinds[kind] += 1
        if kinds[kind] > _OF_A_KIND or len(found) >= MAX_CALLS:
            if kind in last:
                number = last[kind]
                found[number] = replace(found[number], calls=found[number].calls + 1)
            continue
        data, cut = _answer(one.data, redactor, looked_at)
        last[kind] = len(found)
        found.append(
            Call(
                page_url=redactor.url(one.page_url),
                method=one.method.upper()[:20],
                url=url,
                headers=tuple(sorted({name.lower() for name in one.headers})[:40]),
                request_type=one.request_type,
                body_kind=body_kind,
                body=body,
                status=one.status,
                response_type=one.response_type,
                data=data,
                cut=cut,
            )
        )
    return found, redactor


def _body(one: Exchange, redactor: Redactor) -> tuple[BodyKind, Any]:
    text = one.request_body
    if not text:
        return "none", None
    if (one.request_type or "").startswith("application/x-www-form-urlencoded"):
        return "form", redactor.form(text)
    # Some pages send JSON as text/plain, to save a preflight request.
    with suppress(ValueError, RecursionError, TooLargeError):
        data = json.loads(text)
        if isinstance(data, dict | list):
            return "json", redactor.sent_json(data)
    return "unread", None


def _answer(
    data: Any, redactor: Redactor, looked_at: RedactionBudget
) -> tuple[Any, bool]:
    """Return as much of *data* as is kept, and whether that is not all."""
    for number, (items, text) in enumerate(_CUTS):
        members = min(_MEMBERS, looked_at.members)
        budget = RedactionBudget(members)
        try:
            small = redactor.answer(data, budget, items=items, text=text)
            size = len(json.dumps(small))
        except TooLargeError:
            looked_at.members -= members
            continue
        except (ValueError, RecursionError):
            break
        looked_at.members -= members - budget.members
        if size <= _MAX_ANSWER:
            return small, number > 0
    return None, True


def pack_calls(exchanges: Iterable[Exchange], growth: Growth | None) -> bytes | None:
    """Return what is kept of a page, compressed; None if it is nothing."""
    calls, redactor = redacted_calls(exchanges)
    if not calls and growth is None:
        return None
    packed: list[str] = []
    size = 0
    for call in calls:
        text = _text(asdict(call))
        if size + len(text) > MAX_PAGE:
            text = _text(asdict(replace(call, data=None, cut=True)))
        size += len(text)
        if size <= MAX_PAGE:
            packed.append(redactor.purged(text))
    grown = _text(None if growth is None else asdict(growth))
    whole = f'{{"calls": [{", ".join(packed)}], "growth": {grown}}}'
    # Half of a surrogate pair, which JSON may have, is no text that a file can hold.
    return zlib.compress(whole.encode("utf-8", "replace"), 1)


def _text(data: object) -> str:
    return json.dumps(data, ensure_ascii=False)


def unpack_calls(packed: bytes) -> tuple[list[Call], Growth | None, int]:
    """Return the calls and growth that `pack_calls` packed, and the size of their JSON.

    Raises ValueError if *packed* is damaged or was written by another version.
    """
    try:
        text = zlib.decompress(packed)
        data = json.loads(text)
        calls = [_made(one) for one in data["calls"]]
        growth = None if data["growth"] is None else Growth(**data["growth"])
    except (zlib.error, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"the calls of a page are damaged: {error}") from error
    return calls, growth, len(text)


def _made(data: dict[str, Any]) -> Call:
    call = Call(**data | {"headers": tuple(data["headers"])})
    texts = (call.page_url, call.method, call.url, call.response_type, *call.headers)
    if not all(isinstance(one, str) for one in texts) or not isinstance(
        call.calls, int
    ):
        raise ValueError("the calls of a page are damaged: a text is none")
    return call
