"""What the report says of parts of a template, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vultrcrawl.report.wording import (
    WORDS,
    Shown,
    ShownUrl,
    figure,
    percent,
    plural,
    shown,
    shown_url,
    words,
)

if TYPE_CHECKING:
    from vultrcrawl.report.loose import LooseObject

#: Examples of a field, characters of one, and options of a parameter that are shown.
_EXAMPLES, _VALUE, _OPTIONS = 3, 100, 12


def sheet_name(template: LooseObject) -> Shown:
    """Return the name of a template."""
    return shown(template.text("name"), 60) or Shown("template without a name")


def identity(item: LooseObject) -> str:
    """Return the fields by which records are told apart."""
    return ", ".join(_short(one, 60) for one in item.texts("identity")[:5])


def seen_asked(endpoints: list[LooseObject]) -> int:
    """Return how many endpoints were seen asked, and not only mentioned."""
    return sum(one.flag("verified") for one in endpoints)


def browser(rendering: LooseObject) -> str:
    """Return whether a browser is needed; empty if that is not known."""
    if "needs_js" not in rendering.data:
        return ""
    return "needed" if rendering.flag("needs_js") else "not needed"


def how_rendered(rendering: LooseObject) -> str:
    """Return how pages were rendered, and what speaks for a browser."""
    kinds = [f"{figure(n)} {_short(kind, 20)}" for kind, n in rendering.counts("pages")]
    evidence = _short(rendering.text("evidence"), 300)
    return "; ".join(filter(None, [", ".join(kinds[:5]), evidence]))


def tested(validation: LooseObject) -> str:
    """Return how fields were tested; empty if that is not told."""
    method = validation.text("method")
    if not method:
        return ""
    learned, held = validation.texts("learned_from"), validation.texts("held_out")
    if method == "held_out":
        return (
            f"learned from {plural(len(learned), 'page')}, tested on {len(held)} others"
        )
    return WORDS["methods"].get(method, words(method))


def pagination(paging: LooseObject) -> str:
    """Return how a list goes on; empty if it doesn't."""
    if not paging:
        return ""
    kind = paging.text("kind")
    parts = [WORDS["paginations"].get(kind, words(kind))]
    if param := paging.text("param"):
        parts[0] += f" ({_short(param, 60)})"
    first, step = paging.number("start"), paging.number("step")
    if first is not None:
        parts.append(f"from {figure(first)}")
    if step is not None and step != 1:
        parts.append(f"in steps of {figure(step)}")
    if (largest := paging.number("max_seen")) is not None:
        parts.append(f"largest seen {figure(largest)}")
    if (share := paging.number("share")) is not None:
        parts.append(f"on {percent(share)} of the pages")
    return ", ".join(parts)


# Fields.


def field_about(field: LooseObject) -> str:
    """Return what a field is, or how the site calls it, if its name doesn't say so."""
    about, name = field.text("description") or field.text("label"), field.text("name")
    same = about[:200].casefold().replace(" ", "_") == name[:200].casefold()
    return "" if same else about


def field_type(field: LooseObject) -> str:
    """Return the type of a field's values."""
    kind = field.text("type") or "?"
    if form := field.text("format"):
        kind = f"{kind} ({form})"
    return _short(f"list of {kind}" if field.flag("multiple") else kind, 60)


def read_as(field: LooseObject) -> str:
    """Return how the text found becomes the value; empty if it is the value."""
    names = (one.text("name") for one in field.parts("transforms")[:3])
    return ", ".join(_short(name, 20) for name in names)


def cut_off(locator: LooseObject) -> str:
    """Return what is cut off the text that a locator finds; empty if nothing."""
    ends = [_short(locator.text(end), 40) for end in ("prefix", "suffix")]
    return " and ".join(f"“{end}”" for end in ends if end)


def examples(field: LooseObject, site: str) -> list[ShownUrl]:
    """Return different values of a field; linked if they are addresses."""
    found = (_example(one, site) for one in field.parts("examples")[:_EXAMPLES])
    return list(dict.fromkeys(one for one in found if one.shown))


def _example(example: LooseObject, site: str) -> ShownUrl:
    value = example.value("value")
    if value is None:
        value = example.value("raw")
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = " · ".join(one[:200] for one in value[:20])
    if not isinstance(value, str):
        return ShownUrl(shown(value, _VALUE))
    return shown_url(value, site, _VALUE)


# Forms and endpoints.


def form_note(form: LooseObject) -> str:
    """Return what else is to be known of a form."""
    notes = []
    links = form.text("source") == "link"
    if (count := form.count("pages")) > 1:
        notes.append(
            f"{figure(count)} links" if links else f"on {figure(count)} sample pages"
        )
    encoding = form.text("encoding")
    if encoding and encoding != "query":
        notes.append(f"sent as {_short(encoding, 60)}")
    if token := form.text("csrf_field"):
        notes.append(f"carries a token ({_short(token, 60)})")
    if links:
        notes.append("not followed" if count > 1 else "a link that was not followed")
    if form.text("source") == "searchaction":
        notes.append("declared by the site (SearchAction)")
    return ", ".join(notes)


def input_note(parameter: LooseObject) -> str:
    """Return label, default and options of an input of a form."""
    notes = []
    if label := parameter.text("label"):
        notes.append(f"“{_short(label, 60)}”")
    if default := parameter.text("default"):
        notes.append(f"default {_short(default, 60)}")
    options = parameter.value("options")
    if isinstance(options, list) and options:
        first = ", ".join(_short(one, 30) for one in options[:_OPTIONS])
        more = len(options) - _OPTIONS
        notes.append(
            f"one of {first}" + (f" and {figure(more)} more" if more > 0 else "")
        )
    return "; ".join(notes)


def source_note(parameter: LooseObject) -> str:
    """Return where the value of a parameter of an endpoint comes from."""
    if parameter.flag("secret"):
        return "a secret: its values were not kept"
    source = parameter.part("source")
    where = source.text("from")
    note = f"{parameter.text('in')[:20]}, {WORDS['sources'].get(where, where[:40])}"
    if where == "constant":
        note += f" {_short(source.value('value'), 60)}"
    elif detail := source.text("selector") or source.text("path"):
        note += f" at {_short(detail, 80)}"
    elif part := source.text("part"):
        inner = source.text("name")
        note += f" ({part[:20]}{' ' + _short(inner, 40) if inner else ''})"
    if (share := source.number("share")) is not None and share < 1:
        note += f" in {percent(share)} of the calls"
    if seen := parameter.texts("examples"):
        note += "; such as " + ", ".join(_short(one, 40) for one in seen[:3])
    return note


def endpoint_facts(endpoint: LooseObject) -> str:
    """Return what is known of an endpoint, but for its parameters and answers."""
    facts = []
    answer, seen = endpoint.part("answer"), endpoint.part("seen")
    if operation := endpoint.text("operation"):
        facts.append(f"operation {_short(operation, 80)}")
    if endpoint.count("calls"):
        where = plural(endpoint.count("calls"), "call")
        if seen.count("pages"):
            where += f" on {seen.count('pages')} of {seen.count('of_pages')} pages"
        facts.append(where)
    if media := answer.text("media_type") or endpoint.text("response_type"):
        facts.append(f"answers {_short(media, 60)}")
    if path := answer.text("items_path"):
        facts.append(f"items at {_short(path, 80)}")
    if paging := endpoint.part("pagination"):
        param = _short(paging.text("param"), 60)
        facts.append(f"goes on by {words(paging.text('kind'))} ({param})")
    if headers := endpoint.texts("headers"):
        facts.append("headers " + ", ".join(_short(one, 40) for one in headers[:10]))
    if endpoint.flag("authorization_needed"):
        facts.append("needs authorization")
    if not endpoint.flag("verified") and (where := endpoint.text("seen_in")):
        facts.append(f"seen in {words(where)}")
    return "; ".join(facts)


def cover(covers: LooseObject, name: str) -> str:
    """Return where in an answer the values of the field *name* are, and how often."""
    one = covers.part(name)
    return f"{name[:120]} at {one.text('path')[:200]} ({percent(one.number('share'))})"


def _short(value: object, limit: int) -> str:
    return shown(value, limit).text
