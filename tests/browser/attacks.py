"""Pages whose scripts try to reach where they should not, and who would notice."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Self

from tests.faults.rawsite import Reply, http, redirect

#: What the newest headless Chromium does not do, or not always.
UNSURE = frozenset({"preconnect", "manifest", "icon", "prerender"})
#: What leaves as datagrams, which have no path.
DATAGRAMS = frozenset({"web-transport", "stun", "turn", "stun-of-a-frame"})
#: Scripts by name. Each tries every address in `targets` under its own name.
SCRIPTS = {
    "fetch": "fetch(at)",
    "fetch-simple-post": """
        fetch(at, { method: "POST", mode: "no-cors", body: "x", keepalive: true })""",
    "egg": """
        const form = new FormData();
        form.append("project", "p");
        form.append("version", "1");
        form.append("egg", new Blob(["egg"]), "p.egg");
        const body = form;
        fetch(at + "/addversion.json", { method: "POST", mode: "no-cors", body })""",
    "xhr": """
        const request = new XMLHttpRequest();
        request.open("GET", at);
        request.send()""",
    "beacon": "navigator.sendBeacon(at, 'x')",
    "image": "new Image().src = at",
    "script": "add('script', { src: at })",
    "module": "import(at).catch(() => {})",
    "style": "add('link', { rel: 'stylesheet', href: at })",
    "imported-style": "add('style', {}, `@import url(${at});`)",
    "background": "add('style', {}, `body { background: url(${at}); }`)",
    "font": """
        add("style", {}, `@font-face { font-family: f; src: url(${at}); }
          body { font-family: f; }`)""",
    "video": "add('video', { src: at, preload: 'auto' })",
    "object": "add('object', { data: at })",
    "embed": "add('embed', { src: at })",
    "frame": "add('iframe', { src: at })",
    "frame-in-frame": """
        add("iframe", { srcdoc: `<iframe src="${at}"></iframe><img src="${at}">` })""",
    "prefetch": "add('link', { rel: 'prefetch', href: at })",
    "preload": "add('link', { rel: 'preload', as: 'image', href: at })",
    "modulepreload": "add('link', { rel: 'modulepreload', href: at })",
    "preconnect": "add('link', { rel: 'preconnect', href: at })",
    "prerender": """
        const rules = { prerender: [{ urls: [at] }], prefetch: [{ urls: [at] }] };
        add("script", { type: "speculationrules" }, JSON.stringify(rules))""",
    "manifest": "add('link', { rel: 'manifest', href: at })",
    "icon": "add('link', { rel: 'icon', href: at })",
    "event-source": "new EventSource(at)",
    "web-socket": "new WebSocket(at.replace('http', 'ws'))",
    "web-transport": "new WebTransport(at.replace('http:', 'https:'))",
    "worker": """
        const code = `
          fetch("${at}", { mode: "no-cors" });
          new WebSocket("${at.replace("http", "ws")}-socket");
          try { importScripts("${at}-script"); } catch (error) { /* refused */ }`;
        new Worker(URL.createObjectURL(new Blob([code])))""",
    "shared-worker": """
        const code = `fetch("${at}", { mode: "no-cors" })`;
        new SharedWorker(URL.createObjectURL(new Blob([code])))""",
    "service-worker": """
        navigator.serviceWorker.register("/service-worker/" + n).catch(() => {})""",
    "form": """
        const frame = add("iframe", { name: "into" + n });
        const form = add("form", { action: at, method: "post", target: "into" + n });
        form.submit()""",
    "ping": """
        const link = add("a", { href: "#x", ping: at }, "x");
        link.click()""",
    "open": "window.open(at)",
    "click-away": """
        const link = add("a", { href: at, target: "_blank" }, "x");
        link.click()""",
    "download": "add('a', { href: at, download: 'x' }, 'x').click()",
    "redirected-fetch": "fetch('/to/302/' + n)",
    "redirected-post": "fetch('/to/307/' + n, { method: 'POST', body: 'x' })",
    "redirected-script": "add('script', { src: '/to/302/' + n })",
    "redirected-style": "add('link', { rel: 'stylesheet', href: '/to/307/' + n })",
    "redirected-image": "add('img', { src: '/to/302/' + n })",
    "stun": "call({ urls: at.replace('http://', 'stun:').replace(/[/].*/, '') })",
    "turn": """
        const server = at.replace("http://", "turn:").replace(/[/].*/, "");
        call({ urls: server + "?transport=tcp", username: "u", credential: "c" })""",
    "stun-of-a-frame": """
        const frame = add("iframe", {});
        call({ urls: at.replace("http://", "stun:").replace(/[/].*/, "") },
             frame.contentWindow.RTCPeerConnection)""",
}
#: Scripts that leave the page, so that each needs one of its own.
LEAVING = {
    "location": "location.href = at",
    "replaced-location": "location.replace(at)",
    "refresh": """
        add("meta", { "http-equiv": "refresh", content: `0;url=${at}` })""",
    "submitted-form": """
        add("form", { action: at, method: "post" }).submit()""",
    "base": """
        add("base", { href: at + "/" });
        new Image().src = "image";
        """,
}

#: Scripts of one page.
_AT_ONCE = 8

_PAGE = """<!doctype html><html lang="en"><head><title>waiting</title></head><body>
<main><h1>Attack %(name)s</h1><p>Some words that stand here without any script.</p>
<div id="app"></div></main><script>
const targets = %(targets)s;
function add(tag, attributes, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    made.setAttribute(name, value);
  }
  if (text) { made.textContent = text; }
  (tag === "base" || tag === "meta" ? document.head : document.body).append(made);
  return made;
}
function call(server, Peer) {
  const peer = new (Peer || RTCPeerConnection)({ iceServers: [server] });
  peer.createDataChannel("x");
  peer.createOffer().then((offer) => peer.setLocalDescription(offer));
}
function attempt(name, script) {
  targets.forEach((target, n) => {
    try { script(target + name, n); } catch (error) { /* the next may get further */ }
  });
}
document.title = "ran %(name)s";
document.getElementById("app").textContent = "Written by the script. ".repeat(20);
%(attempts)s
</script></body></html>"""


def _page(name: str, scripts: Mapping[str, str], targets: Sequence[str]) -> str:
    attempts = "".join(
        f"attempt({json.dumps(one)}, (at, n) => {{ {script}; }});\n"
        for one, script in scripts.items()
    )
    return _PAGE % {
        "name": name, "targets": json.dumps(targets), "attempts": attempts
    }  # fmt: skip


def attacks(
    targets: Sequence[str],
) -> tuple[dict[str, Reply], dict[str, frozenset[str]]]:
    """Return what a site replies by path, and its pages with what each attempts.

    Their scripts try to reach *targets*, roots of other servers.
    """
    scripts = list(SCRIPTS.items())
    parts = {
        f"page-{first}": dict(scripts[first : first + _AT_ONCE])
        for first in range(0, len(scripts), _AT_ONCE)
    }
    parts |= {name: {name: script} for name, script in LEAVING.items()}
    replies: dict[str, Reply] = {
        f"/{name}": http(_page(name, part, targets[: 1 if name in LEAVING else None]))
        for name, part in parts.items()
    }
    first_target = targets[0]
    # What the answer itself asks a browser to do.
    replies["/headers"] = http(
        _page("headers", {"violation": "new Image().src = at"}, targets[:1]),
        "200 OK",
        f"Link: <{first_target}linked>; rel=preload; as=script",
        f"Link: <{first_target}>; rel=preconnect",
        f"Content-Security-Policy: img-src 'self'; report-uri {first_target}report",
        f'Reporting-Endpoints: default="{first_target}report"',
        'NEL: {"report_to":"default","max_age":9,"success_fraction":1.0}',
    )
    for number, target in enumerate(targets):
        replies[f"/service-worker/{number}"] = http(
            f"fetch('{target}service-worker', {{ mode: 'no-cors' }})",
            kind="text/javascript",
        )
        replies[f"/to/302/{number}"] = redirect(f"{target}redirected")
        replies[f"/to/307/{number}"] = redirect(
            f"{target}redirected", "307 Temporary Redirect"
        )
    attempts = {name: frozenset(part) for name, part in parts.items()}
    return replies, attempts | {"headers": frozenset({"linked", "report"})}


class Datagrams(AbstractContextManager["Datagrams"]):
    """Counts the datagrams that come in on *port* of *host*."""

    def __init__(self, host: str, port: int) -> None:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.bind((host, port))
        self._socket.settimeout(0.2)
        self._open = True
        self.count = 0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._open = False
        self._thread.join(5)
        self._socket.close()

    def _run(self) -> None:
        while self._open:
            try:
                self._socket.recv(2048)
            except TimeoutError:
                continue
            self.count += 1
