"""What is cached of URLs takes no memory that a page could ask for."""

from __future__ import annotations

import tracemalloc

from vultrcrawl.urls.joining import absolute
from vultrcrawl.urls.normal_form import normalize
from vultrcrawl.urls.short_cache import LONGEST, short_cache


def test_results_for_long_texts_are_made_anew() -> None:
    calls: list[tuple[str, ...]] = []

    @short_cache(2)
    def joined(*texts: str) -> str:
        calls.append(texts)
        return "".join(texts)

    half = "x" * (LONGEST // 2)
    for _ in range(2):
        assert joined("a", "b") == "ab"
        assert joined(half, half) == half + half
        assert joined(half, half, "x") == half + half + "x"
    assert calls == [("a", "b"), (half, half), (half, half, "x"), (half, half, "x")]


def test_long_links_are_not_held() -> None:
    tracemalloc.start()
    try:
        for number in range(1_000):
            page = f"http://a.example/{number}"
            long = f"{number}{'x' * LONGEST}"
            for link in (f"/{long}", f"?{long}", f"http://{long}/", f"http://{long}@b"):
                absolute(link, page)
                normalize(link, page)
            normalize("x", f"{page}/{long}/")
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < 200 * 5 * 2 * LONGEST  # Python itself holds the last 128
