"use strict";
// How many rows of a form are chosen, and one box for all of them.
(() => {
  const form = document.querySelector(".choose-rows");
  if (!form) return;
  const boxes = [...form.querySelectorAll("td.pick input")];
  const all = document.createElement("input");
  all.type = "checkbox";
  all.setAttribute("aria-label", "All rows");
  form.querySelector("thead th").append(all);
  const show = () => {
    const count = boxes.filter((box) => box.checked).length;
    document.getElementById("chosen").textContent = `${count} of ${boxes.length} chosen`;
    all.checked = count === boxes.length && count > 0;
    all.indeterminate = count > 0 && count < boxes.length;
  };
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; show(); });
  form.addEventListener("change", show);
  show();
})();
