"use strict";
// Changes tried out: what is typed is sent, and findings and dollars come back line by line. The HTML that comes is our
// own template's, with everything of the claim escaped.
(() => {
  const form = document.getElementById("what-if");
  const lines = document.querySelector(".lines");
  const changes = document.getElementById("changes");
  const before = Number(form.dataset.cents);
  const back = document.getElementById("as-submitted");
  let waiting, sent = 0;

  const lineOf = (number) => lines.querySelector(`.service-line[data-line="${number}"]`);
  const field = (number, name) => lines.querySelector(`[name="${number}.${name}"]`);

  function mark() {
    let any = false;
    for (const input of lines.querySelectorAll("input[data-was]")) {
      const changed = input.value.trim() !== input.dataset.was;
      input.classList.toggle("changed", changed);
      any = any || changed;
    }
    for (const box of lines.querySelectorAll(".remove input")) {
      box.closest(".service-line").classList.toggle("gone", box.checked);
      any = any || box.checked;
    }
    back.disabled = !any;
    return any;
  }

  // What somebody is typing into a form among the findings is not lost when these are shown anew.
  function show(place, html) {
    const name = (form) => `${form.elements.edit.value} ${form.elements.line.value}`;
    const typed = new Map();
    for (const form of place.querySelectorAll("form.override-form")) {
      const fields = [...form.elements].filter((each) => each.name && each.type !== "hidden");
      const focus = fields.find((each) => each === document.activeElement);
      if (!form.closest("details").open && !fields.some((each) => each.value)) continue;
      typed.set(name(form), { open: form.closest("details").open, values: fields.map((each) => each.value), focus: focus && focus.name, from: focus && focus.selectionStart });
    }
    place.innerHTML = html;
    for (const form of place.querySelectorAll("form.override-form")) {
      const was = typed.get(name(form));
      if (!was) continue;
      form.closest("details").open = was.open;
      [...form.elements].filter((each) => each.name && each.type !== "hidden").forEach((each, at) => { each.value = was.values[at]; });
      if (!was.focus) continue;
      const field = form.elements[was.focus];
      field.focus();
      if (was.from !== null && field.type === "text") field.setSelectionRange(was.from, was.from);
    }
  }

  // A value that cannot be used is explained beside its line.
  function refuse(wrong) {
    for (const input of lines.querySelectorAll("input[data-was]")) input.removeAttribute("aria-invalid");
    for (const place of lines.querySelectorAll(".wrong")) place.textContent = "";
    for (const [at, words] of Object.entries(wrong)) {
      const [number, name] = at.split(".");
      const input = field(number, name);
      if (!input) continue;
      input.setAttribute("aria-invalid", "true");
      const place = lineOf(number).querySelector(".wrong");
      input.setAttribute("aria-describedby", place.id);
      place.textContent = [place.textContent, words].filter(Boolean).join(" ");
    }
  }

  async function tryOut() {
    const mine = ++sent;
    mark();
    lines.setAttribute("aria-busy", "true");
    const began = performance.now();
    const answer = await fetch(form.dataset.whatIf, { method: "POST", body: new URLSearchParams(new FormData(form)), headers: { Accept: "application/json" } }).catch(() => null);
    if (mine !== sent) return;
    lines.removeAttribute("aria-busy");
    if (!answer) { changes.textContent = "The service cannot be reached."; return; }
    const found = await answer.json().catch(() => null);
    refuse((found && found.wrong) || {});
    if (found && found.wrong) { changes.textContent = ""; return; }
    if (!answer.ok || !found) { changes.textContent = found?.detail || `The service answered with status ${answer.status}.`; return; }
    for (const [number, line] of Object.entries(found.lines)) {
      const row = lineOf(number);
      if (!row) continue;
      show(row.querySelector(".line-findings"), line.findings);
      row.querySelector(".allowed").textContent = line.allowed || "unknown";
      row.querySelector(".why").textContent = line.why;
    }
    show(document.getElementById("claim-findings"), found.claim);
    document.getElementById("charge").textContent = found.charge;
    document.getElementById("allowed").textContent = found.allowed;
    const cents = found.cents - before;
    const by = `${cents < 0 ? "-" : "+"}${(Math.abs(cents) / 100).toFixed(2)}`;
    changes.textContent = found.changes.length ? `Tried out: ${found.changes.join("; ")}. Allowed changes by ${by} dollars.` : "";
    lines.dataset.took = Math.round(performance.now() - began);
  }

  const soon = (milliseconds) => { clearTimeout(waiting); waiting = setTimeout(tryOut, milliseconds); };
  lines.addEventListener("input", (event) => { if (event.target.form === form) soon(event.target.type === "checkbox" ? 0 : 60); });
  form.addEventListener("reset", () => setTimeout(() => {
    for (const input of lines.querySelectorAll("input[data-was]")) input.value = input.dataset.was;
    for (const box of lines.querySelectorAll(".remove input")) box.checked = false;
    tryOut();
  }, 0));

  document.getElementById("main").addEventListener("click", (event) => {
    const button = event.target.closest("button[data-fix]");
    if (!button) return;
    const fix = JSON.parse(button.dataset.fix);
    if (fix.action === "remove_line") field(fix.line, "remove").checked = true;
    if (fix.action === "set_modifiers") field(fix.line, "modifiers").value = fix.modifiers.join(" ");
    if (fix.action === "replace_code") field(fix.line, "code").value = fix.code;
    if (fix.action === "set_units") field(fix.line, "units").value = fix.units;
    soon(0);
  });
  if (mark()) soon(0); // typed before this script was there
})();
