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

// ---- passkeys: a form with data-passkey (new, get) shows only where the browser knows passkeys; its answer goes as a field of the form
(() => {
	if (!window.PublicKeyCredential || !navigator.credentials) return;
	const bytes = (t) => Uint8Array.from(atob(t.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
	const text = (b) => btoa(String.fromCharCode(...new Uint8Array(b))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
	const list = (l) => (l || []).map((c) => ({ ...c, id: bytes(c.id) }));
	const ask = async (form) => {
		const csrf = form.elements.csrf ? form.elements.csrf.value : "";
		const got = await fetch(form.dataset.begin, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ csrf }) });
		if (!got.ok) throw new Error(got.status);
		const key = (await got.json()).publicKey;
		key.challenge = bytes(key.challenge);
		if (form.dataset.passkey === "get") return navigator.credentials.get({ publicKey: { ...key, allowCredentials: list(key.allowCredentials) } });
		key.user.id = bytes(key.user.id);
		return navigator.credentials.create({ publicKey: { ...key, excludeCredentials: list(key.excludeCredentials) } });
	};
	const written = (c) => {
		const response = {};
		for (const n of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) if (c.response[n]) response[n] = text(c.response[n]);
		return JSON.stringify({ id: c.id, rawId: text(c.rawId), type: c.type, response });
	};
	for (const form of document.querySelectorAll("form[data-passkey]")) {
		const said = form.querySelector("[data-said]");
		form.hidden = false;
		form.addEventListener("submit", async (event) => {
			event.preventDefault();
			said.hidden = true;
			try {
				form.elements.answer.value = written(await ask(form));
				form.submit();
			} catch {
				said.hidden = false;
			}
		});
	}
})();
