from __future__ import annotations

import logging
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.logformatter import _make_safe, escape_controls


def logged(message: str, *arguments: object, error: Exception | None = None) -> str:
    stream = StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(_make_safe)
    record = logging.LogRecord(
        "x", logging.ERROR, "x.py", 1, message, arguments,
        (type(error), error, None) if error else None,
    )  # fmt: skip
    handler.handle(record)
    return stream.getvalue()


def test_escape_sequences_are_spelled_out() -> None:
    text = logged("title: %s", "\x1b]52;c;aGk=\x07\x9b31m\r\x00\u202e")
    assert text == "title: \\x1b]52;c;aGk=\\x07\\x9b31m\\r\\x00\\u202e\n"


def test_those_of_an_exception_are_too() -> None:
    assert logged("failed", error=ValueError("\x1b[2J")) == (
        "failed\nValueError: \\x1b[2J\n"
    )


def test_a_message_of_a_megabyte_is_cut() -> None:
    text = logged("%s", "a" * 2**20)
    assert len(text) < 4_100
    assert "1048576 characters" in text


def test_signs_of_percent_are_no_placeholders() -> None:
    assert logged("%s", "100 %s") == "100 %s\n"
    assert logged("caf\u00e9 \u30c4\tx\ny") == "caf\u00e9 \u30c4\tx\ny\n"


@given(st.text())
def test_nothing_but_text_is_left(text: str) -> None:
    assert all(
        char in "\t\n" or (ord(char) > 31 and not 127 <= ord(char) < 160)
        for char in escape_controls(text)
    )
