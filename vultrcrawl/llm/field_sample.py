"""What a language model is shown of a field, apart from all that speaks to models."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSample:
    """One field of a template, before it has a good name."""

    id: str
    """Short, unique within the template, such as `f7`."""
    label: str
    """What the page or its markup calls it; may be empty."""
    examples: tuple[str, ...]
    """Values on different pages."""
    property: str | None = None
    """schema.org property, where the markup states one."""
