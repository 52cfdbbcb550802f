"use strict";
(() => {
  const value = (row, at) => (row.cells[at] ? row.cells[at].textContent.trim() : "");
  const number = (text) => (/^\$?-?[\d,.]+$/.test(text) ? Number(text.replace(/[$,]/g, "")) : NaN);
  const compare = (a, b) => {
    const [x, y] = [number(a), number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b) : x - y;
  };
  for (const table of document.querySelectorAll("table.sortable")) {
    const heads = [...table.tHead.rows[0].cells];
    const body = table.tBodies[0];
    if (heads.length > 3) table.classList.add("stack");
    for (const row of body.rows) {
      [...row.cells].forEach((cell, at) => { if (at && cell.textContent) cell.dataset.name = heads[at].textContent; });
    }
    heads.forEach((head, at) => {
      if (head.classList.contains("src")) return;
      head.tabIndex = 0;
      const sort = () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        heads.forEach((other) => other.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        body.append(...[...body.rows].sort((a, b) => (down ? -1 : 1) * compare(value(a, at), value(b, at))));
      };
      head.addEventListener("click", sort);
      head.addEventListener("keydown", (event) => { if (event.key === "Enter") sort(); });
    });
  }
  for (const input of document.querySelectorAll("input.filter")) {
    const rows = [...input.closest("details").querySelectorAll("tbody tr")];
    input.addEventListener("input", () => {
      const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      for (const row of rows) row.hidden = !words.every((word) => row.textContent.toLowerCase().includes(word));
    });
  }
  const data = document.getElementById("codes");
  if (!data) return;
  const codes = JSON.parse(data.textContent);
  const [field, list, count] = ["text", "found", "count"].map((id) => document.getElementById(id));
  const MOST = 200;
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    const hits = codes.filter(([code, says]) => words.every((word) => code.toLowerCase().startsWith(word) || says.toLowerCase().includes(word)));
    count.textContent = `${hits.length.toLocaleString("en-US")} ${hits.length === 1 ? "code" : "codes"}${hits.length > MOST ? `, the first ${MOST} shown` : ""}`;
    list.replaceChildren(...hits.slice(0, MOST).map(([code, says]) => {
      const item = document.createElement("li"), link = document.createElement("a");
      link.href = `${code}.html`;
      link.textContent = code;
      item.append(link, says);
      return item;
    }));
  };
  field.addEventListener("input", show);
  show();
})();
