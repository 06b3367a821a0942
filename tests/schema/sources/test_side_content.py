"""What stands beside the thing of a page, and what is of it."""

from __future__ import annotations

import pytest

from vultrcrawl.page.document import Document
from vultrcrawl.schema.sources.side_content import cards


@pytest.mark.parametrize(
    ("link", "found"),
    [("/p/{n}", 3), ("/large/{n}.jpg", 0), ("https://cdn.example/{n}.PNG?v=2", 0)],
)
def test_pictures_that_link_to_themselves_are_no_cards(link: str, found: int) -> None:
    items = "".join(
        f'<li><a href="{link.format(n=n)}"><img src="/small/{n}.jpg"></a></li>'
        for n in range(3)
    )
    page = Document(f"<main><ul>{items}</ul></main>", "https://shop.example/p/9")
    assert len(cards(page)) == found
