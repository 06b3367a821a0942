"""What is refused before its request, by what others like it turned out to be."""

from __future__ import annotations

from vultrcrawl.frontier.refusals import BOUNCES, FILES, Refusals
from vultrcrawl.frontier.scope import Scope
from vultrcrawl.frontier.traps import Refusal, Traps
from vultrcrawl.items import SkipReason

SITE = "https://shop.example"
SCOPE = Scope(start_url=SITE)


def judged(refusals: Refusals, path: str) -> Refusal | None:
    return refusals.judge(SITE + path, None, SCOPE)


def test_what_leads_back_again_and_again_acts() -> None:
    refusals = Refusals(Traps())
    for n in range(BOUNCES):
        assert judged(refusals, "/go/9") is None
        refusals.led_back(f"{SITE}/go/{n}")
    assert judged(refusals, "/go/9") == Refusal(SkipReason.ACTION, "leads back")
    assert judged(refusals, "/other/9") is None
    refusals.answered(f"{SITE}/go/5", "text/html")
    assert judged(refusals, "/go/9") is None


def test_urls_like_those_that_were_files_are_expected_to_be() -> None:
    refusals = Refusals(Traps())
    for n in range(FILES):
        assert judged(refusals, "/media/9") is None
        refusals.answered(f"{SITE}/media/{n}", "image/png")
    assert judged(refusals, "/media/9") == Refusal(SkipReason.NOT_PAGE)
    asked_for = Scope(start_url=SITE, include=("/media/",))
    assert refusals.judge(f"{SITE}/media/9", None, asked_for) is None
    refusals.answered(f"{SITE}/media/5", "text/html")
    assert judged(refusals, "/media/9") is None
