"""Budgets of calls, tokens and money, and their use."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

from vultrcrawl.errors import BudgetExhausted

if TYPE_CHECKING:
    from vultrcrawl.llm.config import LLMConfig


@dataclass(slots=True)
class Usage:
    """Plain counters of one run."""

    calls: int = 0
    """HTTP requests sent."""
    answers: int = 0
    """Questions answered in the form asked for."""
    pages: int = 0
    """Pages that the model gave a type."""
    tokens_in: int = 0
    """Tokens read, as the server counts them; estimated where it doesn't say."""
    tokens_out: int = 0
    """Tokens written, likewise."""
    cost: float | None = None
    """Money spent; None without prices."""
    seconds_waited: float = 0.0
    """Seconds between sending a request and the end of its answer, summed."""
    cache_hits: int = 0
    """Questions answered from the cache."""
    repairs: int = 0
    """Second turns that showed the model its mistake."""
    batches: int = 0
    """Calls for more than one page."""
    batches_malformed: int = 0
    """Those whose pages, or some of them, were asked for again one by one."""
    failures: Counter[str] = field(default_factory=Counter)
    """Questions that got no answer, by kind: `unavailable`, `rejected`, `refused`,
    `truncated`, `invalid`, `budget`."""
    rejection: str | None = None
    """What the server last said against key, model or address."""

    def as_dict(self) -> dict[str, int | float]:
        """Return the counters flat; those that are zero or unknown are left out."""
        values: dict[str, int | float] = {
            "calls": self.calls,
            "answers": self.answers,
            "pages": self.pages,
            "tokens/in": self.tokens_in,
            "tokens/out": self.tokens_out,
            "cost": self.cost or 0.0,
            "seconds_waited": round(self.seconds_waited, 3),
            "cache/hits": self.cache_hits,
            "repairs": self.repairs,
            "batches": self.batches,
            "batches/malformed": self.batches_malformed,
        }
        values |= {f"failures/{kind}": n for kind, n in sorted(self.failures.items())}
        return {name: value for name, value in values.items() if value}


class Budget:
    """The ledger: each request is reserved before it is sent, and settled after.

    What is reserved counts as spent until then, so no number of requests in flight goes
    over a bound. The estimate of a reservation is above what tokenizers make of text
    (half a token a byte); a server that reports more than was reserved can pass the
    bound by that difference, once.
    """

    def __init__(self, config: LLMConfig, usage: Usage) -> None:
        self._config = config
        self._usage = usage
        self._held_in = 0
        self._held_out = 0
        self._settled = asyncio.Event()
        self.allowance: int | None = None
        """Calls that may have been made so far; None leaves it to the configuration."""

    @property
    def _most_calls(self) -> int:
        if self.allowance is None:
            return self._config.max_calls
        return min(self.allowance, self._config.max_calls)

    async def reserve(self, tokens_in: int, tokens_out: int) -> Reservation:
        """Set aside a call and its tokens; raises BudgetExhausted, naming the bound.

        Where only what others have set aside stands in the way, it waits for them:
        they will give most of it back.
        """
        while True:
            try:
                return self._reserve(tokens_in, tokens_out)
            except BudgetExhausted:
                used_up = self._usage.calls >= self._most_calls
                if used_up or not self._held_out:
                    raise
            self._settled.clear()
            await self._settled.wait()

    def _reserve(self, tokens_in: int, tokens_out: int) -> Reservation:
        config, usage = self._config, self._usage
        if usage.calls >= self._most_calls:
            raise BudgetExhausted(f"budget of {self._most_calls:,} calls is used up")
        total_in = usage.tokens_in + self._held_in + tokens_in
        total_out = usage.tokens_out + self._held_out + tokens_out
        if total_in + total_out > config.max_tokens:
            raise BudgetExhausted(
                f"the next call could pass the budget of {config.max_tokens:,} tokens"
            )
        cost = config.cost(total_in, total_out)
        if cost is not None and config.max_cost is not None and cost > config.max_cost:
            raise BudgetExhausted(
                f"the next call could pass the budget of {config.max_cost:g} in money"
            )
        usage.calls += 1
        self._held_in += tokens_in
        self._held_out += tokens_out
        return Reservation(self, tokens_in, tokens_out)

    def _close(self, held: Reservation, tokens_in: int, tokens_out: int) -> None:
        self._held_in -= held.tokens_in
        self._held_out -= held.tokens_out
        self._usage.tokens_in += tokens_in
        self._usage.tokens_out += tokens_out
        self._usage.cost = self._config.cost(
            self._usage.tokens_in, self._usage.tokens_out
        )
        self._settled.set()

    def _cancel_call(self) -> None:
        self._usage.calls -= 1


class Reservation:
    """One call set aside; at the end of `with` it is spent in full, if not settled.

    In full, because a server that never answered may still have charged for the call.
    """

    def __init__(self, budget: Budget, tokens_in: int, tokens_out: int) -> None:
        self._budget = budget
        self.tokens_in = tokens_in
        self.tokens_out = tokens_out
        self._open = True

    def settle(self, tokens_in: int, tokens_out: int) -> None:
        """Replace the estimate by what was used; only the first word counts."""
        if self._open:
            self._open = False
            self._budget._close(self, tokens_in, tokens_out)  # noqa: SLF001 (its other half)

    def cancel(self) -> None:
        """Give everything back, the call too: it was not sent."""
        if self._open:
            self.settle(0, 0)
            self._budget._cancel_call()  # noqa: SLF001 (likewise)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.settle(self.tokens_in, self.tokens_out)


def reserve_tokens(text: str) -> int:
    """Return a number of tokens that *text* will not exceed, but for odd cases.

    Tokenizers make 3 to 5 bytes of prose a token, about 2 of digits and hashes.
    """
    return len(text.encode("utf-8", "replace")) // 2 + 1


def likely_tokens(text: str) -> int:
    """Return about how many tokens *text* is: a third of its bytes, rounded up."""
    return -(-len(text.encode("utf-8", "replace")) // 3)
