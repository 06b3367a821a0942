"""Records questions in files and reads answers from there, for use offline.

For each question there is `<key>.question.json` with its messages and the JSON Schema
of an answer; its answer is `<key>.answer.json`. The key depends on what is asked and on
the words of the prompt, not on the server.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import BaseModel, ValidationError

from vultrcrawl.errors import UsageError
from vultrcrawl.llm.contract import C, strict_schema

if TYPE_CHECKING:
    from vultrcrawl.llm.prompts import Prompt

logger = logging.getLogger(__name__)

#: Longest answer that is read, in bytes.
_MAX_BYTES = 1_000_000


class AnswerRecord:
    """Questions and answers in *folder*, which is made; UsageError if it can't be."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder).expanduser()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise UsageError(f"VULTRCRAWL_LLM_RECORD={folder}: {error}") from None

    def asked(self, key: str, prompt: Prompt, contract: type[BaseModel]) -> None:
        """Write the question *key*, if it isn't there."""
        path = self._folder / f"{key}.question.json"
        if not path.exists():
            question = {
                "key": key,
                "kind": contract.__name__,
                "messages": prompt.messages(),
                "schema": strict_schema(contract),
            }
            self._write(path, json.dumps(question, ensure_ascii=False, indent=1))

    def answer(self, key: str, contract: type[C]) -> C | None:
        """Return the answer to the question *key*; None without a usable one."""
        path = self._folder / f"{key}.answer.json"
        try:
            with path.open("rb") as file:
                return contract.model_validate_json(file.read(_MAX_BYTES))
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            logger.warning("%s is no answer: %s", path, str(error)[:300])
            return None

    def answered(self, key: str, answer: BaseModel) -> None:
        """Write the *answer* to the question *key*."""
        path = self._folder / f"{key}.answer.json"
        self._write(path, answer.model_dump_json(indent=1))

    def _write(self, path: Path, text: str) -> None:
        try:
            path.write_text(text + "\n", encoding="utf-8")
        except OSError as error:
            logger.warning("%s can't be written: %s", path, error)
