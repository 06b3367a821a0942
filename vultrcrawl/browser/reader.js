// Reads a page in a world of its own: what the page's scripts do to functions of the DOM
// is not seen here. Only what elements are named is: a field called `parentNode` stands
// for the parent of its form, so everything is asked of the prototypes.
(() => {
  "use strict";
  if (globalThis.vultrcrawl) return;
  const TOKEN = "TOKEN-OF-THE-VISIT";
  const { apply } = Reflect;
  const got = (kind, name) => {
    const { get } = Object.getOwnPropertyDescriptor(kind.prototype, name);
    return (node) => apply(get, node, []);
  };
  const method = (kind, name) => {
    const own = kind.prototype[name];
    return (node, ...rest) => apply(own, node, rest);
  };
  const page = document;
  const root = got(Document, "documentElement"), doctype = got(Document, "doctype");
  const state = got(Document, "readyState");
  const named = method(Document, "getElementsByTagName");
  const create = method(Document, "createElement");
  const findInPage = method(Document, "querySelectorAll");
  const findInTree = method(DocumentFragment, "querySelectorAll");
  const listen = method(EventTarget, "addEventListener");
  const dispatch = method(EventTarget, "dispatchEvent");
  const shadow = got(Element, "shadowRoot"), outerHTML = got(Element, "outerHTML");
  const local = got(Element, "localName"), id = got(Element, "id");
  const classes = got(Element, "classList"), attribute = method(Element, "getAttribute");
  const closest = method(Element, "closest"), matches = method(Element, "matches");
  const append = method(Element, "append"), remove = method(Element, "remove");
  const rects = method(Element, "getClientRects");
  const scrollHeight = got(Element, "scrollHeight");
  const clientHeight = got(Element, "clientHeight");
  const clone = method(Node, "cloneNode"), insert = method(Node, "insertBefore");
  const children = got(Node, "childNodes"), parent = got(Node, "parentNode");
  const around = got(Node, "parentElement"), next = got(Node, "nextSibling");
  const connected = got(Node, "isConnected");
  const innerText = got(HTMLElement, "innerText"), click = method(HTMLElement, "click");
  const find = (selector) => [...findInPage(page, selector)];

  const now = () => performance.now();
  const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const frame = () =>
    Promise.race([new Promise((resolve) => requestAnimationFrame(resolve)), pause(1000)]);

  let answered = "";
  listen(page, `${TOKEN}-answer`, (event) => { answered = event.detail; }, true);
  function ask(what) {
    answered = "";
    dispatch(page, new CustomEvent(TOKEN, { detail: what }));
    return answered;
  }

  // At rest: no change of the tree, and no short timer under way. Attributes don't
  // count: animations change them for ever.
  let changed = now();
  new MutationObserver(() => { changed = now(); })
    .observe(page, { subtree: true, childList: true, characterData: true });

  // Resolves to true once nothing has happened for *ms* milliseconds.
  async function quiet(ms) {
    const began = now();
    while (
      state(page) === "loading" || Number(ask("timers"))
      || now() - Math.max(changed, began) < ms
    ) await pause(20);
    return true;
  }

  const size = () => named(page, "*").length;

  // HTML as the scripts have left it: open shadow trees as children of their hosts,
  // without what is for browsers without scripts.
  function html() {
    const added = [];
    const open = (elements) => {
      for (const element of elements) {
        const tree = shadow(element);
        if (!tree) continue;
        open(findInTree(tree, "*"));
        const copy = create(page, "div");
        append(copy, ...[...children(tree)].map((node) => clone(node, true)));
        for (const style of [...copy.querySelectorAll("style")]) remove(style);
        added.push([element, copy]);
      }
    };
    open(find("*"));
    for (const [host, copy] of added) append(host, copy);
    const places = find("noscript").map((note) => [note, parent(note), next(note)]);
    for (const [note] of places) remove(note);
    const kind = doctype(page) ? `<!DOCTYPE ${doctype(page).name}>` : "";
    const text = kind + (root(page) ? outerHTML(root(page)) : "");
    for (const [, copy] of added) remove(copy);
    for (const [note, over, before] of places.reverse()) if (over) insert(over, note, before);
    return text;
  }

  // Scrolls to the end, and everything in between that scrolls by itself.
  async function scroll() {
    for (const element of find("main, [class*=scroll], ul, div")) {
      const [full, shown] = [scrollHeight(element), clientHeight(element)];
      if (full > shown + 50 && shown > 200) {
        const flow = getComputedStyle(element).overflowY;
        if (flow === "auto" || flow === "scroll") element.scrollTop = full;
      }
    }
    const before = size();
    if (root(page)) scrollTo(0, scrollHeight(root(page)));
    // What comes into view is told with the next frame, which a busy machine may draw
    // late.
    await frame();
    await frame();
    return before;
  }

  const text = (value) => (typeof value === "string" ? value : "");
  const seen = (element) =>
    connected(element) && rects(element).length > 0 && element.disabled !== true;
  const words = (element) => {
    const said = element instanceof HTMLElement ? innerText(element) : "";
    return (said || text(element.value) || text(element.title)).trim().slice(0, 200);
  };
  const submits = (element) => element.type === "submit" && closest(element, "form");

  // Presses what says that there is more; null where nothing does.
  function more(pattern) {
    const says = new RegExp(`^(?:${pattern})[\\s\\u2026.>»↓+()\\d/]*$`, "i");
    for (const element of find("button, a, [role=button], input[type=button]")) {
      if (!(element instanceof HTMLElement)) continue;
      if (!says.test(words(element)) || !seen(element)) continue;
      const href = attribute(element, "href");
      if (href && !/^(?:#|javascript:)/i.test(href)) continue; // a link says where to
      if (submits(element)) continue;
      const found = { text: words(element), selector: selector(element), size: size() };
      click(element);
      return found;
    }
    return null;
  }

  function selector(element) {
    const tag = local(element), name = id(element);
    if (name && !/\d{3}/.test(name)) return `${tag}#${CSS.escape(name)}`;
    const names = [...classes(element)].filter((one) => /^[a-z][a-z_-]{2,}$/i.test(one));
    return tag + names.slice(0, 2).map((one) => `.${CSS.escape(one)}`).join("");
  }

  // Routes that elements without an address lead to. Each is pressed, and what it would
  // do to the address is noted and undone by page.js.
  const CHANGES = /\b(?:delete|remove|log ?out|sign ?out|buy|cart|basket|checkout|pay|order|subscribe|unsubscribe|send|submit|save|accept|decline|like|vote|follow|report|share|download|install|play|close|reset|cancel)\b/i;
  const LEADING = "a, [role=link], [onclick], [data-href], [data-url], [data-to], [data-route]";
  async function routes(most) {
    const here = location.href;
    const found = [];
    const candidates = [];
    let looked = 0;
    for (const element of find(
      "a:not([href]), a[href='#'], a[href=''], a[href^='javascript:'], [role=link], [onclick],"
      + " [data-href], [data-url], [data-to], [data-route], li, tr, div, span, article, button, td"
    )) {
      if (candidates.length >= most || ++looked > 3000) break;
      if (!(element instanceof HTMLElement)) continue;
      if (closest(element, "a[href]:not([href='#']):not([href='']):not([href^='javascript:'])")) continue;
      if (closest(element, "form") || element.type === "submit" || !seen(element)) continue;
      const said = words(element);
      if (CHANGES.test(said)) continue;
      if (!matches(element, LEADING)) {
        // Others only where the pointer says so, and at the outermost that says it.
        if (getComputedStyle(element).cursor !== "pointer") continue;
        const outer = around(element);
        if (outer && getComputedStyle(outer).cursor === "pointer") continue;
      }
      candidates.push([element, said]);
    }
    ask("note");
    for (const [element, said] of candidates) {
      click(element);
      await pause(5);
      let noted = ask("noted");
      if (!noted && location.href !== here) {
        noted = location.href;
        history.replaceState(history.state, "", here);
      }
      if (noted && noted !== here) found.push([noted, said]);
    }
    await pause(20);
    ask("forget");
    return found;
  }

  globalThis.vultrcrawl = Object.freeze({ quiet, size, html, scroll, more, routes });
})();
