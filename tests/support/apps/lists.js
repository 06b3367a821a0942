// Two lists that grow: the one when its end comes into view, the other by a button.
(function () {
  "use strict";
  const list = document.getElementById("list");

  function photos(entries) {
    for (const one of entries) {
      const item = document.createElement("li");
      item.style.minHeight = "120px";
      item.innerHTML = `<a href="/photo/${one.id}">${one.title}</a>
        <p>${one.text}</p>`;
      list.append(item);
    }
  }

  function songs(entries) {
    for (const one of entries) {
      const row = document.createElement("tr");
      row.innerHTML = `<td class="number">${one.id}</td>
        <td><a href="/song/${one.id}">${one.title}</a></td><td>${one.text}</td>`;
      list.append(row);
    }
  }

  function scrolling() {
    const end = document.getElementById("end");
    let offset = 0;
    let busy = false;
    const observer = new IntersectionObserver(async (seen) => {
      if (busy || !seen.some((one) => one.isIntersecting)) {
        return;
      }
      busy = true;
      const answer = await fetch(`/api/photos?offset=${offset}&limit=12`);
      const found = await answer.json();
      photos(found.photos);
      offset += found.photos.length;
      busy = false;
      observer.unobserve(end);
      if (offset < found.total) {
        observer.observe(end);  // tells at once if it is still in view
      }
    });
    observer.observe(end);
  }

  function pressing() {
    const button = document.getElementById("more");
    let cursor = "";
    async function more() {
      button.disabled = true;
      const answer = await fetch(`/api/songs?after=${cursor}`);
      const found = await answer.json();
      songs(found.songs);
      cursor = found.next;
      button.disabled = false;
      if (!cursor) {
        button.remove();
      }
    }
    button.addEventListener("click", more);
    more();
  }

  if (document.getElementById("more")) {
    pressing();
  } else {
    scrolling();
  }
})();
