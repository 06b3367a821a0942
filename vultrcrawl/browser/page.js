// Runs in each page before its own scripts, in their world: keeps them from bothering a
// visitor, and knows what only it can see: timers under way, and routes taken. It tells
// the reader (reader.js), in events of a name that the page doesn't know. All that it
// needs later it takes now: pages replace what they like.
(() => {
  "use strict";
  const TOKEN = "TOKEN-OF-THE-VISIT";
  const { apply } = Reflect;
  const later = window.setTimeout.bind(window);
  const forget = window.clearTimeout.bind(window);
  const Address = URL, Told = CustomEvent, Number_ = Number;
  const dispatch = EventTarget.prototype.dispatchEvent;
  const detail = Object.getOwnPropertyDescriptor(Told.prototype, "detail").get;
  const base = Object.getOwnPropertyDescriptor(Node.prototype, "baseURI").get;
  const stop = Event.prototype.stopImmediatePropagation;
  const prevent = Event.prototype.preventDefault;
  const page = document;

  // What a visitor would have to answer, or never asked for.
  for (const name of ["alert", "confirm", "prompt", "print", "open"]) {
    window[name] = () => null;
  }
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    delete window[name];
  }

  // Short timers under way, without those that timers set: a page may look at its clock
  // for ever.
  const SHORT = 2000, DEEP = 3;
  const waiting = Object.create(null);
  let count = 0, depth = 0;
  const done = (id) => {
    if (waiting[id]) {
      delete waiting[id];
      count -= 1;
    }
  };
  window.setTimeout = (work, delay, ...rest) => {
    if (typeof work !== "function") return later(work, delay);
    const level = depth + 1;
    const run = () => {
      done(id);
      const before = depth;
      depth = level;
      try {
        apply(work, window, rest);
      } finally {
        depth = before;
      }
    };
    const id = later(run, delay);
    if (!(Number_(delay) > SHORT) && level <= DEEP) {
      waiting[id] = true;
      count += 1;
    }
    return id;
  };
  window.clearTimeout = (id) => { done(id); forget(id); };

  // While elements are pressed, what they would do to the address is noted and undone:
  // the application doesn't hear of it.
  let noted = null;
  for (const name of ["pushState", "replaceState"]) {
    const own = history[name];
    history[name] = function (state, title, url) {
      if (noted === null) return apply(own, this, [state, title, url]);
      if (url !== undefined && url !== null) {
        noted = new Address(url, apply(base, page, [])).href;
      }
      throw new Error("stopped");
    };
  }
  for (const name of ["hashchange", "popstate", "error", "unhandledrejection"]) {
    window.addEventListener(name, (event) => {
      if (noted === null) return;
      apply(stop, event, []);
      apply(prevent, event, []);
    }, true);
  }

  page.addEventListener(TOKEN, (event) => {
    const asked = apply(detail, event, []);
    let answer = "";
    if (asked === "timers") answer = `${count}`;
    else if (asked === "note") noted = "";
    else if (asked === "noted") {
      answer = noted || "";
      noted = "";
    } else if (asked === "forget") noted = null;
    apply(dispatch, page, [new Told(`${TOKEN}-answer`, { detail: answer })]);
  }, true);
})();
