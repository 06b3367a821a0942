"""Structured-output modes: json_schema, tool call, json_object, prompt.

`response_format` is not universal among servers that call themselves compatible, and
some take it and ignore it. So the best rung that works is found once for a server and
model, with a question whose answer can't have the right form by chance.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Self

from vultrcrawl.llm.contract import strict_schema

if TYPE_CHECKING:
    from pydantic import BaseModel

Message = dict[str, str]


class Rung(StrEnum):
    """Ways to ask for an answer in a form, the surest first."""

    JSON_SCHEMA = "json_schema"
    """The server holds the model to a JSON Schema."""
    TOOL = "tool"
    """The answer is the arguments of a tool that the model must call."""
    JSON_OBJECT = "json_object"
    """The server sees to JSON; the form is asked for in words."""
    PROMPT = "prompt"
    """The form is asked for in words."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """What one server and model understand."""

    rung: Rung
    limit: str = "max_tokens"
    """Name of the parameter that bounds an answer; newer models of OpenAI's want
    `max_completion_tokens`."""
    temperature: bool = True
    """Whether a temperature may be given; reasoning models refuse it."""

    def body(
        self, messages: list[Message], contract: type[BaseModel], max_tokens: int
    ) -> dict[str, Any]:
        """Return the parameters of a chat completion that asks for a *contract*."""
        schema = strict_schema(contract)
        name = contract.__name__.lower()
        body: dict[str, Any] = {"messages": messages, self.limit: max_tokens}
        if self.temperature:
            body["temperature"] = 0
        if self.rung is Rung.JSON_SCHEMA:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": name, "strict": True, "schema": schema},
            }
        elif self.rung is Rung.TOOL:
            function = {
                "name": name,
                "description": "Give the answer.",
                "parameters": schema,
            }
            body["tools"] = [{"type": "function", "function": function}]
            body["tool_choice"] = {"type": "function", "function": {"name": name}}
        else:
            if self.rung is Rung.JSON_OBJECT:
                body["response_format"] = {"type": "json_object"}
            system, *rest = messages
            form = (
                "\n\nAnswer with one JSON object and nothing else. It must fit this "
                f"JSON Schema:\n{json.dumps(schema, ensure_ascii=False)}"
            )
            body["messages"] = [system | {"content": system["content"] + form}, *rest]
        return body

    def after_refusal(self, message: str) -> Self | None:
        """Return the dialect to try after a 400 that says *message*, if it helps."""
        if self.limit == "max_tokens" and "max_completion_tokens" in message:
            return replace(self, limit="max_completion_tokens")
        if self.temperature and "temperature" in message:
            return replace(self, temperature=False)
        return None

    def dump(self) -> str:
        """Return it as text for the cache."""
        return json.dumps([self.rung, self.limit, self.temperature])

    @classmethod
    def load(cls, text: str) -> Self | None:
        """Read what dump() gave; None for anything else."""
        try:
            rung, limit, temperature = json.loads(text)
            known = limit in ("max_tokens", "max_completion_tokens")
            return cls(Rung(rung), limit, bool(temperature)) if known else None
        except (ValueError, TypeError):
            return None
