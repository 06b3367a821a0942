// Two lists that grow: the one when its end comes into view, the other by a button.
(function () {
  "use strict";
  const list = document.getElementById("list");

  function add(entries, folder) {
    for (const one of entries) {
      const item = document.createElement("li");
      item.className = "entry";
      item.style.minHeight = "120px";
      item.innerHTML = `<a href="/${folder}/${one.id}">${one.title}</a>
        <p>${one.text}</p>`;
      list.append(item);
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
      add(found.photos, "photo");
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
      add(found.songs, "song");
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
