// Runs in each page before its own scripts: knows when the page is at rest, makes its
// list grow, and tells its HTML and its routes. Pages can't see it without looking.
(() => {
  "use strict";
  const KEY = Symbol.for("vultrcrawl");
  if (window[KEY]) return;
  const later = window.setTimeout.bind(window);
  const forget = window.clearTimeout.bind(window);
  const now = performance.now.bind(performance);
  const pause = (ms) => new Promise((resolve) => later(resolve, ms));
  const draw = window.requestAnimationFrame.bind(window);
  const frame = () => Promise.race([new Promise(draw), pause(1000)]);

  // What a visitor would have to answer, or never asked for.
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = () => null;
  }
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    delete window[name];
  }

  // At rest: no change of the tree, and no short timer under way. Attributes don't
  // count (animations change them for ever), nor do timers that timers set: a page may
  // look at its clock for ever, too.
  const SHORT = 2000, DEEP = 3;
  let changed = now(), depth = 0;
  const waiting = new Map();
  new MutationObserver(() => { changed = now(); })
    .observe(document, { subtree: true, childList: true, characterData: true });
  window.setTimeout = (work, delay, ...rest) => {
    if (typeof work !== "function") return later(work, delay, ...rest);
    const level = depth + 1;
    const run = () => {
      waiting.delete(id);
      const before = depth;
      depth = level;
      try {
        work(...rest);
      } finally {
        depth = before;
      }
    };
    const id = later(run, delay);
    if (!(Number(delay) > SHORT) && level <= DEEP) waiting.set(id, true);
    return id;
  };
  window.clearTimeout = (id) => { waiting.delete(id); forget(id); };

  // Resolves to true once nothing has happened for *ms* milliseconds.
  async function quiet(ms) {
    const began = now();
    while (
      document.readyState === "loading" || waiting.size
      || now() - Math.max(changed, began) < ms
    ) await pause(20);
    return true;
  }

  const size = () => document.getElementsByTagName("*").length;

  // HTML as the scripts have left it: open shadow trees as children of their hosts,
  // without what is for browsers without scripts.
  function html() {
    const added = [];
    const open = (root) => {
      for (const element of root.querySelectorAll("*")) {
        if (!element.shadowRoot) continue;
        open(element.shadowRoot);
        const copy = document.createElement("div");
        copy.append(...[...element.shadowRoot.childNodes].map((n) => n.cloneNode(true)));
        for (const style of copy.querySelectorAll("style")) style.remove();
        added.push([element, copy]);
      }
    };
    open(document);
    for (const [host, copy] of added) host.append(copy);
    const notes = [...document.querySelectorAll("noscript")];
    const places = notes.map((note) => [note, note.parentNode, note.nextSibling]);
    for (const note of notes) note.remove();
    const kind = document.doctype ? `<!DOCTYPE ${document.doctype.name}>` : "";
    const text = kind + (document.documentElement?.outerHTML ?? "");
    for (const [, copy] of added) copy.remove();
    for (const [note, parent, next] of places.reverse()) parent?.insertBefore(note, next);
    return text;
  }

  // Scrolls to the end, and everything in between that scrolls by itself.
  async function scroll() {
    for (const element of document.querySelectorAll("main, [class*=scroll], ul, div")) {
      if (element.scrollHeight > element.clientHeight + 50 && element.clientHeight > 200) {
        const flow = getComputedStyle(element).overflowY;
        if (flow === "auto" || flow === "scroll") element.scrollTop = element.scrollHeight;
      }
    }
    const before = size();
    window.scrollTo(0, document.documentElement.scrollHeight);
    // What comes into view is told with the next frame, which a busy machine may draw
    // late.
    await frame();
    await frame();
    return before;
  }

  const seen = (element) =>
    element.isConnected && element.getClientRects().length > 0 && !element.disabled;
  const words = (element) =>
    (element.innerText || element.value || element.title || "").trim().slice(0, 200);

  // Presses what says that there is more; null where nothing does.
  function more(pattern) {
    const says = new RegExp(`^(?:${pattern})[\\s\\u2026.>»↓+()\\d/]*$`, "i");
    for (const element of document.querySelectorAll("button, a, [role=button], input[type=button]")) {
      if (!says.test(words(element)) || !seen(element)) continue;
      const href = element.getAttribute("href");
      if (href && !/^(?:#|javascript:)/i.test(href)) continue; // a link says where to
      if (element.type === "submit" && element.form) continue;
      const found = { text: words(element), selector: selector(element), size: size() };
      element.click();
      return found;
    }
    return null;
  }

  function selector(element) {
    const tag = element.localName;
    if (element.id && !/\d{3}/.test(element.id)) return `${tag}#${CSS.escape(element.id)}`;
    const names = [...element.classList].filter((name) => /^[a-z][a-z_-]{2,}$/i.test(name));
    return tag + names.slice(0, 2).map((name) => `.${CSS.escape(name)}`).join("");
  }

  // Routes that elements without an address lead to. Each is pressed, and what it would
  // do to the address is noted and undone: the application doesn't hear of it.
  const CHANGES = /\b(?:delete|remove|log ?out|sign ?out|buy|cart|basket|checkout|pay|order|subscribe|unsubscribe|send|submit|save|accept|decline|like|vote|follow|report|share|download|install|play|close|reset|cancel)\b/i;
  let noted = null;
  const own = { pushState: history.pushState, replaceState: history.replaceState };
  for (const name of ["pushState", "replaceState"]) {
    history[name] = function (state, title, url) {
      if (noted === null) return own[name].call(this, state, title, url);
      if (url !== undefined && url !== null) noted = new URL(url, document.baseURI).href;
      throw new Error("stopped");
    };
  }
  for (const name of ["hashchange", "popstate", "error", "unhandledrejection"]) {
    window.addEventListener(name, (event) => {
      if (noted === null) return;
      event.stopImmediatePropagation();
      event.preventDefault();
    }, true);
  }
  async function routes(most) {
    const here = location.href;
    const found = [];
    const candidates = [];
    let looked = 0;
    for (const element of document.querySelectorAll(
      "a:not([href]), a[href='#'], a[href=''], a[href^='javascript:'], [role=link], [onclick],"
      + " [data-href], [data-url], [data-to], [data-route], li, tr, div, span, article, button, td"
    )) {
      if (candidates.length >= most || ++looked > 3000) break;
      if (element.closest("a[href]:not([href='#']):not([href='']):not([href^='javascript:'])")) continue;
      if (element.closest("form") || element.type === "submit" || !seen(element)) continue;
      const said = words(element);
      if (CHANGES.test(said)) continue;
      const named = element.matches("a, [role=link], [onclick], [data-href], [data-url], [data-to], [data-route]");
      if (!named) {
        // Others only where the pointer says so, and at the outermost that says it.
        if (getComputedStyle(element).cursor !== "pointer") continue;
        const around = element.parentElement;
        if (around && getComputedStyle(around).cursor === "pointer") continue;
      }
      candidates.push([element, said]);
    }
    for (const [element, said] of candidates) {
      noted = "";
      try { element.click(); } catch { /* the page's own trouble */ }
      await pause(5);
      if (!noted && location.href !== here) {
        noted = location.href;
        own.replaceState.call(history, history.state, "", here);
      }
      if (noted && noted !== here) found.push([noted, said]);
    }
    await pause(20);
    noted = null;
    return found;
  }

  Object.defineProperty(window, KEY, {
    value: Object.freeze({ quiet, size, html, scroll, more, routes }),
  });
})();
