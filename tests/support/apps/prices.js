// Completes the page of a product: its price and what others say of it.
(function () {
  "use strict";
  const product = document.querySelector("[data-sku]");
  if (!product) {
    return;
  }

  function ask(path, done) {
    const request = new XMLHttpRequest();
    request.open("GET", path);
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.responseType = "json";
    request.onload = () => done(request.response);
    request.send();
  }

  const sku = product.dataset.sku;
  ask(`/api/price?sku=${sku}`, (found) => {
    product.querySelector(".price").textContent = found.price;
    product.querySelector(".stock").textContent = found.availability;
  });
  ask(`/api/reviews/${sku}`, (found) => {
    const list = product.querySelector(".reviews");
    for (const one of found.reviews) {
      const entry = document.createElement("li");
      entry.innerHTML = "<b></b><p></p>";
      entry.querySelector("b").textContent = one.author;
      entry.querySelector("p").textContent = one.text;
      list.append(entry);
    }
  });
})();
