"use strict";
// Saved views: names for what a list is narrowed to, kept in the browser, for every check.
(() => {
  const menu = document.getElementById("views");
  if (!menu) return;
  const list = menu.querySelector("ul");
  const form = menu.querySelector("form");
  const read = () => { try { return JSON.parse(localStorage.getItem("views")) || {}; } catch { return {}; } };
  const write = (views) => { try { localStorage.setItem("views", JSON.stringify(views)); } catch { /* not kept */ } };

  function show() {
    list.replaceChildren();
    for (const [name, query] of Object.entries(read())) {
      const row = document.createElement("li"), link = document.createElement("a"), remove = document.createElement("button");
      link.href = menu.dataset.here + query;
      link.textContent = name;
      if (query === menu.dataset.query) link.setAttribute("aria-current", "true");
      remove.type = "button";
      remove.textContent = "×";
      remove.setAttribute("aria-label", `Remove the view ${name}`);
      remove.addEventListener("click", (event) => {
        event.stopPropagation(); // the row is gone when the menu reads where the click was
        const views = read();
        delete views[name];
        write(views);
        show();
      });
      row.append(link, remove);
      list.append(row);
    }
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    write({ ...read(), [form.elements.name.value.trim()]: menu.dataset.query });
    form.reset();
    show();
  });
  show();
})();
