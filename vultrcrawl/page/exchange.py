"""Requests of a page's scripts with their responses, and how its lists grew."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One request of a page's scripts that was answered with JSON."""

    page_url: str
    """The page whose scripts asked, with its fragment where that is a route."""
    method: str
    url: str
    headers: tuple[str, ...] = ()
    """Names of the headers that the script set, in lower case; never their values."""
    request_type: str | None = None
    """Media type of the body that was sent."""
    request_body: str = ""
    """At most 10,000 characters."""
    status: int
    response_type: str
    """Media type of the response."""
    data: Any
    """The response: JSON of at most 1 MB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How a page's list grew when it was asked to."""

    kind: Literal["infinite_scroll", "load_more"]
    rounds: int
    """How often more was got."""
    complete: bool
    """Whether it stopped growing by itself, within the bounds."""
    selector: str | None = None
    """CSS selector of what was pressed; None for scrolling."""
    text: str | None = None
    """What it says."""
