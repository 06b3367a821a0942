"""Finds the structured-output mode that a server and model support."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace

from vultrcrawl.errors import LLMError, LLMRejected
from vultrcrawl.llm.contract import Probe
from vultrcrawl.llm.wire.dialect import Dialect, Rung
from vultrcrawl.llm.wire.failures import BadRequest, Unavailable
from vultrcrawl.llm.wire.reply import Reply, read_answer

#: Asks the probe's question in a dialect, trying so many times.
Send = Callable[[Dialect, int], Awaitable[Reply]]

# Some servers answer these to a form that they can't do, rather than 400.
_MAYBE_UNSUPPORTED = {500, 501}


@dataclass(frozen=True, slots=True)
class _Trial:
    dialect: Dialect
    """What was asked in, quirks learned on the way included."""
    fits: bool
    """Whether the answer had the form asked for."""
    error: LLMError | None = None
    """How the server refused; None if it answered."""


async def find_dialect(send: Send, attempts: int) -> tuple[Dialect, bool]:
    """Return the best dialect that works, and whether it was seen to work.

    The first rung is tried like any request, which tells a wrong key or a dead server
    (LLMRejected, LLMUnavailable). Where even the last one gives no usable answer, it is
    returned with False.
    """
    try:
        trial = await _try(send, Dialect(Rung.JSON_SCHEMA), attempts)
    except Unavailable as error:
        if error.status == 200:
            raise LLMRejected(
                f"{error}; is OPENAI_BASE_URL the address of an API? (many end in /v1)"
            ) from None
        raise
    if trial.fits:
        return trial.dialect, True
    plain: _Trial | None = None
    if isinstance(trial.error, Unavailable):
        # Is it the rung, or the server? A plain question tells.
        plain = trial = await _plain(send, trial.dialect)
    for rung in (Rung.TOOL, Rung.JSON_OBJECT):
        trial = await _try(send, replace(trial.dialect, rung=rung), 1)
        if trial.fits:
            return trial.dialect, True
    if plain is None:
        plain = await _plain(send, trial.dialect)
    return plain.dialect, plain.fits


async def _plain(send: Send, dialect: Dialect) -> _Trial:
    trial = await _try(send, replace(dialect, rung=Rung.PROMPT), 1)
    if isinstance(trial.error, BadRequest):
        raise LLMRejected(f"even a plain question is refused: {trial.error}")
    if trial.error is not None:
        raise trial.error
    return trial


async def _try(send: Send, dialect: Dialect, attempts: int) -> _Trial:
    while True:
        try:
            reply = await send(dialect, attempts)
        except BadRequest as error:
            if (adapted := dialect.after_refusal(str(error))) is None:
                return _Trial(dialect, fits=False, error=error)
            dialect = adapted
        except Unavailable as error:
            if error.status not in _MAYBE_UNSUPPORTED:
                raise
            return _Trial(dialect, fits=False, error=error)
        else:
            break
    try:
        read_answer(reply.text, Probe)
    except ValueError:
        return _Trial(dialect, fits=False)
    return _Trial(dialect, fits=True)
