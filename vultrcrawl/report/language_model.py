"""View model of the language model's use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from vultrcrawl.report.reading import (
    count_in,
    counts,
    number_in,
    report_sections,
    section,
    text,
)
from vultrcrawl.report.wording import Some, figure, plural, shown, some, words

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Figures, and answers, that are shown.
_FIGURES, _ANSWERS = 30, 20


@dataclass(frozen=True, slots=True)
class ModelUse:
    """One run's use of a language model."""

    figures: list[tuple[str, str]]
    """What it was, did and cost; empty if there was none."""
    answers: Some[str]
    """What was said of templates and fields, and what became of it."""


def model_use(data: Mapping[str, Any]) -> ModelUse:
    """Return what the object ``llm`` of site.json says; an empty one if it is null."""
    figures = [
        (
            words(name.replace("/", " ")),
            shown(value, 80).text
            if isinstance(value, str)
            else figure(number_in(data, name)),
        )
        for name, value in list(data.items())[:_FIGURES]
        if not isinstance(value, dict | list)
    ]
    if asked := counts(data, "asked"):
        figures.append(("asked about", ", ".join(f"{n} {what}" for what, n in asked)))
    measured = section(data, "measured")
    for what in ("types", "fields"):
        if total := count_in(section(measured, what), "asked"):
            right = count_in(section(measured, what), "right")
            figures.append((f"right of known {what}", f"{right} of {total}"))
    for why, n in counts(data, "unanswered"):
        figures.append((f"unanswered ({words(why)})", figure(n)))
    answers = [
        *map(_types, report_sections(data, "types")),
        *map(_field, report_sections(data, "fields")),
    ]
    return ModelUse(figures, some(answers, _ANSWERS))


def _types(one: Mapping[str, Any]) -> str:
    said = ", ".join(f"{words(kind)} {n}" for kind, n in counts(one, "said")[:5])
    overruled = count_in(one, "overruled")
    return (
        f"{shown(text(one, 'template'), 60).text}: it was shown "
        f"{plural(count_in(one, 'pages_asked'), 'page')} ({said}), decided the type of "
        f"{count_in(one, 'pages_changed')}, was overruled on {overruled}"
    )


def _field(one: Mapping[str, Any]) -> str:
    template, name, said, done = (
        shown(text(one, key), 60).text for key in ("template", "field", "said", "done")
    )
    return f"{template}, field {name}: it said {said}: {done}"
