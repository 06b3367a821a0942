"""The excerpt of a schema for the model, without text that addresses models."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldSample:
    """One field of a template."""

    id: str
    """Short, unique among all fields of the question, such as `f7`."""
    label: str
    """What the page calls it; may be empty."""
    name: str = ""
    """Its name so far; empty if the model is to find its role by itself."""
    markup: str
    """Where it stands: a selector or a path; may be empty."""
    type: str
    """Type of its values, such as `number`."""
    examples: tuple[str, ...]
    """Values on different pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateSample:
    """One template with the fields that are asked about."""

    id: str
    """Short, unique among the templates of the question, such as `t2`."""
    about: str
    """What its pages are, such as `product, 40 pages, /item/{n}`."""
    titles: tuple[str, ...]
    """Titles of some of its pages."""
    fields: tuple[FieldSample, ...]
