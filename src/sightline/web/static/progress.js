"use strict";
(() => {
  const stage = document.getElementById("stage");
  const bar = document.getElementById("bar");
  const events = new EventSource(stage.dataset.events);
  events.addEventListener("progress", (event) => {
    const told = JSON.parse(event.data);
    if (["done", "failed", "gone"].includes(told.state)) { events.close(); location.reload(); return; }
    bar.value = told.read;
    const share = told.stage === "reading" ? ` ${Math.floor((100 * told.read) / told.bytes)} %` : "";
    stage.textContent = told.state === "waiting" ? "waiting for its turn" : `${told.stage}${share}`;
  });
  // A dropped connection is opened again by the browser; one that was answered with a failure is not.
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 2000);
  });
})();
