"""A cache for functions of texts that pages hold, however long these are."""

from __future__ import annotations

from functools import lru_cache, wraps
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable

_Function = TypeVar("_Function", bound="Callable[..., Any]")

#: Characters that the texts given to a cached call by position have in all, at most.
LONGEST: Final = 4_096


def short_cache(size: int) -> Callable[[_Function], _Function]:
    """Cache the last *size* results of a function of texts, but not those of long ones.

    A hostile page has links and classes of megabytes: `lru_cache` holds thousands.
    """

    def decorate(function: _Function) -> _Function:
        cached = lru_cache(maxsize=size)(function)

        @wraps(function)
        def call(*given: Any, **more: Any) -> Any:
            length = 0
            for one in given:  # half the time of a sum
                if one.__class__ is str:
                    length += len(one)
            kept = cached if length <= LONGEST else function
            return kept(*given, **more)

        return cast("_Function", call)

    return decorate
