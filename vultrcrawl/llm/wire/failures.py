"""Maps HTTP statuses of a model's server to errors."""

from __future__ import annotations

from vultrcrawl.errors import (
    LLMError,
    LLMRefused,
    LLMRejected,
    LLMUnavailable,
)


class Unavailable(LLMUnavailable):
    """A failure of one request.

    *retry* says whether another try may help, *wait_s* how long the server asked to
    wait (None if it didn't), *status* what it answered (None if it didn't).
    """

    def __init__(
        self,
        message: str,
        retry: bool,
        wait_s: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(message)
        self.retry = retry
        self.wait_s = wait_s
        self.status = status


class BadRequest(LLMRefused):
    """The server understands key and model, and refuses this one request."""


_LATER = {408, 409, 425, 429}
_THIS_REQUEST = {400, 413, 422}
_NO_MODEL = {"model_not_found", "model_not_available", "invalid_model"}
_NO_MONEY = {"insufficient_quota", "billing_hard_limit_reached", "billing_not_active"}

_KEY = "the server refuses the key; see OPENAI_API_KEY"
_REDIRECT = "the server leads elsewhere, which is not followed; see OPENAI_BASE_URL"
_WHY = {
    401: _KEY,
    403: _KEY,
    404: "the server knows no such model or address; see VULTRCRAWL_LLM_MODEL and "
    "OPENAI_BASE_URL",
    405: "this is no address of an API; see OPENAI_BASE_URL",
}


def failure_of(
    status: int, message: str, code: str | None, wait_s: float | None
) -> LLMError:
    """Return the error for an answer with *status*, not 2xx.

    *message* is the server's own, made fit to be shown; *code* its name for the error;
    *wait_s* its Retry-After in seconds.
    """
    said = f"http {status}: {message}" if message else f"http {status}"
    if code in _NO_MONEY or status == 402:
        error: LLMError = LLMRejected(f"the account has no quota left ({said})")
    elif code in _NO_MODEL:
        error = LLMRejected(f"the server doesn't know the model ({said})")
    elif status in _LATER or status >= 500:
        error = Unavailable(f"the server answered {said}", True, wait_s, status)
    elif status in _THIS_REQUEST:
        error = BadRequest(f"the server refused the request ({said})")
    else:
        error = LLMRejected(
            f"{_WHY.get(status, _WHY[405] if status >= 400 else _REDIRECT)} ({said})"
        )
    return error
