// SPDX-License-Identifier: GPL-2.0-or-later
// look.js: open pages in a real Chromium and print, as JSON, what is there.
// Standard input: {pages: [{name, file, width, scheme, keys, shot}]}.
"use strict";
const { createRequire } = require("module");
const { chromium } = createRequire(process.argv[2] + "/x.js")("playwright-core");

async function look(browser, page) {
	const context = await browser.newContext({
		colorScheme: page.scheme || "light", viewport: { width: page.width || 1280, height: 800 } });
	const tab = await context.newPage();
	const wrong = [], asked = [];
	tab.on("pageerror", e => wrong.push(String(e)));
	tab.on("console", m => wrong.push(m.text()));
	tab.on("dialog", d => { wrong.push("dialog: " + d.message()); d.dismiss(); });
	tab.on("request", r => { if (!r.url().startsWith("file:")) asked.push(r.url()); });
	await tab.goto("file://" + page.file, { timeout: 60000 });
	await tab.waitForSelector("#list > li", { timeout: 60000 });
	const ms = await tab.evaluate(() => performance.timing.domComplete
		? performance.timing.domComplete - performance.timing.navigationStart : performance.now());
	for (const key of page.keys || [])
		if (key.startsWith("type:")) await tab.keyboard.type(key.slice(5));
		else if (key.startsWith("click:")) await tab.click(key.slice(6));
		else await tab.keyboard.press(key);
	await tab.waitForTimeout(200);
	const seen = await tab.evaluate(() => ({
		rows: document.querySelectorAll(".row").length,
		counts: document.getElementById("counts").textContent,
		messages: [...document.querySelectorAll(".row .message")].slice(0, 5).map(n => n.textContent),
		tags: [...document.querySelectorAll(".tag")].slice(0, 60).map(n => n.textContent),
		text: document.body.innerText,
		open: document.querySelectorAll('.row[aria-expanded="true"]').length,
		focus: document.activeElement.className || document.activeElement.id,
		focusText: document.activeElement.innerText || "",
		wider: document.documentElement.scrollWidth - window.innerWidth,
		pictures: document.querySelectorAll(".picture svg").length,
		label: document.querySelector(".picture svg")?.getAttribute("aria-label"),
		circles: document.querySelectorAll(".picture svg circle").length,
		line: document.querySelector(".picture svg path[stroke-width='2']")?.getAttribute("d"),
		fresh: [...document.querySelectorAll("pre .fresh")].map(n => n.textContent),
		hits: [...document.querySelectorAll("pre .hit")].map(n => n.textContent),
		background: getComputedStyle(document.body).backgroundColor,
		trend: document.getElementById("trend").innerText,
		facets: [...document.querySelectorAll("fieldset legend")].map(n => n.textContent),
		foreign: document.querySelectorAll("main script, main img, main iframe, main b").length,
	}));
	if (page.shot) await tab.screenshot({ path: page.shot, fullPage: true });
	await context.close();
	return { ...seen, ms, wrong, asked };
}

(async () => {
	const input = JSON.parse(require("fs").readFileSync(0, "utf8"));
	const browser = await chromium.launch({
		executablePath: input.chromium, args: ["--no-sandbox", "--disable-gpu"] });
	const out = {};
	for (const page of input.pages) out[page.name] = await look(browser, page);
	await browser.close();
	console.log(JSON.stringify(out));
})().catch(e => { console.error(String(e)); process.exit(1); });
