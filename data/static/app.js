// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// The little that pages cannot do without JavaScript; everything else works without it.
"use strict";

// ---- live progress of looking at this computer
for (const box of document.querySelectorAll("[data-progress]")) {
  const bar = box.querySelector("progress"), text = box.querySelector("[data-progress-text]");
  const events = new EventSource(box.dataset.progress);
  events.onmessage = (e) => {
    const p = JSON.parse(e.data);
    bar.max = p.all;
    bar.value = p.done;
    text.textContent = p.done + " / " + p.all;
  };
  events.addEventListener("end", () => {
    events.close();
    location.replace(location.pathname);
  });
  addEventListener("pagehide", () => events.close());
}
