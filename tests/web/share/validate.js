// SPDX-License-Identifier: EUPL-1.2
// SPDX-FileCopyrightText: Bolwerk contributors
//
// validate.js FOLDER: looks at every .html in it as a validator does, in one process; prints a line for each thing that is wrong, each once with
// the number of pages that have it.
"use strict";
const fs = require("fs"), path = require("path");
const root = path.resolve(__dirname, "../../..");
const { HtmlValidate, StaticConfigLoader } = require(path.join(root, "build/browser/node_modules/html-validate"));
const config = {
	root: true,
	extends: ["html-validate:standard", "html-validate:a11y"],
	rules: {
		// How the source is written (blanks at line ends, `disabled=""`, quotes, long titles of somebody's own words) is nobody's trouble.
		"no-trailing-whitespace": "off", "attribute-boolean-style": "off", "attribute-empty-style": "off", "void-style": "off", "attr-quotes": "off",
		"long-title": "off", "no-inline-style": "error", "doctype-style": "off", "prefer-native-element": "off", "tel-non-breaking": "off",
		"no-raw-characters": "off", "no-implicit-button-type": "off", "require-sri": "off", "no-implicit-input-type": "off",
		"input-attributes": "error", "wcag/h63": "error", "wcag/h30": "error", "wcag/h32": "off", "no-dup-id": "error", "no-dup-attr": "error",
		"script-element": "error", "valid-id": ["error", { relaxed: true }], "no-redundant-role": "off", "form-dup-name": "off",
		// Browsers and validators agree since HTML 5.3 that a label may hold the error behind its text.
		"multiple-labeled-controls": "error", "input-missing-label": "error", "element-required-attributes": "error", "element-required-content": "error",
	},
};
const h = new HtmlValidate(new StaticConfigLoader(config));
const seen = new Map();
(async () => {
	const folder = process.argv[2];
	for (const f of fs.readdirSync(folder).filter((f) => f.endsWith(".html"))) {
		const r = await h.validateString(fs.readFileSync(path.join(folder, f), "utf8"));
		for (const one of r.results)
			for (const m of one.messages) {
				const page = f.split(" ")[0], key = `${page}: ${m.ruleId}: ${m.message}`;
				if (!seen.has(key)) seen.set(key, { n: 0, f, line: m.line });
				seen.get(key).n++;
			}
	}
	for (const [k, v] of seen) console.log(`${k} (${v.n} times; ${v.f}:${v.line})`);
})();
