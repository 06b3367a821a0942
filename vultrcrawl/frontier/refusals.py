"""Rules that refuse a URL before its request."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from vultrcrawl.frontier.traps import Refusal, Traps
from vultrcrawl.items import SkipReason
from vultrcrawl.urls.actions import by_address
from vultrcrawl.urls.files import is_file, is_media
from vultrcrawl.urls.shapes import shape

if TYPE_CHECKING:
    from vultrcrawl.frontier.scope import Scope

#: End of the rule of what a link's text told: another link may tell otherwise.
BY_TEXT = "by its text"
#: URLs of a shape that must have led back to where their links stood, and that must
#: have been files, all of them, until others like them are refused.
BOUNCES: Final = 3
FILES: Final = 2


def may_be_lifted(reason: str | None, rule: str | None) -> bool:
    """Tell whether a skipped URL is taken up when it is found in a better place."""
    if reason == SkipReason.ACTION:
        return (rule or "").endswith(BY_TEXT)
    return reason in (SkipReason.DEPTH, SkipReason.NOFOLLOW)


class _NoPages:
    """Shapes of URLs of which *enough* had no page, and none had one."""

    def __init__(self, enough: int) -> None:
        self._enough = enough
        self._without: Counter[str] = Counter()
        self._with: set[str] = set()

    def note(self, url: str, *, page: bool) -> None:
        """Note whether *url* had a page of its own."""
        if not page:
            self._without[shape(url)] += 1
        elif self._without and (one := shape(url)) in self._without:
            self._with.add(one)

    def expects(self, url: str) -> bool:
        """Tell whether *url* is like those without a page."""
        if not self._without:
            return False
        one = shape(url)
        return self._without[one] >= self._enough and one not in self._with


class Refusals:
    """Looks at every URL that is found, and once more before it is fetched.

    What addresses don't tell is learned of those like them: tell it by `led_back` and
    `answered`.
    """

    def __init__(self, traps: Traps) -> None:
        self._traps = traps
        self._bounces = _NoPages(BOUNCES)
        self._files = _NoPages(FILES)

    def led_back(self, url: str) -> None:
        """Note that *url* redirected to the page where its link stood: it acts."""
        self._bounces.note(url, page=False)

    def answered(self, url: str, content_type: str | None) -> None:
        """Note that *url* had a response of its own, of this type."""
        self._bounces.note(url, page=True)
        self._files.note(url, page=not is_media(content_type))

    def judge(self, url: str, parent: str | None, scope: Scope) -> Refusal | None:
        """Return why *url*, found on the page *parent*, is not worth a request."""
        acts = by_address(url, parent)
        if acts is None and self._bounces.expects(url):
            acts = "leads back"
        if acts is not None:
            return Refusal(SkipReason.ACTION, acts)
        if not scope.asks_for(url) and (is_file(url) or self._files.expects(url)):
            return Refusal(SkipReason.NOT_PAGE)
        return self._traps.judge(url, parent)
