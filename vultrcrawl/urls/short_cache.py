"""A cache for functions of texts that pages hold, however long these are."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_Function = TypeVar("_Function", bound="Callable[..., Any]")

#: Characters that the arguments of a cached call have in all, at most.
LONGEST: Final = 4_096


def short_cache(size: int) -> Callable[[_Function], _Function]:
    """Cache the last *size* results of a function of texts, but not those of long ones.

    A hostile page has links of megabytes: `lru_cache` holds thousands of them.
    """

    def decorate(function: _Function) -> _Function:
        cached = lru_cache(maxsize=size)(function)

        @wraps(function)
        def call(*texts: str) -> Any:
            length = 0
            for text in texts:  # half the time of a sum
                length += len(text)
            return cached(*texts) if length <= LONGEST else function(*texts)

        return cast("_Function", call)

    return decorate
