// An application of paths: links have addresses, which the script takes over; the
// stories are reached by history.pushState alone, and a clock of the contact page never
// stands still.
(function () {
  "use strict";
  const root = document.getElementById("root");

  async function ask(path) {
    const answer = await fetch(path);
    if (!answer.ok) {
      throw new Error(`${path}: ${answer.status}`);
    }
    return answer.json();
  }

  const frame = (title, body) => `
    <header><nav>
      <a href="/">Home</a> <a href="/catalogue">Catalogue</a>
      <a href="/contact">Contact</a>
    </nav></header>
    <main><h1>${title}</h1>${body}</main>`;

  const views = [
    [/^\/$/, async () => ["Lamps of the coast", `
      <p>Lamps that ships and lighthouses no longer need, made to shine once more.</p>
      <div class="tile" role="link" tabindex="0" data-to="/stories">Our stories</div>`,
    ]],
    [/^\/catalogue$/, async () => {
      const found = await ask("/api/products");
      return ["Catalogue", `<ul>${found.map((one) => `
        <li><a href="/product/${one.id}">${one.name}</a> <b>${one.price}</b></li>`,
      ).join("")}</ul>`];
    }],
    [/^\/product\/(\d+)$/, async (number) => {
      const one = await ask(`/api/products/${number}`);
      return [one.name, `
        <div class="price">${one.price}</div>
        <dl><dt>Weight</dt><dd class="weight">${one.weight}</dd></dl>
        <p class="text">${one.text}</p><button>Add to cart</button>`];
    }],
    [/^\/contact$/, async () => ["Contact", `
      <p>Write to us at 4 Quay Street, or call on weekdays.</p>
      <address>4 Quay Street, Whitby</address><p id="clock"></p>`]],
    [/^\/stories$/, async () => {
      const found = await ask("/api/stories");
      return ["Stories", `<ul>${found.map((one) => `
        <li><a href="/story/${one.id}">${one.title}</a></li>`).join("")}</ul>`];
    }],
    [/^\/story\/(\d+)$/, async (number) => {
      const one = await ask(`/api/stories/${number}`);
      return [one.title, `<article><time datetime="${one.date}">${one.date}</time>
        <p>${one.text}</p></article>`];
    }],
  ];

  async function render() {
    for (const [pattern, view] of views) {
      const match = pattern.exec(location.pathname);
      if (match) {
        const [title, body] = await view(...match.slice(1));
        document.title = title;
        root.innerHTML = frame(title, body);
        return;
      }
    }
    root.innerHTML = frame("Nothing here", "<p>There is no such page.</p>");
  }

  window.setInterval(() => {
    const clock = document.getElementById("clock");
    if (clock) {
      clock.textContent = new Date().toISOString();
    }
  }, 20);

  function go(path) {
    history.pushState({}, "", path);
    return render();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href], [data-to]");
    if (link) {
      event.preventDefault();
      go(link.getAttribute("href") || link.dataset.to);
    }
  });
  window.addEventListener("popstate", render);
  render();
})();
