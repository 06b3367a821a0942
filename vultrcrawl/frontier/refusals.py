"""Rules that refuse a URL before its request."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vultrcrawl.frontier.actions import Bounces, by_address
from vultrcrawl.frontier.media import Files
from vultrcrawl.items import SkipReason
from vultrcrawl.urls.files import is_file

if TYPE_CHECKING:
    from vultrcrawl.frontier.scope import Scope
    from vultrcrawl.frontier.traps import Traps

#: End of the rule of what a link's text told: another link may tell otherwise.
BY_TEXT = "by its text"


class Refusal(NamedTuple):
    """Why a URL is not fetched."""

    reason: SkipReason
    rule: str | None = None
    stand_in: str | None = None
    """The URL that leads to the same page, if there is one."""


def may_be_lifted(reason: str | None, rule: str | None) -> bool:
    """Tell whether a skipped URL is taken up when it is found in a better place."""
    if reason == SkipReason.ACTION:
        return (rule or "").endswith(BY_TEXT)
    return reason in (SkipReason.DEPTH, SkipReason.NOFOLLOW)


class Refusals:
    """Looks at every URL that is found, and once more before it is fetched."""

    def __init__(self, traps: Traps) -> None:
        self._traps = traps
        self.bounces = Bounces()
        self.files = Files()

    def judge(self, url: str, parent: str | None, scope: Scope) -> Refusal | None:
        """Return why *url*, found on the page *parent*, is not worth a request."""
        acts = by_address(url, parent)
        if acts is None and self.bounces.acts(url):
            acts = "leads back"
        if acts is not None:
            return Refusal(SkipReason.ACTION, acts)
        if not scope.asks_for(url) and (is_file(url) or self.files.expects(url)):
            return Refusal(SkipReason.NOT_PAGE)
        judgement = self._traps.judge(url, parent)
        if judgement.rule is None:
            return None
        if judgement.url is None:
            return Refusal(SkipReason.TRAP, judgement.rule)
        copy = f"{judgement.rule}, of {judgement.url}"
        return Refusal(SkipReason.DUPLICATE, copy, judgement.url)
