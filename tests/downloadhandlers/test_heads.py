"""Heads of answers that are not as RFC 9112 wants them, and pages all the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from vultrcrawl.downloadhandlers.heads import HeadReader, is_sound, mended

START = b"HTTP/1.1 200 OK\r\n"
LENGTH = b"Content-Length: 2\r\n"


def in_pieces(data: bytes, cuts: list[int]) -> tuple[bytes, bytes]:
    """Return head and rest of *data*, which comes cut at *cuts*."""
    reader = HeadReader()
    places = sorted({min(cut, len(data)) for cut in cuts} - {0} | {len(data)})
    for start, end in zip([0, *places], places, strict=False):
        if (found := reader.feed(data[start:end])) is not None:
            return found[0], found[1] + data[end:]
    return b"", reader.all()


def test_lines_that_are_no_header_are_left_out() -> None:
    for line in (
        b"Warning</b> in x.php",
        b": y",
        b"X Y: z",
        "Ünï: x".encode(),
        b"\xff",
    ):
        assert not is_sound(START + line + b"\r\n" + LENGTH + b"\r\n")
        assert mended(START + line + b"\r\n" + LENGTH + b"\r\n") == (
            START + LENGTH + b"\r\n"
        )


def test_what_can_be_read_is_kept() -> None:
    head = START + b"X-Name : a b\rc\r\n folded\nY:\xe9\r\n" + LENGTH + b"\r\n"
    assert mended(head) == (
        START + b"X-Name: a b c\r\n folded\r\nY:\xe9\r\n" + LENGTH + b"\r\n"
    )
    assert mended(b"HTTP/1.2 200 OK\n\n") == START + b"\r\n"
    # A length that can't be is for the parser to refuse.
    assert b"Content-Length: -1\r\n" in mended(START + b"Content-Length: -1\r\n\r\n")
    assert b"a" not in mended(START + b"no header\r\n a\r\n\r\n")


def test_a_length_counts_once_and_chunks_before_it() -> None:
    chunked = b"Transfer-Encoding: chunked\r\n"
    for lines, wanted in (
        (LENGTH * 2, LENGTH),
        (b"content-length: 2, 2\r\n", LENGTH),
        (b"Content-Length: 3\r\n" + LENGTH, b"Content-Length: 3\r\n" + LENGTH),
        (LENGTH + chunked, chunked),
        (LENGTH + LENGTH + b" 3\r\n", LENGTH + LENGTH + b" 3\r\n"),
    ):
        assert not is_sound(START + lines + b"\r\n")
        assert mended(START + lines + b"\r\n") == START + wanted + b"\r\n"


def test_versions_and_blanks_of_a_status_line_cost_no_page() -> None:
    for line in (b"HTTP/2 200 OK", b"HTTP/1.1   200  OK", b"HTTP/1.1 200OK"):
        assert not is_sound(line + b"\r\n\r\n")
        assert mended(line + b"\r\n\r\n") == START + b"\r\n"
    assert mended(b"HTTP/1.0 200 OK\r\n\r\n").startswith(b"HTTP/1.0 ")
    assert mended(b"HTTP/1.1 2000 OK\r\n\r\n").startswith(b"HTTP/1.1 2000 ")


HEADS = st.lists(
    st.sampled_from([b"A: b", b" c", b"no", b"\xff: d", b"E :f", b"G: \r"]),
    max_size=6,
).map(lambda lines: START + b"".join(line + b"\r\n" for line in lines) + b"\r\n")


@given(HEADS, st.binary(max_size=30), st.lists(st.integers(1, 120), max_size=5))
def test_it_is_the_same_in_whatever_pieces_it_comes(
    head: bytes, body: bytes, cuts: list[int]
) -> None:
    assert in_pieces(head + body, cuts) == (mended(head), body)
    assert is_sound(mended(head))
    assert mended(mended(head)) == mended(head)


def test_what_is_no_head_is_given_on_as_it_is() -> None:
    reader = HeadReader()
    assert reader.feed(b"SSH-2.0") == (b"", b"SSH-2.0")
    assert reader.feed(b"HT") is None
    assert reader.feed(b"ML") == (b"", b"HTML")
    assert reader.feed(START + b"a" * 300_000) == (b"", START + b"a" * 300_000)
    assert not reader.waits
