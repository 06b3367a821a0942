"""The name server of the suite: nobody outside is asked."""

from __future__ import annotations

import asyncio
import socket
from collections import Counter

from aiohttp.abc import AbstractResolver, ResolveResult

# What a name means the first time, the second, and so on; the last holds.
NAMES = {
    "site.test": ["127.0.0.1"],
    "inner.site.test": ["127.0.0.2"],
    "six.site.test": ["::1"],
    "mapped.site.test": ["::ffff:127.0.0.2"],
    "rebind.test": ["127.0.0.1", "127.0.0.2"],
    # After robots.txt and the page itself.
    "rebind-late.test": ["127.0.0.1", "127.0.0.1", "127.0.0.2"],
    "metadata.site.test": ["169.254.169.254"],
}
_asked: Counter[str] = Counter()


class SuiteResolver(AbstractResolver):
    """Knows *NAMES*; `slow.test` never answers, and there is no other name."""

    async def resolve(
        self,
        host: str,
        port: int = 0,
        family: socket.AddressFamily = socket.AF_INET,  # noqa: ARG002 (as aiohttp calls it)
    ) -> list[ResolveResult]:
        if host == "slow.test":
            await asyncio.sleep(3600)
        answers = NAMES.get(host.rstrip("."))
        if answers is None:
            raise OSError(f"no such name as {host}")
        address = answers[min(_asked[host], len(answers) - 1)]
        _asked[host] += 1
        kind = socket.AF_INET6 if ":" in address else socket.AF_INET
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=kind,
                proto=socket.IPPROTO_TCP,
                flags=socket.AI_NUMERICHOST,
            )
        ]

    async def close(self) -> None:
        pass
