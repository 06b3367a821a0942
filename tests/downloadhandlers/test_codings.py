from __future__ import annotations

import gzip
import random
import zlib
from collections.abc import Callable
from functools import partial

import brotli  # type: ignore[import-untyped] # no stubs
import pytest
from backports import zstd
from scrapy.exceptions import DownloadCancelledError, ResponseDataLossError

from tests.support.effort import assert_quick
from vultrcrawl.downloadhandlers.codings import split_codings, undo

# Larger than what is undone in the event loop, and than a decoder gives at once.
PLAIN = random.Random(1).randbytes(400_000).translate((b"abcdefgh <>/\n" * 20)[:256])
Packer = Callable[[bytes], bytes]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def gzip_flushed(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=31)
    return packer.compress(data) + packer.flush(zlib.Z_SYNC_FLUSH)


def brotli_flushed(data: bytes) -> bytes:
    packer = brotli.Compressor()
    return bytes(packer.process(data) + packer.flush())


def zstd_flushed(data: bytes) -> bytes:
    return zstd.ZstdCompressor().compress(data, zstd.ZstdCompressor.FLUSH_BLOCK)


PACKERS: list[tuple[str, Packer]] = [
    ("gzip", gzip.compress),
    ("x-gzip", gzip.compress),
    ("deflate", zlib.compress),
    ("deflate", raw_deflate),
    ("br", partial(brotli.compress, quality=5)),
    ("zstd", zstd.compress),
]


def undone(body: bytes, *codings: str, limit: int = 0) -> bytes:
    return undo(body, list(codings), limit)


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
@pytest.mark.parametrize("size", [1, 1_000, len(PLAIN)])
def test_whole_bodies(coding: str, pack: Packer, size: int) -> None:
    assert undone(pack(PLAIN[:size]), coding) == PLAIN[:size]


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
@pytest.mark.parametrize("size", [5_000, len(PLAIN)])
def test_cut_bodies_are_no_pages(
    coding: str, pack: Packer, share: float, size: int
) -> None:
    packed = pack(PLAIN[:size])
    with pytest.raises(ResponseDataLossError):
        undone(packed[: int(len(packed) * share)], coding)
    with pytest.raises(ResponseDataLossError):
        undone(packed[:-1], coding)


@pytest.mark.parametrize(
    ("coding", "pack"),
    [("gzip", gzip_flushed), ("br", brotli_flushed), ("zstd", zstd_flushed)],
)
def test_a_coding_without_end_is_no_page(coding: str, pack: Packer) -> None:
    with pytest.raises(ResponseDataLossError):
        undone(pack(PLAIN), coding)


def test_gzip_with_a_wrong_sum_is_no_page() -> None:
    packed = gzip.compress(PLAIN)
    with pytest.raises(zlib.error):
        undone(packed[:-8] + bytes(4) + packed[-4:], "gzip")


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
def test_no_more_than_the_limit(coding: str, pack: Packer) -> None:
    packed = pack(bytes(20_000_000))
    with pytest.raises(DownloadCancelledError, match="max size"):
        undone(packed, coding, limit=1_000_000)
    assert undone(pack(bytes(1_000_000)), coding, limit=1_000_000) == bytes(1_000_000)


def test_members_follow_each_other() -> None:
    parts = PLAIN[:900], PLAIN[900:]
    for coding, pack in (("gzip", gzip.compress), ("zstd", zstd.compress)):
        assert undone(pack(parts[0]) + pack(parts[1]), coding) == PLAIN


@pytest.mark.parametrize(("coding", "pack"), PACKERS)
@pytest.mark.parametrize("size", [1, 1_000, len(PLAIN)])
@pytest.mark.parametrize("behind", [b"\n", b"<!-- cached -->", bytes(100_000)])
def test_what_stands_behind_the_end_is_passed_over(
    coding: str, pack: Packer, size: int, behind: bytes
) -> None:
    packed = pack(PLAIN[:size]) + behind
    assert undone(packed, coding, limit=len(PLAIN)) == PLAIN[:size]


def test_the_end_of_brotli_is_found_in_linear_time() -> None:
    noise = random.Random(2).randbytes(2_000_000)
    packed = brotli.compress(noise, quality=1)
    assert_quick(lambda: undone(packed + b"behind", "br"), seconds=1.5)
    spoiled = packed[:-70_000] + bytes(70_000)
    with pytest.raises((brotli.error, ResponseDataLossError)):
        undone(spoiled, "br")


@pytest.mark.parametrize("text", [b"; plain", b"3 plain words", b"? and more"])
def test_text_that_begins_as_brotli_of_nothing_is_no_page(text: bytes) -> None:
    with pytest.raises(brotli.error):
        undone(text, "br")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_plain_text_is_in_no_coding(coding: str) -> None:
    with pytest.raises((OSError, zlib.error, brotli.error, zstd.ZstdError)):
        undone(b"<title>plain</title> and some more words", coding)


def test_codings_upon_each_other() -> None:
    twice = gzip.compress(brotli.compress(PLAIN, quality=5))
    assert undone(twice, *split_codings(["br, gzip"])[0]) == PLAIN
    with pytest.raises(zlib.error, match="too often"):
        undone(twice, *["gzip"] * 6)
    assert undone(b"", "gzip") == b""


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([], ([], [])),
        (["identity"], ([], [])),
        (["GZIP, br"], (["br", "gzip"], [])),
        (["gzip", "identity", "zstd"], (["zstd", "gzip"], [])),
        (["foo, gzip"], (["gzip"], ["foo"])),
        (["gzip, foo"], ([], ["gzip", "foo"])),
    ],
)
def test_codings_are_undone_from_the_last(
    values: list[str], expected: tuple[list[str], list[str]]
) -> None:
    assert split_codings(values) == expected
