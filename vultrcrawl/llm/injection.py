"""Detects text that addresses a language model (prompt injection).

It warns; it is no defence. The defence is that answers come from closed lists and are
never run, so the worst that such text can do is a wrong label on its own page.
"""

from __future__ import annotations

import base64
import binascii
import re
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from vultrcrawl.llm.invisible import tagged_text, visible_only

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vultrcrawl.page.document import Document

#: Characters looked at in one place; a 5 MB page needn't be read to its end.
_MAX_CHARS = 300_000
_ATTRIBUTES = ("alt", "title", "aria-label", "placeholder", "content", "value")

_OLD = r"(?:previous|prior|above|earlier|preceding|former|existing|other|your|system)"
_RULES = r"(?:instructions?|prompts?|rules|directions|guidelines|commands|context)"
# Each with words of which one must occur, in lower case: finding that none does is a
# hundred times faster than the expression.
_PATTERNS: list[tuple[tuple[str, ...], str]] = [
    # English, with up to four words between the verb and what is to be forgotten.
    (
        (
            "instruction",
            "prompt",
            "rule",
            "direction",
            "guideline",
            "command",
            "context",
        ),
        (
            rf"\b(?:ignore|disregard|forget|override|bypass)\s+(?:\w+\s+){{0,4}}?{_OLD}\s+"
            rf"(?:\w+\s+){{0,2}}?{_RULES}\b"
        ),
    ),
    (
        ("you are now", "you are actually"),
        r"\byou\s+are\s+(?:now|actually)\s+(?:an?|the|in)\s+\w+",
    ),
    (
        ("instruction", "prompt"),
        (
            r"\b(?:new|updated|real|hidden|secret)\s+(?:system\s+)?"
            r"(?:instructions?|prompt)\s*:"
        ),
    ),
    (
        ("prompt", "instructions", "api"),
        (
            r"\b(?:reveal|print|repeat|show|leak|output)\s+(?:me\s+)?(?:your|the)\s+"
            r"(?:system\s+)?(?:prompt|instructions|api[ _-]?key)\b"
        ),
    ),
    (
        ("classify", "label", "mark", "categor", "tag "),
        (
            r"\b(?:classify|label|mark|categori[sz]e|tag)\s+(?:this|every|all|the|each)\s+"
            r"(?:\w+\s+)?(?:page|site|document)s?\s+(?:as|to\s+be)\b"
        ),
    ),
    (
        (" ai", "llm", "gpt", "language model"),
        (
            r"\b(?:attention|note|message|instructions?)\s+(?:(?:to|for)\s+)?"
            r"(?:all |any |the )?(?:ai|llm|gpt|chatgpt|language)[ -]?"
            r"(?:models?|agents?|assistants?)?\b(?=\s*[:,])"
        ),
    ),
    (
        ("if you are a",),
        r"\bif\s+you\s+are\s+an?\s+(?:ai|llm|language\s+model)\b",
    ),
    (
        ("as an ai", "as a language"),
        (
            r"\bas\s+an?\s+(?:ai|language)\s+(?:language\s+)?model,?\s+you\s+"
            r"(?:must|should|will)"
        ),
    ),
    # Turns of chat formats.
    (
        ("<|",),
        (
            r"<\|(?:im_start|im_end|system|user|assistant|endoftext|start_header_id|eot_id)"
            r"\|>"
        ),
    ),
    (("inst]", "sys>>", "_of_turn>"), r"\[/?INST\]|<</?SYS>>|<(?:start|end)_of_turn>"),
    (("system", "assistant"), r"(?m:^\s*(?:#{2,}\s*)?(?:system|assistant)\s*:\s*\S)"),
    # The shape of our own answers.
    (
        ('"page_type"', '"confidence"'),
        (
            r'"(?:page_type|confidence|evidence)"\s*:[^{}]{0,200}?'
            r'"(?:page_type|confidence|evidence)"\s*:'
        ),
    ),
    # German, French, Spanish, Portuguese, Italian, Dutch, Russian, Chinese, Japanese.
    (
        ("anweisungen", "vorgaben"),
        r"\b(?:ignoriere|missachte|vergiss)\w*\s+(?:\w+\s+){0,4}?(?:anweisungen|vorgaben)",
    ),
    (
        ("instructions", "consignes"),
        r"\b(?:ignore[rz]|oublie[rz]?)\s+(?:\w+\s+){0,4}?(?:instructions|consignes)\b",
    ),
    (
        ("instrucciones",),
        r"\b(?:ignor[ae]|olvida|desestima)\s+(?:\w+\s+){0,4}?instrucciones\b",
    ),
    (
        ("instru",),
        r"\b(?:ignor[ae]|esque[çc]a)\s+(?:\w+\s+){0,4}?instru[çc][õo]es\b",
    ),
    (("istruzioni",), r"\b(?:ignora|dimentica)\s+(?:\w+\s+){0,4}?istruzioni\b"),
    (
        ("instructies", "opdrachten"),
        r"\b(?:negeer|vergeet)\s+(?:\w+\s+){0,4}?(?:instructies|opdrachten)\b",
    ),
    (
        ("инструкци", "указани"),
        r"(?:игнорируй|забудь)\w*\s+(?:\w+\s+){0,4}?(?:инструкци|указани)\w+",
    ),
    (("忽略", "无视", "忘记"), r"(?:忽略|无视|忘记).{0,12}(?:指令|指示|提示|说明)"),
    (("無視", "忘れ"), r"(?:指示|命令|プロンプト).{0,8}(?:無視|忘れ)"),
]
_SPEAKS = [(words, re.compile(p, re.IGNORECASE)) for words, p in _PATTERNS]
_BASE64 = re.compile(r"[A-Za-z0-9+/]{24,4000}={0,2}")
_MAX_BASE64 = 20


def detect_injection(document: Document) -> str | None:
    """Return a sentence on the first text of the page that instructs a model, or None.

    Looks at the visible and hidden text, comments, attributes that hold text, Unicode
    tag characters, and text in base64. A page *about* such text is found as well.
    """
    for where, text in _places(document):
        if (quote := order_in(text)) is not None:
            return f"prompt_injection: {where} speaks to a language model: {quote!r}"
    return None


def order_in(text: str) -> str | None:
    """Return what in *text* speaks to a model, at most 80 characters of it."""
    if not text:
        return None
    seen = visible_only(text)
    lower = seen.lower()
    for words, pattern in _SPEAKS:
        if any(word in lower for word in words) and (match := pattern.search(seen)):
            return " ".join(match[0].split())[:80]
    return None


def _places(document: Document) -> Iterator[tuple[str, str]]:
    text = document.text[:_MAX_CHARS]
    hidden = document.hidden_text[:_MAX_CHARS]
    yield "title", document.title[:_MAX_CHARS]
    yield "text", text
    yield "hidden text", hidden
    yield "invisible text", tagged_text(text + hidden)
    yield "comment", _joined(c.text or "" for c in document.root.iter(etree.Comment))
    yield "attribute", _joined(_attributes(document))
    yield "base64 text", _joined(_decoded(text))


def _joined(texts: Iterable[str]) -> str:
    return "\n".join(text[:2000] for text in islice(texts, 1000))[:_MAX_CHARS]


def _attributes(document: Document) -> Iterator[str]:
    for name in _ATTRIBUTES:
        for value in document.root.xpath(f"//@{name}"):
            if len(value) > 20:
                yield value


def _decoded(text: str) -> Iterator[str]:
    for match in list(_BASE64.finditer(text))[:_MAX_BASE64]:
        raw = match[0].rstrip("=")
        try:
            yield base64.b64decode(raw + "=" * (-len(raw) % 4)).decode()
        except (binascii.Error, UnicodeDecodeError):
            continue
