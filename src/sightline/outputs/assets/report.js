"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const $ = (id) => document.getElementById(id);
  const form = $("filters");
  if (!form) return;
  const PER_PAGE = 25, MOST_PRINTED = 1000;
  const STATUS = { fail: "Fail", bypassed: "Bypassed", review: "To review", info: "For information" };
  const statusOf = (found) => (found.override ? "overridden" : found.status);
  const chips = [...form.querySelectorAll(".chip")];
  let hits = [], page = 0;

  // Text goes into the page as text nodes only.
  const make = (tag, className, ...children) => {
    const node = document.createElement(tag);
    if (className) node.className = className;
    node.append(...children.filter((child) => child !== "" && child !== null && child !== undefined));
    return node;
  };
  const count = (number, noun) => `${number.toLocaleString("en-US")} ${noun}${number === 1 ? "" : "s"}`;
  const payerName = (name) => (name === name.toUpperCase() ? name.toLowerCase().replace(/\b[a-z]/g, (c) => c.toUpperCase()) : name);

  for (const claim of data.claims) {
    const words = [claim.id, claim.payer, claim.dates, claim.file, ...claim.npis, ...claim.lines.map((line) => line[1])];
    claim.words = words.join(" ").toLowerCase();
    for (const found of claim.found) {
      found.words = `${found.edit} ${found.says} ${found.fix_text || ""} ${data.edits[found.edit].title}`.toLowerCase();
    }
  }

  const fill = (id, names) => {
    for (const [value, text] of names) {
      const option = make("option", "", text);
      option.value = value;
      $(id).append(option);
    }
  };
  const distinct = (of) => [...new Set(data.claims.flatMap(of))].sort();
  fill("edit", distinct((claim) => claim.found.map((f) => f.edit)).map((id) => [id, `${id} ${data.edits[id].title}`]));
  fill("payer", distinct((claim) => [claim.payer]).map((name) => [name, payerName(name)]));
  fill("provider", distinct((claim) => claim.npis).map((npi) => [npi, npi]));

  const chosen = () => {
    const statuses = new Set(chips.filter((chip) => chip.getAttribute("aria-pressed") === "true").map((chip) => chip.dataset.status));
    return { statuses, edit: $("edit").value, payer: $("payer").value, provider: $("provider").value, words: $("text").value.toLowerCase().split(/\s+/).filter(Boolean) };
  };
  const matches = (claim, want, anyStatus) => {
    if (want.payer && claim.payer !== want.payer) return [];
    if (want.provider && !claim.npis.includes(want.provider)) return [];
    return claim.found.filter((found) =>
      (anyStatus || !want.statuses.size || want.statuses.has(statusOf(found))) &&
      (!want.edit || found.edit === want.edit) &&
      want.words.every((word) => claim.words.includes(word) || found.words.includes(word)));
  };

  const finding = (found) => {
    const edit = data.edits[found.edit];
    const box = make("div", `finding ${statusOf(found)}${found.line == null ? " whole" : ""}${found.override ? " held" : ""}`);
    box.append(make("p", "", make("span", "badge", STATUS[found.status] + (found.override ? ", overridden" : "")), make("span", "edit", found.edit), found.says));
    if (found.fix_text) box.append(make("p", "fix-text", `Fix: ${found.fix_text}`, found.dollars ? ` (${found.dollars} dollars)` : ""));
    const codes = [edit.carc && `CARC ${edit.carc}`, edit.rarc && `RARC ${edit.rarc}`].filter(Boolean);
    box.append(make("p", "source", [...edit.cites, ...codes].join(" · ")));
    if (found.triage) box.append(make("p", "source", `Triage ${found.triage.score} of 100: ${found.triage.reasons.join("; ") || "no sign"}`));
    if (found.override) {
      box.append(make("p", "override", `Overridden until ${found.override.expires} by ${found.override.user}: ${found.override.reason}`));
    }
    const facts = make("dl", "");
    const fact = (name, value) => facts.append(make("dt", "", name), make("dd", "", value));
    if (found.release != null) fact("Reference", data.releases[found.release] || "");
    if (found.shown) fact("Row", found.shown);
    for (const [name, value] of found.values || []) fact(name.replaceAll("_", " "), value);
    fact("What happens", edit.then);
    box.append(make("details", "", make("summary", "", "Evidence"), facts));
    return box;
  };

  const card = ([claim, found]) => {
    const providers = claim.npis.length ? `provider ${claim.npis.join(", ")}` : "";
    const about = [payerName(claim.payer), claim.dates, claim.place && `place of service ${claim.place}`, providers, claim.file];
    const node = make("article", "", make("h3", "", claim.id, claim.overridden ? make("span", "badge overridden", "Overridden") : ""), make("p", "about", about.filter(Boolean).join(" · ")));
    for (const each of found.filter((f) => f.line == null)) node.append(finding(each));
    const names = ["", "code", "units", "charge"].map((name) => make("span", "", name));
    node.append(make("div", "service names", ...names));
    for (const line of claim.lines) {
      node.append(make("div", "service", ...line.map((cell) => make("span", "", String(cell)))));
      for (const each of found.filter((f) => f.line === line[0])) node.append(finding(each));
    }
    return node;
  };

  const draw = (items) => {
    $("list").replaceChildren(...items.map(card));
    const last = Math.max(Math.ceil(hits.length / PER_PAGE), 1);
    const button = (text, to) => {
      const node = make("button", "", text);
      node.type = "button";
      node.disabled = to < 0 || to >= last;
      node.addEventListener("click", () => { page = to; show(); $("claims").scrollIntoView(); });
      return node;
    };
    $("pages").replaceChildren(...(last > 1 ? [button("Previous", page - 1), make("span", "", `page ${page + 1} of ${last}`), button("Next", page + 1)] : []));
  };
  const show = () => draw(hits.slice(page * PER_PAGE, (page + 1) * PER_PAGE));

  const filter = () => {
    const want = chosen();
    const totals = { fail: 0, bypassed: 0, review: 0, overridden: 0, info: 0 };
    hits = [];
    let shown = 0;
    for (const claim of data.claims) {
      const all = matches(claim, want, true);
      for (const found of all) totals[statusOf(found)] += 1;
      const found = want.statuses.size ? all.filter((f) => want.statuses.has(statusOf(f))) : all;
      if (found.length) hits.push([claim, found]);
      shown += found.length;
    }
    for (const chip of chips) chip.querySelector("b").textContent = totals[chip.dataset.status].toLocaleString("en-US");
    $("shown").textContent = hits.length ? `${count(shown, "finding")} on ${count(hits.length, "claim")}` : "Nothing fits these filters.";
    page = 0;
    show();
  };

  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(chip.getAttribute("aria-pressed") !== "true"));
      filter();
    });
  }
  let waiting;
  form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(filter, 150); });
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
    setTimeout(filter, 0);
  });
  addEventListener("beforeprint", () => {
    draw(hits.slice(0, MOST_PRINTED));
    if (hits.length > MOST_PRINTED) $("list").append(make("p", "warn", `The first ${MOST_PRINTED} of ${hits.length} claims are printed.`));
  });
  addEventListener("afterprint", show);
  form.hidden = false;
  filter();
})();
