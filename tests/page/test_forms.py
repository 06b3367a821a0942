from __future__ import annotations

from vultrcrawl.page import forms
from vultrcrawl.page.document import Document
from vultrcrawl.page.forms import Form

URL = "https://example.com/a/page?x=1"


def read(html: str) -> list[Form]:
    return Document(html, URL).forms


def test_a_form_as_a_browser_would_send_it() -> None:
    (form,) = read(
        '<form action="/q" method="Post" enctype="Multipart/Form-Data"><p>Find</p>'
        '<label for="i">Name <b>it</b></label>'
        '<input id="i" name="n" required value="v">'
        "<textarea name=t>text</textarea><button>Go</button></form>"
    )
    assert form.action == "https://example.com/q"
    assert (form.method, form.enctype) == ("POST", "multipart/form-data")
    assert form.text == "Find Name it Go"
    assert [(f.name, f.type, f.value, f.label, f.required) for f in form.fields] == [
        ("n", "text", "v", "Name it", True),
        ("t", "textarea", "text", "", False),
        ("", "submit", "", "Go", False),
    ]


def test_defaults() -> None:
    (form,) = read('<base href="/b/"><form action=" " method="delete"></form>')
    assert (form.action, form.method) == (URL, "GET")
    assert form.enctype == "application/x-www-form-urlencoded"


def test_labels() -> None:
    (form,) = read(
        "<form><label>Around <input name=a></label><input name=b placeholder=' Hint '>"
        "<input name=c aria-label=Aria><input name=d title=Title></form>"
    )
    assert [f.label for f in form.fields] == ["Around", "Hint", "Aria", "Title"]


def test_a_select_sends_the_first_selected_option_or_the_first() -> None:
    (form,) = read(
        "<form><select name=a><option value=1>One<option selected>Two<option selected>3"
        "</select><select name=b><option>x</select><select name=c></select></form>"
    )
    assert [f.value for f in form.fields] == ["Two", "x", ""]
    assert form.fields[0].options == [("1", "One"), ("Two", "Two"), ("3", "3")]


def test_a_selected_option_after_those_that_are_kept_counts() -> None:
    many = "".join(f"<option>{n}" for n in range(forms.MAX_OPTIONS + 5))
    (form,) = read(f"<form><select>{many}<option selected>last</select></form>")
    assert form.fields[0].value == "last"
    assert len(form.fields[0].options) == forms.MAX_OPTIONS


def test_controls_in_tables_and_outside_of_their_form_are_kept() -> None:
    first, second = read(
        "<table><form id=f action=/q><tr><td><input name=a></td>"
        "<td><input name=b></td></tr></form></table><input name=c form=f>"
        "<form id=g><input name=d><input name=e form=f></form>"
    )
    assert [f.name for f in first.fields] == ["a", "b", "c", "e"]
    assert [f.name for f in second.fields] == ["d"]


def test_forms_within_forms_are_bounded() -> None:
    found = read("<form><div>" * 1500 + "<input name=x>" * 20_000)
    assert len(found) <= forms.MAX_FORMS
    assert sum(len(form.fields) for form in found) <= forms.MAX_FIELDS
