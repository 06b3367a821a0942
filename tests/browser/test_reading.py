"""Pages that replace functions of the DOM, and buttons that would change something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.browser.rig import Browsed, browse
from tests.support.site import Answer, Site, links, page

pytestmark = pytest.mark.browser

#: Scripts that replace what a reader of pages would use, and names that stand for it.
REPLACED = {
    "find": """
        const find = ["getElementsByTagName", "querySelectorAll", "createElement"];
        for (const name of find) {
            document[name] = Document.prototype[name] = () => { throw Error(name); };
        }""",
    "arrays": """
        Object.defineProperty(Array.prototype, "map", { value: null });
        Array.prototype[Symbol.iterator] = function* () {};
        Array.prototype.push = () => 0;""",
    "sizes": """
        for (const kind of [HTMLCollection, NodeList]) {
            Object.defineProperty(kind.prototype, "length", { get: () => "many" });
        }
        Object.defineProperty(Array.prototype, "toJSON", { value: () => "none" });""",
    "elements": """
        for (const name of ["outerHTML", "shadowRoot"]) {
            Object.defineProperty(Element.prototype, name, { get: () => 7 });
        }
        Element.prototype.getClientRects = HTMLElement.prototype.click = null;""",
    "globals": """
        for (const name of [
            "Promise", "Map", "Set", "URL", "CustomEvent", "MutationObserver", "JSON",
            "Object", "Reflect", "Number", "performance", "requestAnimationFrame",
        ]) {
            try { window[name] = undefined; } catch {}
        }""",
    "timers": "window.setTimeout = window.clearTimeout = () => { throw Error(); };",
    "events": """
        EventTarget.prototype.dispatchEvent = null;
        EventTarget.prototype.addEventListener = null;
        Object.defineProperty(CustomEvent.prototype, "detail", { get: () => null });""",
    "ours": "window.vultrcrawl = window[Symbol.for('vultrcrawl')] = {};",
    "names": """
        for (const name of [
            "documentElement", "querySelectorAll", "getElementsByTagName", "doctype",
            "readyState", "createElement", "addEventListener", "dispatchEvent",
        ]) {
            const form = document.createElement("form");
            form.name = name;
            document.body.append(form);
        }
        const form = document.querySelector("form");
        const names = ["parentNode", "shadowRoot", "innerText", "click", "closest"];
        for (const name of names) {
            const field = document.createElement("input");
            field.name = name;
            form.append(field);
        }
        form.setAttribute("role", "link");""",
}  # fmt: skip


LIST = page(
    "List",
    f"""<ul id=list>{"".join(f"<li>Entry {n}</li>" for n in range(8))}</ul>
    <button id=more>Load more</button><script>
    const load = (method, headers) => fetch("/entries?" + method, {{
        method: method.split("&")[0], headers,
    }}).then(() => {{
        for (let n = 0; n < 5; n++) {{
            const item = document.createElement("li");
            item.textContent = "Entry of " + method + " " + n;
            document.getElementById("list").append(item);
        }}
    }});
    document.getElementById("more").onclick = () => {{
        for (const m of ["DELETE", "PUT", "PATCH", "POST", "GET"]) load(m);
        load("GET&_method=delete"); load("HEAD", {{"X-HTTP-Method-Override": "PUT"}});
    }};
    </script>""",
)


@pytest.fixture(scope="module")
def read(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Site, Browsed]]:
    """Return a site of all these pages and a list, and what was read of it."""
    answers: dict[str, str | Answer] = {
        f"/{name}": page(
            f"Static {name}",
            f"<p>Words of {name}.</p><div id=app></div><script>const app = "
            f"document.getElementById('app'); app.textContent = 'Written of {name}.';"
            f"document.title = 'Rendered {name}';{script}</script>",
        )
        for name, script in REPLACED.items()
    }
    answers["/list"] = LIST
    answers["/"] = page("Index", links(*answers))
    with Site(answers, fallback=lambda _: "{}") as site:
        folder = tmp_path_factory.mktemp("replaced")
        yield site, browse(site.url, folder, render="always")


@pytest.mark.parametrize("name", REPLACED)
def test_it_is_read_whatever_is_replaced(name: str, read: tuple[Site, Browsed]) -> None:
    row = read[1].pages[f"{read[0].url}{name}"]
    assert row["rendering"] == "rendered", row["warnings"]
    assert row["title"] == f"Rendered {name}"
    assert row["warnings"] == []


def test_only_safe_methods_are_sent_by_pressing(read: tuple[Site, Browsed]) -> None:
    site, browsed = read
    asked = [hit for hit in site.paths() if hit.startswith("/entries")]
    assert set(asked) == {"/entries?GET"}
    warnings = browsed.pages[f"{site.url}list"]["warnings"]
    assert any("not sent by pressing" in warning for warning in warnings)
