"""What the report says of the site as a whole: figures, and tables of counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from vultrcrawl.report.wording import WORDS, duration, figure, plural, shown, words
from vultrcrawl.taxonomy import DEFINITIONS, PageType

if TYPE_CHECKING:
    from vultrcrawl.report.loose import LooseObject

#: Hosts (and pauses), figures of a model, and arguments that are shown.
_HOSTS, _FIGURES, _ARGUMENTS = 10, 30, 30


class Part(NamedTuple):
    """A row of a table of counts."""

    name: str
    number: int
    note: str = ""


def page_types(counts: LooseObject) -> list[Part]:
    """Return the pages by type, each with what that is."""
    return [Part(*one, _definition(one[0])) for one in counts.counts("pages_by_type")]


def skipped(counts: LooseObject) -> list[Part]:
    """Return the URLs without a page by reason, each with what that is."""
    return [
        Part(name, number, WORDS["reasons"].get(name, ""))
        for name, number in counts.counts("skipped")
    ]


def failures(counts: LooseObject) -> list[Part]:
    """Return the failures by cause."""
    return [Part(*one) for one in counts.counts("failures")]


def named(coverage: LooseObject, rows: str, name: str) -> list[Part]:
    """Return the *rows* of the coverage by their *name*, with an example each."""
    return [
        Part(one.text(name), one.count("urls"), shown(one.text("example")).text)
        for one in coverage.parts(rows)
    ]


def share_of_largest(part: Part, parts: list[Part]) -> int:
    """Return how large *part* is beside the largest of *parts*, in percent."""
    return width(part.number, max(one.number for one in parts))


def largest(rows: list[LooseObject], name: str) -> int:
    """Return the largest of the counts called *name* of *rows*."""
    return max((one.count(name) for one in rows), default=0)


def width(number: int, most: int) -> int:
    """Return how large *number* is beside *most*, in percent, 0 to 100."""
    return min(100, max(0, round(100 * number / most))) if most > 0 else 0


def level(path: str) -> int:
    """Return how deep a folder is: 0 for the root, to 2."""
    return min(2, max(0, path.count("/") - 1))


def _definition(name: str) -> str:
    if name in PageType.__members__.values():
        return DEFINITIONS[PageType(name)].qualifies
    return "not HTML" if "/" in name else ""


def why_ended(run: LooseObject) -> str:
    """Return why the crawl ended, as what follows "because"."""
    reason = run.text("ended_because") or run.text("stop_reason").replace("_", " ")
    return shown(reason, 300).text


def figures(document: LooseObject) -> list[tuple[str, str]]:
    """Return what is counted, and the number."""
    run, totals = document.part("run"), document.part("counts")
    templates = document.parts("templates")
    fields = sum(len(one.part("item").parts("fields")) for one in templates)
    known = [
        ("pages fetched", totals.number("done")),
        ("URLs known", totals.number("known")),
        ("still to fetch", totals.number("waiting")),
        ("failed", totals.number("failed")),
    ]
    found = [(name, figure(value)) for name, value in known if value is not None]
    found += [("templates", figure(len(templates))), ("fields", figure(fields))]
    if (seconds := run.number("seconds")) is not None:
        found.append(("time", duration(seconds)))
    return found


def arguments(run: LooseObject) -> list[tuple[str, Any]]:
    """Return the arguments that were given, and what they were."""
    given = list(run.part("arguments").data.items())[:_ARGUMENTS]
    return [(name, value) for name, value in given if value is not None]


def politeness(data: LooseObject) -> list[tuple[str, str]]:
    """Return delays and pauses as measured, each with what it is of."""
    if not data:
        return []
    obeyed = data.flag("robots_obeyed")
    found = [
        ("robots.txt", "obeyed" if obeyed else "not obeyed"),
        ("delay asked for", duration(data.number("delay_seconds"))),
    ]
    gaps = data.part("gaps_seconds")
    for host in list(gaps.data)[:_HOSTS]:
        one = gaps.part(host)
        line = plural(one.count("requests"), "request")
        middle, least = one.number("median"), one.number("least")
        if middle is not None:
            line += f", {duration(middle)} apart (median), {duration(least)} at least"
        found.append((shown(host, 60).text, line))
    slowdowns = data.parts("slowdowns")
    found += [_slowdown(event) for event in slowdowns[:_HOSTS]]
    if len(slowdowns) > _HOSTS:
        found.append(("slowed", f"{len(slowdowns) - _HOSTS} times more"))
    return found


def _slowdown(event: LooseObject) -> tuple[str, str]:
    reason, host = shown(event.text("reason"), 60), shown(event.text("host"), 60)
    pause, when = duration(event.number("seconds")), duration(event.number("at"))
    return f"slowed after {when}", f"{host.text}: {pause}, for {reason.text}"


def model_figures(llm: LooseObject) -> list[tuple[str, str]]:
    """Return what a language model was, did and cost; nothing if there was none."""
    found = [
        (
            words(name.replace("/", " ")),
            shown(value, 80).text
            if isinstance(value, str)
            else figure(llm.number(name)),
        )
        for name, value in list(llm.data.items())[:_FIGURES]
        if not isinstance(value, dict | list)
    ]
    if asked := llm.counts("asked"):
        found.append(("asked about", ", ".join(f"{n} {what}" for what, n in asked)))
    measured = llm.part("measured")
    for what in ("types", "fields"):
        if total := measured.part(what).count("asked"):
            right = measured.part(what).count("right")
            found.append((f"right of known {what}", f"{right} of {total}"))
    for why, n in llm.counts("unanswered"):
        found.append((f"unanswered ({words(why)})", figure(n)))
    return found


def model_answers(llm: LooseObject) -> list[str]:
    """Return what a model said of templates and fields, and what became of it."""
    return [*map(_of_types, llm.parts("types")), *map(_of_field, llm.parts("fields"))]


def _of_types(one: LooseObject) -> str:
    said = ", ".join(f"{words(kind)} {n}" for kind, n in one.counts("said")[:5])
    return (
        f"{shown(one.text('template'), 60).text}: it was shown "
        f"{plural(one.count('pages_asked'), 'page')} ({said}), decided the type of "
        f"{one.count('pages_changed')}, was overruled on {one.count('overruled')}"
    )


def _of_field(one: LooseObject) -> str:
    template, name, said, done = (
        shown(one.text(key), 60).text for key in ("template", "field", "said", "done")
    )
    return f"{template}, field {name}: it said {said}: {done}"
