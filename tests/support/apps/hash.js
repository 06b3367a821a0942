// An application of hash routes: #/, #/items?page=N, #/item/N, #/about.
(function () {
  "use strict";
  const app = document.getElementById("app");

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
      made.setAttribute(name, value);
    }
    made.append(...children);
    return made;
  }

  async function ask(path) {
    const answer = await fetch(path, { headers: { "X-Api-Key": window.apiKey } });
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status}`);
    }
    return answer.json();
  }

  function menu() {
    return element(
      "nav", { "aria-label": "Main" },
      element("a", { href: "#/" }, "Home"),
      element("a", { href: "#/items" }, "All items"),
      element("a", { href: "#/about" }, "About us"),
    );
  }

  function show(title, ...content) {
    document.title = `${title} - Curio`;
    const main = element("main", {}, element("h1", {}, title), ...content);
    app.replaceChildren(menu(), main);
  }

  function card(item) {
    return element(
      "li", { class: "card" },
      element("a", { href: `#/item/${item.id}` }, item.title),
      element("span", { class: "price" }, item.price),
    );
  }

  const views = {
    async home() {
      show("Curio, a cabinet of old things", element(
        "p", {}, "We have looked for remarkable things since 1974, and sell some.",
      ));
    },

    async about() {
      show("About us", element(
        "p", {}, "Curio is a family of three in a harbour town. We buy what others "
        + "leave behind, repair what can be repaired, and write down what we know.",
      ), element("p", {}, "Our shop is open on Fridays from ten to six."));
    },

    async items(query) {
      const page = Number(query.get("page") || 1);
      const found = await ask(`/api/items?page=${page}`);
      const list = element("ul", { class: "cards" }, ...found.items.map(card));
      const pages = element("nav", { class: "pagination" });
      if (page < found.pages) {
        pages.append(element(
          "a", { rel: "next", href: `#/items?page=${page + 1}` }, "Next",
        ));
      }
      show(page === 1 ? "All items" : `All items, page ${page}`, list, pages);
    },

    async item(query, number) {
      const item = await ask(`/api/items/${number}`);
      show(
        item.title,
        element("p", { class: "price" }, item.price),
        element("p", { class: "maker" }, `Maker: ${item.maker}`),
        element("p", { class: "stock" }, `${item.stock} in stock`),
        element("div", { class: "description" }, item.description),
        element("button", { type: "button", class: "buy" }, "Add to basket"),
      );
    },
  };

  async function route() {
    const [path, query] = location.hash.replace(/^#\/?/, "").split("?");
    const [name, ...values] = path.split("/");
    const view = views[name || "home"];
    if (!view) {
      show("Not found");
      return;
    }
    try {
      await view(new URLSearchParams(query || ""), ...values);
    } catch (error) {
      show("Something went wrong", element("p", {}, String(error)));
    }
  }

  window.addEventListener("hashchange", route);
  route();
})();
