"""Owns the language model of a crawl: made before it, closed after it."""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING, Any

from scrapy import signals
from scrapy.exceptions import CloseSpider, NotConfigured

from vultrcrawl.errors import LLMError, UsageError
from vultrcrawl.lifecycle.ending import REFUSED
from vultrcrawl.lifecycle.outcome import WHY_REFUSED
from vultrcrawl.llm.config import LLMConfig
from vultrcrawl.spiders.explore import exploring

if TYPE_CHECKING:
    from typing import Self

    from scrapy.crawler import Crawler

    from vultrcrawl.counsel.counsel import Counsel
    from vultrcrawl.llm.model import LanguageModel
    from vultrcrawl.spiders.explore import ExploreSpider

logger = logging.getLogger(__name__)


class LanguageModelExtension:
    """Makes the model that OPENAI_* and VULTRCRAWL_LLM_* describe, if they do.

    With `classifier=llm` a model that can't be used ends the crawl before it begins;
    with `auto` that is found out in the background and told once, pages keep their
    local answer, and the exit code tells.
    Settings: VULTRCRAWL_LLM_*, VULTRCRAWL_CLASSIFY_THRESHOLD.
    Stats: `vultrcrawl/llm/<what>`, the counters of `llm.budget.Usage`.
    """

    def __init__(
        self,
        crawler: Crawler,
        spider: ExploreSpider,
        model: LanguageModel,
        config: LLMConfig,
        counsel: Counsel,
    ) -> None:
        self._crawler = crawler
        self._required = spider.arguments.classifier == "llm"
        self.model = model
        self.name = config.model
        """The model's name, as the server knows it."""
        self.counsel = counsel
        spider.counsel = counsel

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> Self:
        """Make it; NotConfigured without a model, UsageError if one is asked for."""
        spider = exploring(crawler)
        if spider.arguments.classifier == "local":
            raise NotConfigured
        for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL"):
            if crawler.settings.get(name):
                logger.warning("%s is not a setting: set it in the environment", name)
        required = spider.arguments.classifier == "llm"
        config = LLMConfig.from_mapping(crawler.settings, os.environ)
        if config is None:
            if required:
                raise UsageError(
                    "classifier=llm needs a model: set OPENAI_API_KEY (or, for a local "
                    "server, OPENAI_BASE_URL) and VULTRCRAWL_LLM_MODEL"
                )
            raise NotConfigured
        for name in ("openai", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.WARNING)
        # The SDK takes half a second to import: only who has a model pays for it.
        from vultrcrawl.counsel.counsel import Counsel  # noqa: PLC0415 (slow)
        from vultrcrawl.llm.model import LanguageModel  # noqa: PLC0415 (slow)

        model = LanguageModel(config)
        counsel = Counsel(
            model,
            spider.schemas,
            config,
            threshold=crawler.settings.getfloat("VULTRCRAWL_CLASSIFY_THRESHOLD"),
            wanted={one.name: one.about for one in spider.arguments.wanted},
            patient=required,
            stopped=lambda: not crawler.engine.running,
        )
        extension = cls(crawler, spider, model, config, counsel)
        crawler.signals.connect(extension.spider_opened, signals.spider_opened)
        crawler.signals.connect(extension.spider_closed, signals.spider_closed)
        return extension

    async def spider_opened(self) -> None:
        """Ask one small question; wait for it, if the crawl needs the model."""
        if self._required:
            try:
                await self.model.preflight()
            except LLMError as error:
                self._crawler.stats.set_value(WHY_REFUSED, f"classifier=llm: {error}")
                raise CloseSpider(REFUSED) from error
        self.counsel.begin(known=self._required)

    @property
    def rejection(self) -> str | None:
        """Why the server refused key or model, if it never answered."""
        usage = self.model.usage
        return None if usage.answers else usage.rejection

    @property
    def problem(self) -> str | None:
        """Why the model was of no use, if it was of none."""
        usage = self.model.usage
        used = usage.answers or usage.cache_hits
        return None if used else usage.rejection or self.counsel.problem

    def sentence(self) -> str:
        """Return what the model was used for, in one line."""
        usage = self.model.usage
        parts = [
            f"{usage.calls} calls",
            f"{usage.tokens_in} tokens in, {usage.tokens_out} out",
        ]
        if usage.cost is not None:
            parts.append(f"cost {usage.cost:.4f}")
        if usage.cache_hits:
            parts.append(f"{usage.cache_hits} answers from the cache")
        if told := self.counsel.account.sentence():
            parts.append(told)
        return ", ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """Return what site.json tells: cost, questions, and what came of them."""
        counsel = self.counsel
        told = counsel.account.as_dict(counsel.opinions.trust)
        return {"model": self.name, **self.model.usage.as_dict(), **told}

    async def spider_closed(self) -> None:
        """Close the model and publish what it was used for."""
        self.counsel.close()
        await self.model.close()
        stats = self._crawler.stats
        if self.rejection is not None and not self._required:
            stats.set_value(WHY_REFUSED, self.rejection)
        for name, value in self.model.usage.as_dict().items():
            stats.set_value(f"vultrcrawl/llm/{name}", value)
        if unanswered := self.counsel.account.unanswered.total():
            stats.set_value("vultrcrawl/llm/unanswered", unanswered)
