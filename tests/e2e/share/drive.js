// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// drive.js URL FOLDER JOB: drives a headless Chromium over the pages of a server and prints TAP. JOB is JSON:
//   {"do": "first", "lang": "nl", "keys": true}: from the first visit to the first picture, as a new user, by mouse or by keys alone
//   {"do": "whatif", "cookie": "…"}: switches a measure of "what if", with and without JavaScript
//   {"do": "pages", "roles": {"owner": {"cookie": "…", "paths": ["/"]}}}: axe-core on each page, light and dark, desk and phone; no sideways scrolling;
//   no error in the console. Pictures go to FOLDER.
"use strict";
const fs = require("fs"), path = require("path");
const modules = path.resolve(__dirname, "../../../build/browser/node_modules");
const { chromium } = require(path.join(modules, "playwright-core"));
const axe = fs.readFileSync(path.join(modules, "axe-core/axe.min.js"), "utf8");
const [base, folder, text] = process.argv.slice(2);
const job = JSON.parse(text);
fs.mkdirSync(folder, { recursive: true });
let n = 0;
function ok(good, name, ...why) {
	n++;
	console.log(`${good ? "ok" : "not ok"} ${n} - ${name}`);
	if (!good) for (const w of why.flat().slice(0, 14)) console.log("# " + String(w).replace(/\n/g, "\n# ").slice(0, 500));
}
const none = (bad, name) => ok(bad.length === 0, name, `${bad.length} wrong`, bad);
const trouble = [];
function listen(page) {
	page.on("console", (m) => { if (["error", "warning"].includes(m.type()) && !/40[134]|422|503/.test(m.text())) trouble.push(`${page.url()}: ${m.text()}`); });
	page.on("pageerror", (e) => trouble.push(`${page.url()}: ${e.message}`));
}

// ---- by keys alone: Tab until the wanted thing has the focus; what has it must be seen to have it
async function tabTo(page, selector, most = 60) {
	for (let i = 0; i < most; i++) {
		await page.keyboard.press("Tab");
		const at = await page.evaluate((s) => {
			const e = document.activeElement, c = getComputedStyle(e);
			return { hit: e.matches(s), seen: (c.outlineStyle !== "none" && parseFloat(c.outlineWidth) >= 1) || c.boxShadow !== "none", what: e.outerHTML.slice(0, 80) };
		}, selector);
		if (!at.seen && !/^<body|^<html/.test(at.what)) unseen.push(at.what);
		if (at.hit) return true;
	}
	return false;
}
const unseen = [];

async function first(browser) {
	const { lang, keys } = job, name = `${lang}${keys ? "-keys" : ""}${job.js === false ? "-nojs" : ""}`;
	const context = await browser.newContext({ locale: lang, viewport: job.phone ? { width: 390, height: 844 } : { width: 1366, height: 768 }, javaScriptEnabled: job.js !== false });
	const page = await context.newPage();
	listen(page);
	// A page that goes on by itself meanwhile cannot be pictured: then the one that it went to is.
	const picture = (what) => page.screenshot({ path: path.join(folder, `first-${name}-${what}.png`), fullPage: true });
	const shot = (what) => picture(what).catch(async () => {
		await page.waitForLoadState();
		return picture(what);
	});
	const press = async (selector) => {
		if (!keys) return page.click(selector);
		if (!(await tabTo(page, selector))) throw new Error(`Tab does not reach ${selector} at ${page.url()}`);
		await Promise.all([page.waitForNavigation({ timeout: 10000 }), page.keyboard.press("Enter")]);
	};
	const type = async (selector, value) => {
		if (!keys) return page.fill(selector, value);
		if (!(await tabTo(page, selector))) throw new Error(`Tab does not reach ${selector} at ${page.url()}`);
		await page.keyboard.type(value);
	};
	const began = Date.now();
	await page.goto(base + "/");
	ok(page.url().endsWith("/start"), `${name}: the first visit leads to the account`);
	ok((await page.getAttribute("html", "lang")) === lang, `${name}: in the browser's language`);
	await shot("1-start");
	await type("#name", "An Peeters");
	await type("#mail", "an@bakkerij.example");
	await type("#password", "kort");
	if (job.js !== false) await page.evaluate(() => document.querySelectorAll("form").forEach((f) => (f.noValidate = true)));
	if (job.js !== false) {
		await press("main button");
		ok(await page.locator(".wrong").count() > 0 && (await page.inputValue("#name")) === "An Peeters", `${name}: a short password is refused, the rest is kept`);
		await shot("2-refused");
	}
	if (keys) await page.evaluate(() => document.body.focus());
	await type("#password", "drie boterhammen met kaas en spek");
	await press("main button");
	await page.waitForURL((u) => !u.pathname.startsWith("/start/account") && u.pathname !== "/start", { timeout: 10000 });
	ok(page.url().endsWith("/start/firm"), `${name}: then eight questions about the firm`, page.url());
	await shot("3-firm");
	// Each question: the first choice that says something; what a person would type.
	const fields = await page.evaluate(() => {
		const seen = new Set(), out = [];
		for (const e of document.querySelectorAll("main form input, main form select, main form textarea")) {
			if (e.type === "hidden" || e.type === "submit") continue;
			const key = e.type === "radio" ? "r" + e.name : e.id || e.name + e.value;
			if (seen.has(key)) continue;
			seen.add(key);
			out.push({ tag: e.tagName, type: e.type, id: e.id, name: e.name, value: e.value });
		}
		return out;
	});
	for (const f of fields) {
		const s = f.id ? `[id="${f.id}"]` : `[name="${f.name}"]`;
		if (f.tag === "SELECT") {
			if (keys) { await tabTo(page, s); await page.keyboard.press("ArrowDown"); } else await page.selectOption(s, { index: 1 });
		} else if (f.type === "radio") {
			if (keys) { await tabTo(page, `[name="${f.name}"]`); await page.keyboard.press("Space"); } else await page.check(s);
		} else if (f.type === "checkbox") {
			if (keys) { await tabTo(page, s); await page.keyboard.press("Space"); } else await page.check(s);
		} else await type(s, f.type === "number" ? "12" : "Bakkerij Peeters");
	}
	await press("main form button.main, main form button");
	await page.waitForURL((u) => u.pathname !== "/start/firm", { timeout: 10000 }).catch(() => {});
	ok(page.url().endsWith("/start/look"), `${name}: then this computer is looked at`, page.url(), await page.locator(".wrong, [role=alert]").allInnerTexts());
	await shot("4-look");
	let there = false;
	for (let i = 0; i < 60 && !there; i++) {
		await page.waitForTimeout(500);
		await page.goto(base + "/start/look").catch(() => {}); // the page itself may go on at the same moment
		there = (await page.locator("main .note").count()) > 0;
	}
	await shot("5-looked");
	for (let i = 0; i < 5; i++) { // the look page may go on by itself at the same moment
		await page.waitForLoadState("load").catch(() => {});
		if (await page.goto(base + "/").then(() => true, () => false)) break;
	}
	await page.locator("ol.actions li").first().waitFor({ timeout: 10000 }).catch(() => {});
	const svg = await page.locator("main svg").count(), actions = await page.locator("ol.actions li").count();
	ok(there && svg > 0 && actions > 0 && actions <= 6, `${name}: the first picture stands after ${((Date.now() - began) / 1000).toFixed(1)} s`, `svg ${svg}, actions ${actions}`);
	if (!job.phone) ok(await page.evaluate(() => document.querySelector("main").lastElementChild.getBoundingClientRect().bottom <= innerHeight), `${name}: all of the first picture is seen without scrolling on a laptop`, await page.evaluate(() => `${document.querySelector("main").lastElementChild.getBoundingClientRect().bottom} > ${innerHeight}`));
	await shot("6-home");
	if (keys) {
		await press("nav a[href='/measures']");
		ok(page.url().endsWith("/measures"), `${name}: the menu works by keys`);
		await page.goto(base + "/measures");
		await page.keyboard.press("Tab");
		ok(await page.evaluate(() => document.activeElement.matches(".skip")), `${name}: the first key leads past the menu`);
		none([...new Set(unseen)], `${name}: what has the focus is seen to have it`);
	}
	none(trouble, `${name}: no error and nothing that the policy of the page had to stop`);
	await context.close();
}

// "What if": a switch moves the figures while the page stays; then the same without JavaScript.
async function whatif(browser) {
	for (const js of [true, false]) {
		const name = js ? "what if" : "what if, without JavaScript";
		const context = await browser.newContext({ locale: "nl", viewport: { width: 1366, height: 768 }, javaScriptEnabled: js });
		await context.addCookies([{ name: "bolwerk", value: job.cookie, url: base }]);
		const page = await context.newPage();
		listen(page);
		await page.goto(base + "/risk/if");
		const first = page.locator("a[role=switch]").first(), figure = () => page.locator(".whatif strong").first().innerText();
		const before = await figure(), title = await first.innerText();
		if (js) await page.evaluate(() => (window.stays = true));
		await first.focus();
		const began = Date.now();
		await page.keyboard.press("Enter");
		await page.waitForFunction(() => document.querySelector("a[role=switch]").getAttribute("aria-checked") === "true", null, { timeout: 5000 }).catch(() => {});
		const took = Date.now() - began;
		ok((await first.getAttribute("aria-checked")) === "true" && (await figure()) !== before, `${name}: a switch by key moves the figure (${took} ms)`, before, await figure());
		if (js) ok(await page.evaluate(() => window.stays === true && document.activeElement.innerText) === title, `${name}: the page stays, and so does the focus`);
		ok(/with=/.test(page.url()), `${name}: the address tells the choice`, page.url());
		await page.screenshot({ path: path.join(folder, `whatif-${js ? "js" : "nojs"}.png`), fullPage: true });
		await page.locator("a[role=switch]").first().click();
		await page.waitForFunction((was) => document.querySelector(".whatif strong").innerText === was, before, { timeout: 5000 }).catch(() => {});
		ok((await figure()) === before, `${name}: switched back it is as it was`, before, await figure());
		await context.close();
	}
	none(trouble, "what if: no error in the console");
}

async function pages(browser) {
	const sizes = [["desk", 1366, 768], ["phone", 390, 844]];
	const violations = new Map(), wide = [];
	let looked = 0;
	for (const [role, { cookie, paths }] of Object.entries(job.roles))
		for (const [size, width, height] of sizes)
			for (const scheme of ["light", "dark"]) {
				const context = await browser.newContext({ locale: "nl", viewport: { width, height }, colorScheme: scheme, reducedMotion: "reduce", bypassCSP: true });
				if (cookie) await context.addCookies([{ name: "bolwerk", value: cookie, url: base }]);
				const page = await context.newPage();
				listen(page);
				for (const p of paths) {
					const r = await page.goto(base + p, { waitUntil: "domcontentloaded" });
					if (!r || r.status() !== 200) continue;
					looked++;
					await page.evaluate(axe);
					const found = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"], runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }).then((r) => r.violations.map((v) => `${v.id}: ${v.nodes.length} × ${v.nodes[0].html.slice(0, 160)} ${v.nodes[0].failureSummary.slice(0, 200)}`)));
					for (const v of found) violations.set(`${p} as ${role}: ${v}`, `${size} ${scheme}`);
					for (const w of size === "phone" && scheme === "light" ? [390, 320] : []) {
						await page.setViewportSize({ width: w, height });
						const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
						if (over > 0) wide.push(`${p} as ${role} at ${w}: ${over} px too wide ` + await page.evaluate(() => [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll")).slice(0, 3).map((e) => e.outerHTML.slice(0, 80)).join(" | ")));
					}
					await page.setViewportSize({ width, height });
					if (size === "phone" || scheme === "light") await page.screenshot({ path: path.join(folder, `${role}${p.replace(/[^a-z0-9.]+/gi, "_").slice(0, 60)}-${size}-${scheme}.png`), fullPage: false });
				}
				await context.close();
			}
	none([...violations].map(([k, v]) => `${k} (${v})`), `axe-core finds nothing on ${looked} looks at pages`);
	none(wide, "no page scrolls sideways on a phone of 390 or 320");
	none(trouble, "no page puts an error in the console");
}

(async () => {
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox", "--disable-gpu"] });
	try {
		await { first, whatif, pages }[job.do](browser);
	} catch (e) {
		ok(false, `${job.do} ${job.lang || ""} came to its end`, e.stack);
	}
	console.log(`1..${n}`);
	await browser.close();
})();
