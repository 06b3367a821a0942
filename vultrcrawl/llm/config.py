"""Settings of the language model: where it is, what it may cost, what it may take."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Any, ClassVar, Self
from urllib.parse import urlsplit

from pydantic import Field

from vultrcrawl.configuration import Configuration
from vultrcrawl.errors import UsageError
from vultrcrawl.net.addresses import is_loopback_name

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Length from which on a key is one, in characters; those of OpenAI have 51 or more.
_SECRET = 8
#: Where OpenAI's own API is; used when a key is given and no address.
OPENAI_URL = "https://api.openai.com/v1"
PREFIX = "VULTRCRAWL_LLM_"
#: What may stand between two characters of a key that is spelled: what is no visible
#: character of ASCII, and lines and tabs as JSON has them.
_BETWEEN = r"(?:[^!-~]|\\[nrt])*+"
#: What the path of a file is like.
_PATH = r"^[^\x00]*$"
#: Fields that no setting gives.
_OTHERWISE = {"base_url", "api_key", "offline", "cooldown_s"}


class LLMConfig(Configuration):
    """One language model and its bounds.

    The key and the address come from the environment alone, together: whoever can set a
    Scrapy setting (each tenant of a shared Scrapyd) can't send the key elsewhere.
    """

    prefix: ClassVar[str] = PREFIX

    base_url: str = OPENAI_URL
    """Address of an OpenAI-compatible API (OPENAI_BASE_URL), no slash at its end."""
    api_key: str | None = Field(default=None, repr=False)
    """Key for that address (OPENAI_API_KEY); None for a server that asks for none."""
    model: str
    """Name of the model as the server knows it."""
    concurrency: int = Field(default=4, ge=1, le=64)
    """Calls in flight at once."""
    timeout_s: float = Field(default=60.0, ge=0.1, le=3600)
    """Seconds from sending a call to the last byte of its answer."""
    max_calls: int = Field(default=200, ge=0, le=10_000_000)
    """HTTP requests sent in a run, repeats, repair turns and the probe included."""
    max_tokens: int = Field(default=1_000_000, ge=0, le=10**12)
    """Tokens read and written by the model in a run."""
    max_cost: float | None = Field(default=None, ge=0, le=10**9)
    """Money spent in a run, in the currency of the prices; None sets no bound."""
    price_input: float | None = Field(default=None, ge=0, le=10**6)
    """Price of a million tokens that the model reads."""
    price_output: float | None = Field(default=None, ge=0, le=10**6)
    """Price of a million tokens that the model writes."""
    answer_tokens: int = Field(default=1000, ge=50, le=100_000)
    """Room for one answer, a reasoning model's thoughts included."""
    batch_size: int = Field(default=8, ge=1, le=32)
    """Pages in one call at most; 1 asks for each page alone."""
    batch_wait_s: float = Field(default=0.2, ge=0, le=60)
    """Longest time that a page waits for others to share its call."""
    cache: str | None = Field(default=None, pattern=_PATH)
    """File of the answer cache; None keeps answers for the run only."""
    calls_per_page: float = Field(default=0.02, ge=0, le=100)
    """Calls that a page of the crawl allows for, by `classifier=auto`; two calls are
    allowed for in any case."""
    deadline_s: float = Field(default=30.0, ge=0, le=3600)
    """Seconds that the end of a crawl waits for answers, in all, by `auto`."""
    record: str | None = Field(default=None, pattern=_PATH)
    """Folder for questions, from which answers are read; see `llm.record`."""
    offline: bool = False
    """Whether there are only the answers in *record*, and no server."""
    allow_http: bool = False
    """Whether a keyless server on another machine may be asked without TLS."""
    cooldown_s: float = 30.0
    """Seconds without calls after repeated failures; doubled each time, to 600."""

    def model_post_init(self, _: Any, /) -> None:
        """Check what no single field can tell. Raises UsageError."""
        if not self.offline:
            _check_address(self.base_url, self.api_key, allow_http=self.allow_http)
        elif self.record is None:
            return  # there is no model, and nothing to pay
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
        model = settings.get(f"{PREFIX}MODEL") or environ.get(f"{PREFIX}MODEL", "")
        if not isinstance(model, str):
            raise UsageError(
                f"{PREFIX}MODEL={model!r}: name a model, such as gpt-5-mini"
            )
        key = environ.get("OPENAI_API_KEY", "").strip() or None
        address = environ.get("OPENAI_BASE_URL", "").strip()
        offline = not model.strip() or (key is None and not address)
        if offline:
            model, key, address = "recorded", None, ""
        record = settings.get(f"{PREFIX}RECORD") or environ.get(f"{PREFIX}RECORD")
        config = cls.read(
            settings,
            base_url=(address or OPENAI_URL).rstrip("/"),
            api_key=key,
            model=model.strip(),
            record=record or None,
            offline=offline,
        )
        return None if offline and config.record is None else config

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
    fields = LLMConfig.model_fields.keys() - _OTHERWISE
    known = {LLMConfig.setting(name) for name in fields}
    for name in settings:
        if str(name).startswith(PREFIX):
            if name in (f"{PREFIX}API_KEY", f"{PREFIX}BASE_URL"):
                raise UsageError(
                    f"{name} is not a setting: set OPENAI_API_KEY and "
                    "OPENAI_BASE_URL in the environment"
                )
            if name not in known:
                allowed = ", ".join(sorted(known))
                raise UsageError(f"{name} is not a setting; there are {allowed}")
