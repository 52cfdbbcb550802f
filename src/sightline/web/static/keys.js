"use strict";
// Keys: an element with data-key is clicked by that key (a field is focused, a fold is opened), the last of the page's own first;
// j and k go along the links with data-row. The dialog lists what the page has, and switches single keys off.
addEventListener("DOMContentLoaded", () => {
  const dialog = document.getElementById("keys");
  const box = document.getElementById("keys-on");
  const stored = () => { try { return localStorage.getItem("keys") !== "off"; } catch { return true; } };
  box.checked = stored();
  box.addEventListener("change", () => { try { localStorage.setItem("keys", box.checked ? "on" : "off"); } catch { /* not kept */ } });

  const main = document.getElementById("main");
  const find = (key) => main.querySelector(`[data-key="${CSS.escape(key)}"]`) || document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const words = (element) => element.dataset.words || element.textContent.trim().replace(/\s+/g, " ");

  function act(element) {
    if (element.matches("details")) { element.open = true; element.querySelector("input:not([type=hidden]), button").focus(); return; }
    if (element.matches("input")) { element.focus(); element.select(); return; }
    const menu = element.closest("details.menu");
    if (menu && !element.matches("summary")) menu.open = true;
    element.click();
    if (element.matches("summary")) element.focus();
  }

  function row(step) {
    const rows = [...main.querySelectorAll("[data-row]")];
    if (!rows.length) return false;
    const at = rows.indexOf(document.activeElement);
    rows[Math.min(Math.max(at + step, 0), rows.length - 1)].focus();
    return true;
  }

  function help() {
    const list = dialog.querySelector("dl");
    list.replaceChildren();
    const known = new Map();
    if (main.querySelector("[data-row]")) { known.set("j", "next row"); known.set("k", "previous row"); known.set("Enter", "open it"); }
    for (const element of [...main.querySelectorAll("[data-key]"), ...document.querySelectorAll("[data-key]")]) if (!known.has(element.dataset.key)) known.set(element.dataset.key, words(element));
    known.set("?", "this list");
    for (const [key, what] of known) {
      const name = document.createElement("dt"), about = document.createElement("dd"), cap = document.createElement("kbd");
      cap.textContent = key;
      name.append(cap);
      about.textContent = what;
      list.append(name, about);
    }
    dialog.showModal();
  }

  // Where letters are typed keys are letters; on a box to check, where the dialog may leave the focus, they act.
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open || event.target.closest("input:not([type=checkbox], [type=radio]), textarea, select")) return;
    if (event.key === "?") { event.preventDefault(); help(); return; }
    if (!box.checked || event.key.length !== 1) return;
    if ((event.key === "j" && row(1)) || (event.key === "k" && row(-1))) { event.preventDefault(); return; }
    const element = find(event.key);
    if (element && !element.disabled) { event.preventDefault(); act(element); }
  });
});
