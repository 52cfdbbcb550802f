"use strict";
(() => {
  const stage = document.getElementById("stage");
  const bar = document.getElementById("bar");
  const events = new EventSource(stage.dataset.events);
  events.addEventListener("progress", (event) => {
    const progress = JSON.parse(event.data);
    if (["done", "failed", "gone"].includes(progress.state)) { events.close(); location.reload(); return; }
    bar.value = progress.read;
    const share = progress.stage === "reading" ? ` ${Math.floor((100 * progress.read) / progress.bytes)} %` : "";
    stage.textContent = progress.state === "waiting" ? "waiting for its turn" : `${progress.stage}${share}`;
  });
  // A dropped connection is opened again by the browser; one that was answered with a failure is not.
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) setTimeout(() => location.reload(), 2000);
  });
})();
