"use strict";
(() => {
  const form = document.getElementById("upload");
  const input = document.getElementById("files");
  const sending = document.getElementById("sending");
  const bar = document.getElementById("sent");
  const stop = (event) => { event.preventDefault(); form.classList.toggle("over", event.type === "dragover"); };
  for (const kind of ["dragover", "dragleave", "drop"]) form.addEventListener(kind, stop);
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    input.files = event.dataTransfer.files;
    send();
  });
  input.addEventListener("change", () => { if (input.files.length) send(); });
  form.addEventListener("submit", (event) => { event.preventDefault(); send(); });

  function send() {
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      bar.hidden = false;
      bar.max = event.total;
      bar.value = event.loaded;
      sending.textContent = event.loaded < event.total ? "sending" : "checking";
    });
    request.addEventListener("load", () => {
      // An address of its own is the check: the upload is there, whatever is wrong with the page.
      if (request.status < 400 || request.responseURL !== form.action) { location.assign(request.responseURL); return; }
      let why = `The upload was answered with status ${request.status}.`;
      try { why = JSON.parse(request.responseText).detail; } catch { /* not ours */ }
      fail(why);
    });
    request.addEventListener("error", () => fail("The service cannot be reached."));
    sending.className = "";
    sending.textContent = "sending";
    request.send(new FormData(form));
  }
  function fail(words) {
    bar.hidden = true;
    sending.className = "warn";
    sending.textContent = words;
    input.value = "";
  }
})();
