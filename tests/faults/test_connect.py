"""Names, ports and certificates that fail: F19 and F20."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme

from tests.faults.rawsite import Exchange, RawSite
from tests.faults.rig import explore, fetch
from tests.support.ports import free_port


@dataclass(frozen=True, slots=True)
class Certificates:
    """An authority that the crawler trusts, and one that it does not."""

    known: trustme.CA
    unknown: trustme.CA
    bundle: Path

    @property
    def env(self) -> dict[str, str]:
        return {"SSL_CERT_FILE": str(self.bundle)}


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    bundle = tmp_path_factory.mktemp("tls") / "authorities.pem"
    known = trustme.CA()
    known.cert_pem.write_to_path(str(bundle))
    return Certificates(known, trustme.CA(), bundle)


def serve_with(certificate: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    return context


async def hang(_: Exchange) -> None:
    await asyncio.sleep(60)


def test_hosts_that_can_not_be_reached(certificates: Certificates) -> None:
    known = certificates.known
    yesterday = datetime.now(UTC) - timedelta(days=1)
    with ExitStack() as stack:
        sites = {
            "good": RawSite(
                host="127.0.3.1", tls=serve_with(known.issue_cert("127.0.3.1"))
            ),
            "expired": RawSite(
                host="127.0.3.2",
                tls=serve_with(known.issue_cert("127.0.3.2", not_after=yesterday)),
            ),
            "unknown authority": RawSite(
                host="127.0.3.3",
                tls=serve_with(certificates.unknown.issue_cert("127.0.3.3")),
            ),
            "another name": RawSite(
                host="127.0.3.4", tls=serve_with(known.issue_cert("127.9.9.9"))
            ),
            "no tls": RawSite(host="127.0.3.5"),
        }
        old = serve_with(known.issue_cert("127.0.3.6"))
        with pytest.deprecated_call():
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        old.set_ciphers("ALL:@SECLEVEL=0")
        sites["old tls"] = RawSite(host="127.0.3.6", tls=old)
        for site in sites.values():
            stack.enter_context(site)
        urls = {
            name: f"https://{site.url.partition('//')[2]}ok/0"
            for name, site in sites.items()
        }
        # Accepts at the level of TCP, and never says a word.
        silent = stack.enter_context(socket.create_server(("127.0.3.7", 0)))
        urls["no handshake"] = f"https://127.0.3.7:{silent.getsockname()[1]}/"
        urls["refused"] = f"http://127.0.3.8:{free_port()}/"
        urls["no name"] = "http://nowhere.test/"
        urls["slow name"] = "http://slow.test/"
        urls["no label"] = "http://a..test/"
        urls["long label"] = f"http://{'a' * 64}.test/"
        outcomes = fetch(
            "http://start.test/",
            list(urls.values()),
            env=certificates.env,
            VULTRCRAWL_EGRESS_ALLOW="127.0.3.0/24",
            CONCURRENT_REQUESTS=20,
        )
    said = {name: outcomes[url]["error"] for name, url in urls.items()}
    assert said["good"] is None
    assert said["expired"] == "tls: certificate has expired"
    assert said["unknown authority"].startswith("tls: unable to get local issuer")
    assert said["another name"].startswith("tls: IP address mismatch")
    assert said["no tls"].startswith("tls: ")
    assert said["old tls"].startswith(("tls: ", "reset: "))
    assert "timeout: no answer in" in said["no handshake"]
    assert said["refused"].startswith("refused:")
    for name in ("no name", "slow name", "no label", "long label"):
        assert said[name].startswith(("dns:", "url:")), (name, said[name])
    for name in ("expired", "unknown authority", "another name", "no tls", "old tls"):
        assert not sites[name].hits


def test_certificates_can_be_left_unchecked_and_rows_say_so(
    certificates: Certificates, tmp_path: Path
) -> None:
    self_signed = serve_with(certificates.unknown.issue_cert("127.0.0.1"))
    with RawSite(tls=self_signed) as site:
        run = explore(
            site.url,
            tmp_path / "out",
            DOWNLOAD_VERIFY_CERTIFICATES=False,
            arguments={"max_pages": 3},
        )
    assert run.crawl.exit_code == 0
    assert len(run.crawl.pages) == 3
    for row in run.crawl.pages.values():
        assert any("certificate" in warning for warning in row["warnings"])


@pytest.fixture(params=["expired", "refused", "no name"])
def unreachable(
    request: pytest.FixtureRequest, certificates: Certificates
) -> Iterator[str]:
    if request.param == "refused":
        yield f"http://127.0.0.1:{free_port()}/"
    elif request.param == "no name":
        yield "http://nowhere.test/"
    else:
        yesterday = datetime.now(UTC) - timedelta(days=1)
        expired = certificates.known.issue_cert("127.0.0.1", not_after=yesterday)
        with RawSite(tls=serve_with(expired)) as site:
            yield site.url


def test_a_start_url_out_of_reach_is_said_in_one_line(
    unreachable: str, certificates: Certificates, tmp_path: Path
) -> None:
    run = explore(unreachable, tmp_path / "out", env=certificates.env)
    assert run.crawl.exit_code == 5
    assert any(
        cause in run.crawl.stderr
        for cause in ("tls: certificate has expired", "refused: ", "dns: ")
    )
    assert len(run.crawl.pages) == 1
