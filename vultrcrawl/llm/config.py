"""Settings of the language model: where it is, what it may cost, what it may take."""

from __future__ import annotations

import math
import re
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Self
from urllib.parse import urlsplit

from vultrcrawl.errors import UsageError
from vultrcrawl.net.addresses import is_loopback_name

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Length from which on a key is one, in characters; those of OpenAI have 51 or more.
_SECRET = 8
#: Where OpenAI's own API is; used when a key is given and no address.
OPENAI_URL = "https://api.openai.com/v1"
PREFIX = "VULTRCRAWL_LLM_"


#: What may stand between two characters of a key that is spelled: what is no visible
#: character of ASCII, and lines and tabs as JSON has them.
_BETWEEN = r"(?:[^!-~]|\\[nrt])*+"


@dataclass(frozen=True, slots=True, kw_only=True)
class LLMConfig:
    """One language model and its bounds.

    The key and the address come from the environment alone, together: whoever can set a
    Scrapy setting (each tenant of a shared Scrapyd) can't send the key elsewhere.
    """

    base_url: str = OPENAI_URL
    """Address of an OpenAI-compatible API (OPENAI_BASE_URL), no slash at its end."""
    api_key: str | None = field(default=None, repr=False)
    """Key for that address (OPENAI_API_KEY); None for a server that asks for none."""
    model: str
    """Name of the model as the server knows it."""
    concurrency: int = 4
    """Calls in flight at once."""
    timeout_s: float = 60.0
    """Seconds from sending a call to the last byte of its answer."""
    max_calls: int = 200
    """HTTP requests sent in a run, repeats, repair turns and the probe included."""
    max_tokens: int = 1_000_000
    """Tokens read and written by the model in a run."""
    max_cost: float | None = None
    """Money spent in a run, in the currency of the prices; None sets no bound."""
    price_input: float | None = None
    """Price of a million tokens that the model reads."""
    price_output: float | None = None
    """Price of a million tokens that the model writes."""
    answer_tokens: int = 1000
    """Room for one answer, a reasoning model's thoughts included."""
    batch_size: int = 8
    """Pages in one call at most; 1 asks for each page alone."""
    batch_wait_s: float = 0.2
    """Longest time that a page waits for others to share its call."""
    cache: str | None = None
    """File of the answer cache; None keeps answers for the run only."""
    calls_per_page: float = 0.02
    """Calls that a page of the crawl allows for, by `classifier=auto`; two calls are
    allowed for in any case."""
    deadline_s: float = 30.0
    """Seconds that the end of a crawl waits for answers, in all, by `auto`."""
    record: str | None = None
    """Folder for questions, from which answers are read; see `llm.record`."""
    offline: bool = False
    """Whether there are only the answers in *record*, and no server."""
    allow_http: bool = False
    """Whether a keyless server on another machine may be asked without TLS."""
    cooldown_s: float = 30.0
    """Seconds without calls after repeated failures; doubled each time, to 600."""

    def __post_init__(self) -> None:
        if not self.offline:
            _check_address(self.base_url, self.api_key, allow_http=self.allow_http)
        if self.max_cost is not None and (
            self.price_input is None or self.price_output is None
        ):
            raise UsageError(
                f"{PREFIX}MAX_COST needs {PREFIX}PRICE_INPUT and {PREFIX}PRICE_OUTPUT "
                "(for a million tokens)"
            )

    @classmethod
    def from_mapping(
        cls, settings: Mapping[str, object], environ: Mapping[str, str]
    ) -> Self | None:
        """Read VULTRCRAWL_LLM_* of *settings*, key and address of *environ*.

        The model and the record may be named in *environ* as well. None if no model is
        named, or neither key nor address is there: then there is no LLM, but for what
        is recorded. Raises UsageError on a wrong value and on a setting that doesn't
        exist.
        """
        _check_names(settings)
        values: dict[str, object] = {}
        for name, (attribute, check) in _CHECKS.items():
            value = settings.get(PREFIX + name)
            if value is not None and value != "":
                values[attribute] = check(PREFIX + name, value)
        model = settings.get(f"{PREFIX}MODEL") or environ.get(f"{PREFIX}MODEL", "")
        if not isinstance(model, str):
            raise UsageError(
                f"{PREFIX}MODEL={model!r}: name a model, such as gpt-5-mini"
            )
        key = environ.get("OPENAI_API_KEY", "").strip() or None
        address = environ.get("OPENAI_BASE_URL", "").strip()
        if "record" not in values and (record := environ.get(f"{PREFIX}RECORD")):
            values["record"] = _path(f"{PREFIX}RECORD", record)
        if not model.strip() or (key is None and not address):
            if "record" not in values:
                return None
            return cls(model="recorded", offline=True, **values)  # type: ignore[arg-type] # checked above
        return cls(
            base_url=(address or OPENAI_URL).rstrip("/"),
            api_key=key,
            model=model.strip(),
            **values,  # type: ignore[arg-type]  # each value was checked for its field
        )

    @property
    def origin(self) -> str:
        """Scheme, host and port that the key is bound to."""
        parts = urlsplit(self.base_url)
        return f"{parts.scheme}://{parts.netloc}".lower()

    def redacted(self, text: str) -> str:
        """Return *text*, which a server may have sent, without the key.

        The server knows it, and may echo it: in any case, over two lines, with blanks
        between or characters that nobody sees. A short one is any word, for a server
        that wants none, and would spoil answers.
        """
        key = self.api_key
        if not key or len(key) < _SECRET:
            return text
        return _spelled(key).sub("***", text)

    def cost(self, tokens_in: int, tokens_out: int) -> float | None:
        """Return what these tokens cost; None where no prices are set."""
        if self.price_input is None or self.price_output is None:
            return None
        return (tokens_in * self.price_input + tokens_out * self.price_output) / 1e6


@lru_cache(maxsize=4)
def _spelled(key: str) -> re.Pattern[str]:
    """Return what *key* looks like in a text, and in JSON."""
    return re.compile(_BETWEEN.join(map(re.escape, key)), re.IGNORECASE)


def _check_address(base_url: str, key: str | None, *, allow_http: bool) -> None:
    try:
        parts = urlsplit(base_url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in ("http", "https"):
        raise UsageError(f"OPENAI_BASE_URL is not an http(s) URL, such as {OPENAI_URL}")
    if any(mark in base_url for mark in "@?#"):
        raise UsageError(
            "OPENAI_BASE_URL: leave out user, password, query and fragment"
        )
    if key is not None and not (key.isascii() and key.isprintable() and " " not in key):
        raise UsageError("OPENAI_API_KEY holds a space or a character that no key has")
    # RFC 6761, 6.3: names under localhost are of this machine.
    if not (is_loopback_name(host) or host.endswith(".localhost")):
        _check_encrypted(base_url, key, allow_http=allow_http)


def _check_encrypted(base_url: str, key: str | None, *, allow_http: bool) -> None:
    shown = f"OPENAI_BASE_URL={base_url}"
    if base_url.startswith("https:"):
        if key is None:
            raise UsageError(
                f"{shown} needs OPENAI_API_KEY (any word if the server wants none)"
            )
    elif key is not None:
        raise UsageError(f"{shown} would send the key unencrypted: use https")
    elif not allow_http:
        raise UsageError(
            f"{shown} is not encrypted: use https, or set {PREFIX}ALLOW_HTTP=True if "
            "you trust the network"
        )


def _check_names(settings: Mapping[str, object]) -> None:
    known = _CHECKS.keys() | {"MODEL"}
    for name in settings:
        if str(name).startswith(PREFIX):
            if name in (f"{PREFIX}API_KEY", f"{PREFIX}BASE_URL"):
                raise UsageError(
                    f"{name} is not a setting: set OPENAI_API_KEY and "
                    "OPENAI_BASE_URL in the environment"
                )
            if name.removeprefix(PREFIX) not in known:
                allowed = ", ".join(PREFIX + other for other in sorted(known))
                raise UsageError(f"{name} is not a setting; there are {allowed}")


def _number(name: str, value: object) -> float:
    number = math.nan
    if isinstance(value, int | float | str) and not isinstance(value, bool):
        with suppress(ValueError, OverflowError):
            number = float(value)
    if not math.isfinite(number):
        raise UsageError(f"{name}={value!r} is not a number")
    return number


class _Whole:
    def __init__(self, least: int, most: int) -> None:
        self.least, self.most = least, most

    def __call__(self, name: str, value: object) -> int:
        number = _number(name, value)
        if number != int(number) or not self.least <= number <= self.most:
            raise UsageError(
                f"{name}={value!r}: a whole number from {self.least} to {self.most:,}"
            )
        return int(number)


class _Amount:
    def __init__(self, least: float, most: float) -> None:
        self.least, self.most = least, most

    def __call__(self, name: str, value: object) -> float:
        number = _number(name, value)
        if not self.least <= number <= self.most:
            raise UsageError(
                f"{name}={value!r}: a number from {self.least:g} to {self.most:g}"
            )
        return number


def _path(name: str, value: object) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise UsageError(f"{name}={value!r} is not the path of a file")
    return value


def _switch(name: str, value: object) -> bool:
    known = {"true": True, "1": True, "false": False, "0": False}
    try:
        return known[str(value).lower()]
    except KeyError:
        raise UsageError(f"{name}={value!r}: True or False") from None


_CHECKS: dict[str, tuple[str, Callable[[str, object], object]]] = {
    "CONCURRENCY": ("concurrency", _Whole(1, 64)),
    "TIMEOUT_SECS": ("timeout_s", _Amount(0.1, 3600)),
    "MAX_CALLS": ("max_calls", _Whole(0, 10_000_000)),
    "MAX_TOKENS": ("max_tokens", _Whole(0, 10**12)),
    "MAX_COST": ("max_cost", _Amount(0, 1e9)),
    "PRICE_INPUT": ("price_input", _Amount(0, 1e6)),
    "PRICE_OUTPUT": ("price_output", _Amount(0, 1e6)),
    "ANSWER_TOKENS": ("answer_tokens", _Whole(50, 100_000)),
    "BATCH_SIZE": ("batch_size", _Whole(1, 32)),
    "BATCH_WAIT_SECS": ("batch_wait_s", _Amount(0, 60)),
    "CACHE": ("cache", _path),
    "CALLS_PER_PAGE": ("calls_per_page", _Amount(0, 100)),
    "DEADLINE_SECS": ("deadline_s", _Amount(0, 3600)),
    "RECORD": ("record", _path),
    "ALLOW_HTTP": ("allow_http", _switch),
}
