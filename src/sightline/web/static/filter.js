"use strict";
(() => {
  const input = document.getElementById("narrow");
  const rows = [...document.querySelectorAll(input.dataset.rows)].map((row) => [row, row.textContent.toLowerCase()]);
  input.addEventListener("input", () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let left = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      left += row.hidden ? 0 : 1;
    }
    for (const part of document.querySelectorAll(".family")) part.hidden = !part.querySelector("li:not([hidden])");
    document.getElementById("narrowed").textContent = words.length ? `${left} of ${rows.length}` : "";
  });
})();
