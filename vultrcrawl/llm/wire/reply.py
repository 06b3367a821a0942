"""Parses responses of a model's server: envelope and answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import pydantic_core
from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from vultrcrawl.errors import LLMInvalid, LLMRefused, LLMTruncated

if TYPE_CHECKING:
    from collections.abc import Callable

    from vultrcrawl.llm.contract import C

#: Longest piece of a server's words that goes into an error.
_SHOWN = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_THOUGHTS = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)


def _count(value: object) -> int:
    if isinstance(value, int | float) and 0 <= value < 1e12:
        return int(value)
    return 0


_Count = Annotated[int, BeforeValidator(_count)]


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="ignore")


class _Function(_Envelope):
    arguments: str | dict[str, Any] | None = None


class _ToolCall(_Envelope):
    function: _Function | None = None


class _Message(_Envelope):
    content: str | None = None
    refusal: str | None = None
    tool_calls: list[_ToolCall] | None = None


class _Choice(_Envelope):
    message: _Message | None = None
    finish_reason: str | None = None


class _Usage(_Envelope):
    prompt_tokens: _Count = 0
    completion_tokens: _Count = 0


class _Error(_Envelope):
    message: str


class _Failed(_Envelope):
    error: _Error


class _Completion(_Envelope):
    choices: list[_Choice]
    usage: _Usage | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of a model, unread."""

    text: str
    """What it wrote, or the arguments of the tool it called; empty if nothing."""
    finish: str | None
    """`stop`, `length`, `content_filter`, `tool_calls`."""
    refusal: str | None
    """Why it declined."""
    tokens_in: int
    """Tokens read, by the server's word; 0 if it doesn't say."""
    tokens_out: int
    """Tokens written, likewise."""


def read_reply(body: bytes) -> Reply:
    """Read a chat completion; raises ValueError if *body* isn't one.

    The parser is pydantic's, which bounds nesting; json.loads would end in a
    RecursionError.
    """
    completion = _Completion.model_validate_json(body)
    choice = completion.choices[0] if completion.choices else _Choice()
    message = choice.message or _Message()
    text = message.content or ""
    for call in message.tool_calls or ():
        if call.function is not None and call.function.arguments is not None:
            arguments = call.function.arguments
            text = (
                arguments
                if isinstance(arguments, str)
                else pydantic_core.to_json(arguments).decode()
            )
            break
    usage = completion.usage or _Usage()
    return Reply(
        text=text,
        finish=choice.finish_reason,
        refusal=message.refusal or None,
        tokens_in=usage.prompt_tokens,
        tokens_out=usage.completion_tokens,
    )


def read_error(body: bytes) -> str:
    """Return the message of an error that was sent with status 200; empty if none."""
    try:
        return _Failed.model_validate_json(body).error.message
    except ValueError:
        return ""


def usable(
    reply: Reply,
    contract: type[C],
    clean: Callable[[str], str] = str,
    *,
    last: bool = False,
) -> C:
    """Return the answer in *reply*; raises LLMRefused, LLMTruncated or LLMInvalid.

    *clean* takes the key out of a text: a server knows it, and its model may say it.
    With *last* nobody will ask again: then of a list that was cut off the entries that
    came whole are the answer.
    """
    if reply.refusal:
        raise LLMRefused(f"the model declined: {shown_error(clean(reply.refusal))}")
    if reply.finish == "content_filter":
        raise LLMRefused("a content filter cut the answer off")
    try:
        answer = read_answer(clean(reply.text), contract)
        # Once more: JSON can spell a letter in many ways.
        return contract.model_validate_json(clean(answer.model_dump_json()))
    except ValueError as error:
        if reply.finish == "length":
            whole = _whole_entries(clean(reply.text), contract) if last else None
            if whole is not None:
                return contract.model_validate_json(clean(whole.model_dump_json()))
            raise LLMTruncated(
                "the answer was cut at its length limit; a reasoning model needs a "
                "larger VULTRCRAWL_LLM_ANSWER_TOKENS"
            ) from None
        raise LLMInvalid(clean(complaint(error))) from None


def _whole_entries(text: str, contract: type[C]) -> C | None:
    """Return what came whole of an answer that is lists; None if nothing did."""
    start = text.find("{")
    if start < 0:
        return None
    try:
        data = pydantic_core.from_json(text[start:], allow_partial=True)
    except ValueError:
        return None
    lists = {
        name: value
        for name, value in (data.items() if isinstance(data, dict) else ())
        if name in contract.model_fields and isinstance(value, list)
    }
    if not lists:
        return None
    # The last entry may be cut: a number, too, that reads as another one.
    name, entries = lists.popitem()
    lists[name] = entries[:-1]
    if not any(lists.values()):
        return None
    whole = {key: lists.get(key, []) for key in contract.model_fields}
    try:
        return contract.model_validate(whole)
    except ValidationError:
        return None


def read_answer(text: str, contract: type[C]) -> C:
    """Return the answer in *text*; raises ValueError (pydantic's, if it is JSON).

    Fences, thoughts and prose around the one JSON object are passed over.
    """
    text = _THOUGHTS.sub("", text).strip()
    if not text:
        raise ValueError("the answer is empty")
    try:
        return contract.model_validate_json(text)
    except ValidationError as error:
        start, end = text.find("{"), text.rfind("}")
        if start < 0 or end < start or (start == 0 and end == len(text) - 1):
            raise
        try:
            return contract.model_validate_json(text[start : end + 1])
        except ValidationError as inner:
            # The better complaint is the one about the form, not about the prose.
            raise inner if _is_json(text[start : end + 1]) else error from None


def _is_json(text: str) -> bool:
    try:
        pydantic_core.from_json(text)
    except ValueError:
        return False
    return True


def complaint(error: ValueError) -> str:
    """Return what is wrong with an answer, in words for the model that gave it."""
    if not isinstance(error, ValidationError):
        return str(error)
    lines = []
    for problem in error.errors(include_url=False, include_context=False)[:5]:
        where = ".".join(str(part) for part in problem["loc"]) or "answer"
        lines.append(f"{where}: {problem['msg']}")
    return shown_error("; ".join(lines), 600)


def shown_error(text: str, most: int = _SHOWN) -> str:
    """Return *text* fit for a log line: control characters out, at most *most* long."""
    clean = _CONTROL.sub(" ", text[: most * 4]).strip()
    return clean if len(clean) <= most else clean[: most - 1] + "…"
