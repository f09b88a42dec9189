// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// node links.js BASE SIGN-TOKEN SUPPLIER-TOKEN SCREENS: a signature on a phone and a supplier's link, as their people would. Prints what was seen as JSON.
const { chromium } = require(process.cwd() + "/build/browser/node_modules/playwright-core");
(async () => {
	const [base, sign, supplier, screens] = process.argv.slice(2), seen = {};
	const browser = await chromium.launch({ executablePath: process.env.CHROMIUM || "/usr/bin/chromium", args: ["--no-sandbox"] });
	const phone = await (await browser.newContext({ viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, locale: "nl-BE" })).newPage();
	await phone.goto(`${base}/link/${sign}`);
	await phone.tap("main form button.main");
	await phone.waitForURL("**/sign");
	seen.signAt = new URL(phone.url()).pathname;
	await phone.check("input[name=agree]");
	await phone.screenshot({ path: `${screens}/sign-phone.png` });
	await phone.tap("main form button.main");
	await phone.locator("input[name=agree]").waitFor({ state: "detached" });
	seen.signed = await phone.locator("main .note").innerText();
	seen.wide = await phone.evaluate(() => document.documentElement.scrollWidth - innerWidth);
	await phone.screenshot({ path: `${screens}/signed-phone.png` });
	const desk = await (await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: "nl-BE" })).newPage();
	await desk.goto(`${base}/link/${supplier}`);
	await desk.click("main form button.main");
	await desk.waitForURL("**/requests");
	seen.supplierAt = new URL(desk.url()).pathname;
	seen.request = await desk.locator("main").innerText();
	await desk.screenshot({ path: `${screens}/supplier.png` });
	await desk.click('form[action$="/said"] button');
	seen.said = await desk.locator("main").innerText();
	seen.measures = (await desk.goto(`${base}/measures`)).status();
	await desk.screenshot({ path: `${screens}/supplier-said.png` });
	await browser.close();
	console.log(JSON.stringify(seen));
})().catch((e) => { console.error(e); process.exit(1); });
