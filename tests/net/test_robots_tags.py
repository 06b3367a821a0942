from __future__ import annotations

import pytest

from vultrcrawl.net.robots_tags import nofollow


@pytest.mark.parametrize(
    ("meta", "headers", "expected"),
    [
        ({}, [], False),
        ({"robots": "noindex"}, [], False),
        ({"robots": "noindex, NoFollow"}, [], True),
        ({"robots": "noindex nofollow"}, [], True),
        ({"robots": "none"}, [], True),
        ({"robots": "index,follow"}, [], False),
        ({"vultrcrawl": "nofollow"}, [], True),
        ({"googlebot": "nofollow"}, [], False),
        ({"keywords": "nofollow"}, [], False),
        ({}, ["nofollow"], True),
        ({}, ["noindex, nofollow"], True),
        ({}, ["noindex", "none"], True),
        ({}, ["otherbot: noindex, nofollow"], False),
        ({}, ["vultrcrawl: nofollow"], True),
        ({}, ["otherbot: noindex, VultrCrawl: nofollow"], True),
        ({}, ["unavailable_after: 25 Jun 2030 15:00:00 PST, nofollow"], True),
        ({}, ["max-snippet: 20, nofollow"], True),
        ({}, ["noindex, x-nofollow"], False),
    ],
)
def test_nofollow(meta: dict[str, str], headers: list[str], expected: bool) -> None:
    assert nofollow(meta.items(), headers, "VultrCrawl") is expected


def test_the_strictest_of_several_counts() -> None:
    tags = [("robots", "index, follow"), ("robots", "nofollow"), ("robots", "all")]
    assert nofollow(tags, [], "vultrcrawl")
    assert nofollow(tags[:1], ["nofollow"], "vultrcrawl")
    assert nofollow([("robots", "none")], ["all"], "vultrcrawl")
    assert not nofollow(tags[:1], ["all"], "vultrcrawl")
