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

// ---- the map: a box is dragged to its place, and stays there
for (const svg of document.querySelectorAll("svg[data-map]")) {
	const token = document.querySelector('form[method="post"] input[name="csrf"]');
	const scale = () => svg.viewBox.baseVal.width / svg.getBoundingClientRect().width;
	for (const box of token ? svg.querySelectorAll("g[data-uid]") : []) {
		let from = null;
		const moved = (e) => ({ x: Math.round((e.clientX - from.clientX) * scale()), y: Math.round((e.clientY - from.clientY) * scale()) });
		box.addEventListener("pointerdown", (e) => {
			from = e;
			box.setPointerCapture(e.pointerId);
		});
		box.addEventListener("pointermove", (e) => {
			if (from) box.setAttribute("transform", `translate(${moved(e).x} ${moved(e).y})`);
		});
		box.addEventListener("pointerup", async (e) => {
			const { x, y } = moved(e);
			from = null;
			if (!x && !y) return;
			const body = new URLSearchParams({ csrf: token.value, uid: box.dataset.uid, x: +box.dataset.x + x, y: +box.dataset.y + y });
			await fetch(svg.dataset.map, { method: "POST", body });
			location.reload();
		});
	}
}

// ---- "what if": a switch moves the figures without the page going away; without JavaScript it is a link
document.addEventListener("click", async (event) => {
	const box = document.querySelector("[data-live]"), link = event.target.closest && event.target.closest("[data-live] a[role=switch]");
	if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
	event.preventDefault();
	const all = [...box.querySelectorAll("a[role=switch]")], at = all.indexOf(link);
	try {
		const got = await fetch(link.href);
		const next = got.ok && new DOMParser().parseFromString(await got.text(), "text/html").querySelector("[data-live]");
		if (!next) throw new Error(got.status);
		box.replaceChildren(...next.childNodes);
		history.replaceState(null, "", link.href);
		const again = box.querySelectorAll("a[role=switch]")[at];
		if (again) again.focus({ preventScroll: true });
	} catch {
		location.href = link.href;
	}
});
