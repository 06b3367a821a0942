"""What readers wrote below an article: people and dates that are not the page's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vultrcrawl.schema.sources.prose import LEAST, PARAGRAPH
from vultrcrawl.schema.sources.view import text_of

if TYPE_CHECKING:
    from vultrcrawl.schema.sources.view import Node, View

#: Classes and ids, as a whole, of lists of comments and of forms for one: WordPress's
#: (``comment_form()``, ``wp_list_comments()``), Disqus's, and what others call theirs.
_COMMENTS: Final = re.compile(
    r"(?:comments?|commentaires?|kommentare?|comentarios|reacties)"
    r"[-_]*(?:area|section|list|wrap(?:per)?|container|template|form|body|respond|thread"
    r"|block|box|content|\d+)?"
    r"|(?!no-|has-|with-)(?:[a-z]+[-_]){1,3}comments(?:(?:__|--)[\w-]+)?"
    r"|respond|reply-title|disqus[-_]thread",
    re.IGNORECASE,
)
_FRAME = frozenset(("body", "main"))


def comments(view: View) -> set[Node]:
    """Return the nodes of a page's comments and of the form for a new one.

    None of a page that has little text besides: a thread is what its comments say.
    """
    found: set[Node] = set()
    for node in view.nodes:  # parents come before children
        # Most have no attributes.
        if node.parent in found or (node.element.keys() and _is_comments(node)):
            found.add(node)
    if not found:
        return found
    lengths = (
        len(text_of(node.element))
        for node in view.nodes
        if node.tag in ("p", "li") and not node.has_block and node not in found
    )
    size = sum(length for length in lengths if length >= PARAGRAPH)
    return found if size >= LEAST else set()


def _is_comments(node: Node) -> bool:
    element = node.element
    if node.tag in _FRAME or not (element.get("class") or element.get("id")):
        return False
    marks = [*(element.get("class") or "").split(), element.get("id") or ""]
    if not any(map(_COMMENTS.fullmatch, marks)):
        return False
    return element.find(".//h1") is None
