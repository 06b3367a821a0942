// What scripts of ordinary pages do: a menu, a banner, lazy pictures, a form's check.
(function (window, document) {
  "use strict";

  function Query(found) {
    this.length = found.length;
    for (let at = 0; at < found.length; at += 1) {
      this[at] = found[at];
    }
  }

  const $ = (what) => {
    if (typeof what === "function") {
      if (document.readyState === "loading") {
        document.addEventListener("DOMContentLoaded", what);
      } else {
        what();
      }
      return $;
    }
    return new Query(what.nodeType ? [what] : document.querySelectorAll(what));
  };

  $.fn = Query.prototype;
  $.fn.each = function each(visit) {
    for (let at = 0; at < this.length; at += 1) {
      visit.call(this[at], at, this[at]);
    }
    return this;
  };
  $.fn.addClass = function addClass(name) {
    return this.each((_, one) => one.classList.add(name));
  };
  $.fn.toggleClass = function toggleClass(name) {
    return this.each((_, one) => one.classList.toggle(name));
  };
  $.fn.on = function on(kind, listener) {
    return this.each((_, one) => one.addEventListener(kind, listener));
  };
  $.fn.attr = function attr(name, value) {
    if (value === undefined) {
      return this.length ? this[0].getAttribute(name) : undefined;
    }
    return this.each((_, one) => one.setAttribute(name, value));
  };
  $.fn.append = function append(html) {
    return this.each((_, one) => one.insertAdjacentHTML("beforeend", html));
  };
  window.$ = $;

  $(() => {
    $("html").addClass("js");
    $("nav button").on("click", () => $("nav").toggleClass("open"));
    $("img[data-src]").each((_, one) => {
      one.setAttribute("src", one.dataset.src);
    });
    $("body").append('<div class="cookies" hidden>We use no cookies.</div>');
    $("form").on("submit", (event) => {
      if (!event.target.reportValidity()) {
        event.preventDefault();
      }
    });
    window.setInterval(() => $("html").toggleClass("tick"), 5000);
  });
})(window, document);
