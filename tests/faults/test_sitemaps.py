"""Sitemaps that lie, explode or never end: F38 and F39."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING

from tests.faults.rawsite import Hit, RawSite, Reply, http, neighbours, page
from tests.faults.rig import explore

if TYPE_CHECKING:
    from pathlib import Path


def xml(body: str, *headers: str) -> bytes:
    return http(body, "200 OK", *headers, kind="application/xml")


def urlset(*urls: str) -> bytes:
    return xml(
        "<urlset>" + "".join(f"<url><loc>{u}</loc></url>" for u in urls) + "</urlset>"
    )


def index(*urls: str) -> bytes:
    items = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return xml(f"<sitemapindex>{items}</sitemapindex>")


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a '" + "ha" * 50 + "'>"
    + "".join(f"<!ENTITY {chr(98 + n)} '{f'&{chr(97 + n)};' * 10}'>" for n in range(9))
    + "]>"
)  # fmt: skip


def test_hostile_sitemaps_cost_little_and_lead_nowhere(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("http://127.0.0.1/secret")
    with RawSite(host="127.0.0.2") as decoy:

        def answer(hit: Hit) -> Reply | None:
            name, _, number = hit.path.partition("=")
            if name == "/sitemap-chain.xml?n":
                return index(f"{site.url}sitemap-chain.xml?n={int(number) + 1}")
            if name == "/sitemap-child.xml?n":
                return urlset(f"{site.url}ok/19")
            return None

        site = RawSite(fallback=answer)
        with site:
            root = site.url
            external = f"<!DOCTYPE x [<!ENTITY e SYSTEM '{secret.as_uri()}'>]>"
            remote = f"<!DOCTYPE x [<!ENTITY e SYSTEM '{decoy.url}'>]>"
            body = "<urlset><url><loc>&e;</loc></url></urlset>"
            maps: dict[str, Reply] = {
                "/sitemap-laughs.xml": xml(f"{LAUGHS}{body.replace('&e;', '&j;')}"),
                "/sitemap-external.xml": xml(external + body),
                "/sitemap-remote.xml": xml(remote + body),
                "/sitemap-dtd.xml": xml(f"<!DOCTYPE x SYSTEM '{decoy.url}'>{body}"),
                "/sitemap-self.xml": index(f"{root}sitemap-self.xml"),
                "/sitemap-many.xml": index(
                    *[f"{root}sitemap-child.xml?n={n}" for n in range(10_000)]
                ),
                "/sitemap-bomb.xml.gz": http(
                    gzip.compress(b"<urlset>" + b" " * 200 * 2**20, 1),
                    kind="application/gzip",
                ),
                "/sitemap-elsewhere.xml": index(f"{decoy.url}sitemap.xml", "file:///x"),
                "/sitemap-cut.xml": xml(f"<urlset><url><loc>{root}ok/1</loc></url><u"),
                "/sitemap-page.xml": page("No sitemap"),
                "/sitemap-nothing.xml": b"",
                "/sitemap-odd.xml": urlset(f"{decoy.url}x", "file:///etc/passwd", "::"),
            }
            lines = [f"Sitemap: {root.rstrip('/')}{path}" for path in maps]
            lines += [f"Sitemap: {root}sitemap-chain.xml?n=0", f"Sitemap: {decoy.url}"]
            site.replies = maps | {
                "/": page("Start", *neighbours()),
                "/robots.txt": http("\n".join(lines), kind="text/plain"),
            }
            run = explore(root, tmp_path / "out")
    run.assert_neighbours()
    assert run.crawl.exit_code == 0
    assert decoy.connections == 0
    errands = [hit.path for hit in site.hits if hit.path.startswith("/sitemap")]
    assert len(errands) <= 500 + 10
    assert len([path for path in errands if "chain" in path]) <= 4
    assert len([path for path in errands if "self" in path]) == 1
    assert "secret" not in (tmp_path / "out" / "pages.jsonl").read_text()
    assert run.seconds < 60
    # A crawl of healthy pages takes about 130 MB.
    assert run.peak_mb < 130 + 200
