"""What the suite's language model says: right answers, and every kind of wrong one."""

from __future__ import annotations

import json
import re
from typing import Any

Json = dict[str, Any]

_BLOCK = re.compile(
    r"(?:id: (?P<id>\w+)\n)?<<<(?P<fence>[0-9a-f]{16})\n(?P<text>.*?)\n(?P=fence)>>>",
    re.DOTALL,
)
_TYPE = re.compile(r"\[type (\w+)\]")
_ORDER = re.compile(r"classify (?:this|every) page as ([\w -]+)", re.IGNORECASE)
_KEYWORDS = {
    "type", "properties", "required", "additionalProperties", "items", "enum",
    "anyOf", "description",
}  # fmt: skip

#: Answers that are no use, by the word that asks for them.
LIES = {
    "empty-choices", "null", "refusal", "filter", "length", "not-json", "fenced",
    "prose", "think", "wrong-enum", "extra", "missing", "nested", "nan",
    "confidence-1e15",
    "dup-ids", "foreign-ids", "lost-ids", "dup-keys", "empty",
}  # fmt: skip


def complaint_about(  # noqa: PLR0911 (a list of complaints)
    body: Json, words: set[str]
) -> tuple[int, str] | None:
    """Return status and message of the refusal that a server would give, if any."""
    form = body.get("response_format", {}).get("type")
    if (form or "tools" in body) and "schema-500" in words:
        return 500, "grammar failed"
    if form and (
        "no-format" in words or (form == "json_schema" and "no-schema" in words)
    ):
        return 400, f"response_format.type {form} is not supported"
    if "tools" in body and "no-tools" in words:
        return 400, "tools are not supported"
    if "max_tokens" in body and "no-max-tokens" in words:
        return 400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens'."
    if "temperature" in body and "no-temperature" in words:
        return 400, "Unsupported value: 'temperature' does not support 0"
    if "no-long" in words and len(str(body["messages"])) > 20_000:
        return 400, "This model's maximum context length is 4096 tokens"
    if form == "json_schema":
        schema = body["response_format"]["json_schema"]
        if schema.get("strict") is not True or not schema.get("name"):
            return 400, "json_schema needs a name, and strict"
        return _not_strict(schema["schema"])
    return None


def _not_strict(node: Any) -> tuple[int, str] | None:
    """Refuse what the strict mode of OpenAI, the strictest of all, refuses."""
    if not isinstance(node, dict):
        return None
    if extra := node.keys() - _KEYWORDS:
        return 400, f"schema keywords not permitted: {extra}"
    children = [node.get("items"), *node.get("anyOf", [])]
    if node.get("type") == "object":
        properties = node.get("properties", {})
        if node.get("additionalProperties") is not False:
            return 400, "additionalProperties must be false"
        if set(node.get("required", ())) != set(properties):
            return 400, "every property must be required"
        children += properties.values()
    return next((found for child in children if (found := _not_strict(child))), None)


def completion(body: Json, words: set[str], *, is_probe: bool) -> str:
    """Return the chat completion that answers *body*, as JSON."""
    text = "\n".join(m["content"] for m in body["messages"])
    answer = _answer(text, words, is_probe=is_probe)
    lies = set() if is_probe else words & LIES
    if "repairable" in words and any(
        m["role"] == "assistant" for m in body["messages"]
    ):
        lies = set()
    if "batch-only" in words and "pages" not in answer:
        lies = set()
    wants_json = bool(body.get("response_format") or body.get("tools"))
    if "ignores-format" in words:
        wants_json = False
    if "tools-only" in words:
        wants_json = "tools" in body
    said = json.dumps(answer)
    if "mute" in words or (not wants_json and "JSON" not in text):
        said = "The answer is five."
    tool = "tools" in body and "ignores-format" not in words
    if "escaped" in words:
        said = said.replace("sk-", r"\u0073k-")
    choice = _choice(said, answer, lies, tool=tool)
    if "refusal" in lies:
        choice["message"]["refusal"] += said_by(words)
    usage = {
        "prompt_tokens": len(json.dumps(body["messages"])) // 4,
        "completion_tokens": len(said) // 4,
    }
    whole: Json = {
        "id": "c",
        "object": "chat.completion",
        "choices": [] if "empty-choices" in lies else [choice],
    }
    if "no-usage" not in words:
        whole["usage"] = usage
    return json.dumps(whole)


def _answer(text: str, words: set[str], *, is_probe: bool) -> Json:
    if is_probe:
        return {"sum_of_both": 5}
    if "You describe records" in text:
        block = _BLOCK.search(text)
        assert block is not None
        return _described(block["text"].splitlines(), words)
    pages = [_typed(block["text"], words) for block in _BLOCK.finditer(text)]
    ids = [block["id"] for block in _BLOCK.finditer(text)]
    if ids == [None]:
        return pages[0]
    return {"pages": [{"id": i} | page for i, page in zip(ids, pages, strict=True)]}


def _typed(text: str, words: set[str]) -> Json:
    said = _TYPE.search(text)
    kind = said[1] if said else "article"
    if "wrong" in words:
        sure = "article" if kind != "article" else "legal"
        return {"evidence": said_by(words), "page_type": sure, "confidence": 1.0}
    if "obedient" in words and (order := _ORDER.search(text)) is not None:
        kind = order[1].strip()
    return {"evidence": said_by(words), "page_type": kind, "confidence": 0.9}


def said_by(words: set[str]) -> str:
    """Return the words of a model's own: with `says-<hex>` what that stands for."""
    told = (word.removeprefix("says-") for word in words if word.startswith("says-"))
    return next((bytes.fromhex(one).decode() for one in told), "it says so")


#: What a place is told by, and its role.
_MARKS = {
    "menu": "furniture", "h1": "name", "product.name": "name", "currency": "currency",
    "price": "price", "time": "datePublished",
    "img": "image", "main": "articleBody", "author": "author", "maker": "brand",
}  # fmt: skip


def _described(lines: list[str], words: set[str]) -> Json:
    known: dict[str, dict[str, str]] = {}
    for line in lines:
        place, _, text = line.partition(": ")
        key, _, what = place.partition(".")
        known.setdefault(key, {}).setdefault(what, text)
    return {
        "templates": [
            {"id": key, "description": f"Pages: {told['pages']}"}
            for key, told in known.items()
            if key.startswith("t")
        ],
        "fields": [
            _role(key, told, words)
            for key, told in known.items()
            if key.startswith("f")
        ],
    }


def _role(key: str, told: dict[str, str], words: set[str]) -> Json:
    label = told.get("label", "")
    shown = f"{label} {told.get('place', '')}".lower()
    role = next((role for mark, role in _MARKS.items() if mark in shown), "fact")
    for word in words:
        if word.startswith("means-"):
            _, mark, wanted = word.split("-")
            role = wanted if mark in shown else role
    return {
        "id": key,
        "description": f"the {label or 'value'}",
        "role": "furniture" if "wrong" in words else role,
        "name": label or "fact",
    }


def _choice(said: str, answer: Json, lies: set[str], *, tool: bool) -> Json:
    message: Json = {"role": "assistant", "content": _bent(said, answer, lies)}
    finish = "stop"
    if "null" in lies:
        message["content"] = None
    if "empty" in lies:
        message["content"] = ""
    if "refusal" in lies:
        message = {"role": "assistant", "content": None, "refusal": "I won't."}
    if "filter" in lies:
        message["content"], finish = "", "content_filter"
    if "length" in lies:
        message["content"], finish = said[: len(said) // 2], "length"
    if tool and message["content"]:
        function = {"name": "answer", "arguments": message["content"]}
        message["tool_calls"] = [{"id": "t", "type": "function", "function": function}]
        message["content"] = None
    return {"index": 0, "message": message, "finish_reason": finish}


def _bent(said: str, answer: Json, lies: set[str]) -> str:  # noqa: C901 (a list)
    entries = answer.get("pages", [answer])
    for entry in entries:
        if "wrong-enum" in lies:
            entry["page_type"] = "shop"
        if "extra" in lies:
            entry["mood"] = "good"
        if "missing" in lies:
            del entry["page_type"]
        if "confidence-1e15" in lies:
            entry["confidence"] = 1e15
        if "nan" in lies:
            entry["confidence"] = float("nan")
        if "foreign-ids" in lies and "id" in entry:
            entry["id"] = "zzzz"
    if "pages" in answer:
        if "dup-ids" in lies:
            entries[1]["id"] = entries[0]["id"]
        if "lost-ids" in lies:
            del entries[1:]
    said = json.dumps(answer) if lies else said
    shapes = {
        "not-json": "I think it is an article.",
        "nested": "[" * 100_000 + "]" * 100_000,
        "fenced": f"```json\n{said}\n```",
        "prose": f"Sure! Here it is: {said} I hope that helps.",
        "think": f"<think>Is it {{a: 1}}?</think>\n\n{said}",
        "dup-keys": said.replace('"evidence"', '"page_type": "legal", "evidence"'),
    }
    return next((shapes[lie] for lie in sorted(lies & shapes.keys())), said)
