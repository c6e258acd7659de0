
"use strict";
// The page's only script: reads the findings below, filters and draws them.
// Text is only ever set as text, never as markup.
const data = JSON.parse(document.getElementById("data").textContent);
const STEP = { NOTE: 0, BEGIN: 1, CALL: 2, SITE: 3 };
const CHUNK = 60;
// Rules whose steps are all callers, and no way through the code.
const CALLERS = new Set(["needless-atomic"]);
const $ = id => document.getElementById(id);

function el(tag, attrs, ...kids) {
	const node = document.createElement(tag);
	for (const [k, v] of Object.entries(attrs || {}))
		if (v === true) node.setAttribute(k, "");
		else if (v !== false && v != null) node.setAttribute(k, v);
	node.append(...kids.filter(k => k != null));
	return node;
}

function svg(tag, attrs, ...kids) {
	const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
	for (const [k, v] of Object.entries(attrs)) node.setAttribute(k, v);
	node.append(...kids);
	return node;
}

// May be broken behind each slash.
const breakable = text => text.split(/(?<=\/)/).flatMap(part => [part, el("wbr")]);
const plural = (n, word) => `${n.toLocaleString("en")} ${word}${n === 1 ? "" : "s"}`;
const folder = file => file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : ".";

// Engines that do not tell steps apart still end at the site.
function withSite(steps) {
	if (steps.length && steps.every(s => s.kind === STEP.NOTE)) steps[steps.length - 1].kind = STEP.SITE;
	return steps;
}

// ---- findings, and what they can be chosen by ----------------------------

const findings = data.findings.map((f, id) => ({
	id, ...f, steps: withSite(f.steps), rule: data.rules[f.r].id, dir: folder(f.file),
	standing: f.why != null ? "suppressed" : f.standing || "open",
	text: [f.file, f.fn, f.message, data.rules[f.r].id, f.print].join(" ").toLowerCase(),
}));

const STANDINGS = { open: "to be looked at", new: "new", unchanged: "in the baseline",
	absent: "no longer found", suppressed: "suppressed in the source" };
const FACETS = [
	{ key: "standing", name: "Standing", label: v => STANDINGS[v],
	  off: v => v === "absent" || v === "suppressed" },
	{ key: "rule", name: "Rule" },
	{ key: "sure", name: "Certainty" },
	{ key: "dir", name: "Directory" },
];

function resetFacets() {
	for (const facet of FACETS) {
		facet.chosen = new Set();
		for (const f of findings)
			if (!facet.off || !facet.off(f[facet.key])) facet.chosen.add(f[facet.key]);
	}
}

let words = [];
const matches = (f, but) => words.every(w => f.text.includes(w)) &&
	FACETS.every(facet => facet === but || facet.chosen.has(f[facet.key]));

function tally(list, key) {
	const count = new Map();
	for (const f of list) count.set(f[key], (count.get(f[key]) || 0) + 1);
	return count;
}

function facetBox(facet) {
	const all = tally(findings, facet.key);
	const values = [...all.keys()].sort((a, b) => all.get(b) - all.get(a) || (a < b ? -1 : 1));
	if (values.length < 2 && facet.key !== "rule") return null;
	const now = tally(findings.filter(f => matches(f, facet)), facet.key);
	const box = el("div", { class: "facet" });
	for (const value of values) {
		const input = el("input", { type: "checkbox", checked: facet.chosen.has(value) });
		input.addEventListener("change", () => {
			if (input.checked) facet.chosen.add(value); else facet.chosen.delete(value);
			update(`${facet.key} ${value}`);
		});
		input.dataset.key = `${facet.key} ${value}`;
		const n = now.get(value) || 0;
		box.append(el("label", { class: n ? "" : "zero" }, input,
			el("span", { class: "name" }, ...breakable(facet.label ? facet.label(value) : value)),
			el("span", { class: "n" }, n.toLocaleString("en"))));
	}
	return el("fieldset", {}, el("legend", {}, facet.name), box);
}

// ---- one finding ---------------------------------------------------------

function line(file, number, attrs, col) {
	const text = (data.sources[file] || {})[number];
	if (text == null) return null;
	const code = el("span", { class: "t" });
	const chars = [...text], rest = chars.slice(col - 1).join("");
	const mark = col ? /^(\w+|.)/su.exec(rest) : null;
	if (mark) code.append(chars.slice(0, col - 1).join(""), el("span", { class: "col" }, mark[0]),
		rest.slice(mark[0].length));
	else code.append(text);
	return el("span", { class: "l", ...attrs }, el("span", { class: "no" }, String(number)), code);
}

// All lines the page holds of the functions on the path, the steps marked.
function source(f) {
	const hits = new Map([[`${f.file}:${f.line}`, f.col]]);
	for (const s of f.steps) if (!hits.has(`${s.file}:${s.line}`)) hits.set(`${s.file}:${s.line}`, 0);
	const near = new Map();
	const want = (file, at, by) => {
		if (!near.has(file)) near.set(file, new Set());
		for (let n = at - by; n <= at + by; n++) near.get(file).add(n);
	};
	want(f.file, f.line, 4);
	for (const s of f.steps) want(s.file, s.line, 1);
	const out = [];
	for (const [file, set] of near) {
		const pre = el("pre", {});
		let last = 0;
		for (const n of [...set].sort((a, b) => a - b)) {
			const key = `${file}:${n}`;
			const node = line(file, n, { class: hits.has(key) ? "l hit" : "l" }, hits.get(key));
			if (!node) continue;
			if (last && n > last + 1) pre.append(el("span", { class: "l gap" }, "⋯"));
			pre.append(node);
			last = n;
		}
		if (last) out.push(el("h3", {}, file), pre);
	}
	return out;
}

function fixDiff(f) {
	if (!f.fix) return [];
	const pre = el("pre", {});
	if (f.fix.diff) {
		// The names before the first hunk stand above already.
		const lines = f.fix.diff.replace(/\n$/, "").split("\n");
		const kinds = { "+": "l fresh", "-": "l old", "@": "l gap" };
		for (const l of lines.slice(Math.max(0, lines.findIndex(s => s.startsWith("@@")))))
			pre.append(el("span", { class: kinds[l[0]] || "l" }, el("span", { class: "t" }, l)));
	} else {
		const text = (data.sources[f.file] || {})[f.line];
		const at = text == null ? -1 : text.indexOf(f.fix.old);
		if (at < 0) return [el("h3", {}, "Fix"), el("p", {}, `Replace ${f.fix.old} by ${f.fix.new}.`)];
		pre.append(el("span", { class: "l old" }, el("span", { class: "t" }, "-" + text)),
			el("span", { class: "l fresh" }, el("span", { class: "t" },
				"+" + text.slice(0, at) + f.fix.new + text.slice(at + f.fix.old.length))));
	}
	return [el("h3", {}, "Fix"), f.fix.why ? el("p", {}, f.fix.why) : "", pre];
}

function stepList(f) {
	const list = el("ol", { class: "steps" });
	f.steps.forEach((s, i) => list.append(el("li", {
		class: s.kind === STEP.BEGIN ? "begin" : s.kind === STEP.SITE ? "site" : "" },
		el("span", { class: "no" }, String(i + 1)),
		el("div", {}, el("div", {}, s.fn ? `${s.fn}: ${s.text}` : s.text),
			el("div", { class: "where" }, `${s.file}:${s.line}`)))));
	return list;
}

function detail(f) {
	const node = el("div", { class: "detail" });
	if (f.why != null) node.append(el("p", { class: "reason" }, `Suppressed in the source: ${f.why}`));
	if (f.standing === "absent")
		node.append(el("p", { class: "reason" }, "In the baseline, but no longer found."));
	if (CALLERS.has(f.rule)) {
		node.append(el("h3", {}, "Callers"), stepList(f));
	} else if (f.steps.length) {
		const frame = el("div", { class: "picture", tabindex: "0", role: "group", "aria-label": "The path as a picture" });
		node.append(el("h3", {}, "Path"), frame, stepList(f));
		requestAnimationFrame(() => frame.append(picture(f, frame.clientWidth)));
	}
	node.append(...source(f), ...fixDiff(f));
	const page = data.rules[f.r].page;
	if (page) node.append(el("h3", {}, "Rule"), el("details", { class: "rule" },
		el("summary", {}, `${f.rule}: ${data.rules[f.r].text}`), el("pre", {}, page)));
	node.append(el("p", { class: "meta" }, `fingerprint ${f.print} · seen by ${f.engines.join(", ")}`));
	return node;
}

function row(f) {
	const tags = el("span", { class: "tags" });
	if (data.trend || f.standing === "suppressed")
		tags.append(el("span", { class: `tag ${f.standing}` }, f.standing === "unchanged" ? "known" :
			f.standing === "absent" ? "gone" : f.standing));
	if (f.sure !== "certain") tags.append(el("span", { class: `tag ${f.sure}` }, f.sure));
	tags.append(el("span", { class: "tag" }, f.rule));
	const button = el("button", { class: "row", type: "button", "aria-expanded": "false" },
		el("span", { class: "message" }, f.message), tags,
		el("span", { class: "where" }, `${f.file}${f.line ? ":" + f.line : ""}${f.fn ? " · " + f.fn + "()" : ""}`));
	const item = el("li", { "data-id": f.id }, button);
	button.addEventListener("click", () => toggle(item, f));
	return item;
}

function toggle(item, f) {
	const button = item.firstChild, open = button.getAttribute("aria-expanded") === "true";
	button.setAttribute("aria-expanded", String(!open));
	if (open) item.lastChild.remove(); else item.append(detail(f));
}

// ---- the path as a picture -----------------------------------------------
// Time runs to the right. The line above is the context: it rises where a lock
// is taken (the padlock) or a handler begins. The bars below are the functions, callees
// lower. Numbers are those of the steps.

const isLock = s => /\btaken\b/.test(s.text);

function spans(steps) {
	const out = [];
	steps.forEach((s, i) => {
		const last = out[out.length - 1];
		if (last && last.fn === s.fn) last.to = i;
		else out.push({ fn: s.fn, from: i, to: i, depth: s.depth });
	});
	return out;
}

function picture(f, width) {
	const n = f.steps.length, left = 72, right = 16;
	const gap = Math.max(74, Math.min(190, ((width || 600) - left - right) / n));
	const deepest = Math.max(...f.steps.map(s => s.depth));
	const levels = f.steps.filter(s => s.kind === STEP.BEGIN).length;
	const base = levels ? 78 : 26, rise = levels > 1 ? Math.max(10, 44 / levels) : 40;
	const w = left + right + n * gap, h = base + 40 + deepest * 24 + 20;
	const x = i => left + (i + .5) * gap;
	const root = svg("svg", { width: w, height: h, viewBox: `0 0 ${w} ${h}`, role: "img",
		"aria-label": `Path of ${n} steps: ` + f.steps.map(s => s.text).join("; then ") });
	let level = 0, line = `M${left} ${base}`;
	const ys = f.steps.map((s, i) => {
		// Behind a site another way begins, from where nothing is held.
		if (i && f.steps[i - 1].kind === STEP.SITE && level) {
			line += ` H${x(i) - gap / 2} V${base}`;
			level = 0;
		}
		// A handler's context begins behind the place that registers it.
		const later = s.kind === STEP.BEGIN && !isLock(s);
		const y = base - level * rise;
		if (s.kind === STEP.BEGIN) {
			line += ` H${x(i) + (later ? gap / 2 : 0)}`;
			level++;
			line += ` V${base - level * rise}`;
		}
		return later ? y : base - level * rise;
	});
	line += ` H${x(n - 1) + gap / 2}`;
	if (levels) root.append(
		svg("path", { d: `${line} V${base} H${left} Z`, fill: "var(--hot-soft)" }),
		svg("text", { x: 6, y: base - levels * rise + 4 }, "atomic"));
	root.append(svg("text", { x: 6, y: base + 4 }, levels ? "may sleep" : "context"),
		svg("path", { d: line, fill: "none", stroke: levels ? "var(--hot)" : "var(--soft)", "stroke-width": 2 }));
	for (const s of spans(f.steps)) drawSpan(root, s, x, gap, base + 24);
	f.steps.forEach((s, i) => drawStep(root, s, i, x(i), ys[i], base + 24 + s.depth * 24));
	return root;
}

function drawSpan(root, s, x, gap, top) {
	const x0 = x(s.from) - gap / 2 + 3, x1 = x(s.to) + gap / 2 - 3, y = top + s.depth * 24;
	const room = Math.floor((x1 - x0 - 12) / 6.2), name = s.fn || "(file)";
	const short = name.length > room ? name.slice(0, Math.max(1, room - 1)) + "…" : name;
	root.append(svg("g", {}, svg("title", {}, name),
		svg("rect", { x: x0, y, width: x1 - x0, height: 20, rx: 4, fill: "var(--code)", stroke: "var(--line)" }),
		svg("text", { x: x0 + 6, y: y + 14, class: "fn" }, short)));
}

function drawStep(root, s, i, x, y, foot) {
	const colour = s.kind === STEP.SITE ? "var(--bad)" : s.kind === STEP.BEGIN ? "var(--hot)" : "var(--soft)";
	const g = svg("g", {}, svg("title", {}, s.text));
	g.append(svg("line", { x1: x, y1: y + 10, x2: x, y2: foot, stroke: colour, "stroke-dasharray": "2 3" }));
	if (s.kind === STEP.BEGIN && isLock(s))
		g.append(svg("path", { d: `M${x - 5} ${y - 10} v-4 a5 5 0 0 1 10 0 v4`, fill: "none", stroke: colour, "stroke-width": 1.6 }));
	g.append(svg("circle", { cx: x, cy: y, r: 9.5, stroke: colour, "stroke-width": 1.6,
		fill: s.kind === STEP.SITE ? "var(--bad)" : "var(--panel)" }),
		svg("text", { x, y: y + 4, "text-anchor": "middle", class: "num",
			style: `fill:${s.kind === STEP.SITE ? "var(--panel)" : colour}` }, String(i + 1)));
	root.append(g);
}

// ---- list ----------------------------------------------------------------

let shown = [], drawn = 0;

function drawMore() {
	const part = document.createDocumentFragment();
	for (const f of shown.slice(drawn, drawn + CHUNK)) part.append(row(f));
	drawn = Math.min(shown.length, drawn + CHUNK);
	$("list").append(part);
}

function empty() {
	const none = !findings.length;
	return el("li", { class: "empty" },
		el("strong", {}, none ? "Nothing found" : "No finding is left"),
		none ? data.unanalysed ? "But not everything could be analysed: see below." :
			"labcheck has looked at everything it was given." : "Loosen the filter, or show all again.");
}

function update(keep) {
	shown = findings.filter(f => matches(f));
	drawn = 0;
	$("list").replaceChildren();
	drawMore();
	if (!shown.length) $("list").append(empty());
	$("facets").replaceChildren(...FACETS.map(facetBox).filter(Boolean));
	const all = findings.filter(f => f.standing !== "suppressed" && f.standing !== "absent").length;
	$("counts").textContent = shown.length === all ? plural(all, "finding") :
		`${shown.length.toLocaleString("en")} of ${plural(findings.length, "finding")}`;
	if (keep) for (const input of document.querySelectorAll("[data-key]"))
		if (input.dataset.key === keep) input.focus();
}

function trend() {
	if (!data.trend) return;
	const count = tally(findings, "standing");
	const parts = [["new", "new"], ["unchanged", "known"], ["absent", "gone"]];
	const stack = el("div", { class: "stack", "aria-hidden": "true" });
	const legend = el("div", { class: "legend" });
	for (const [key, name] of parts) {
		const n = count.get(key) || 0;
		if (n) stack.append(el("span", { class: key, style: `flex:${n}` }));
		legend.append(el("span", { class: key }, el("b", {}, n.toLocaleString("en")), ` ${name}`));
	}
	const table = el("table", {}, el("tr", {}, ...["rule", "baseline", "now", "new", "gone"].map(t => el("th", {}, t))));
	for (const t of data.trend) {
		const now = findings.filter(f => f.rule === t.rule && (f.standing === "new" || f.standing === "unchanged"));
		const fresh = now.filter(f => f.standing === "new").length;
		table.append(el("tr", {}, ...[t.rule, t.was, now.length, fresh, t.gone].map(v => el("td", {}, String(v)))));
	}
	$("trend").append(stack, legend, el("details", {}, el("summary", {}, "By rule, against the baseline"), table));
	$("trend").hidden = false;
}

function ledger() {
	if (!data.unanalysed) return;
	const box = $("ledger");
	box.hidden = false;
	box.firstElementChild.textContent = `Not analysed: ${plural(data.unanalysed, "entry").replace("entrys", "entries")}`;
	box.addEventListener("toggle", () => {
		if (!box.open || box.lastElementChild.firstChild) return;
		const table = el("table", {});
		for (const e of data.ledger)
			table.append(el("tr", {}, el("td", {}, e.name), el("td", {}, e.text),
				el("td", {}, e.file ? `${e.file}:${e.line}` : ""), el("td", {}, e.count > 1 ? `${e.count} times` : "")));
		box.lastElementChild.append(data.ledger.length ? table :
			el("p", {}, "Which they are was left out; --ledger puts them here."));
	});
}

// ---- keyboard ------------------------------------------------------------

function move(by) {
	const rows = [...document.querySelectorAll(".row")];
	const at = rows.indexOf(document.activeElement.closest("li")?.querySelector(".row"));
	if (at + by >= rows.length && drawn < shown.length) {
		drawMore();
		move(by);
		return;
	}
	const next = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
	if (next) {
		next.focus();
		next.scrollIntoView({ block: "nearest" });
	}
}

document.addEventListener("keydown", e => {
	if (e.ctrlKey || e.altKey || e.metaKey) return;
	const typing = e.target === $("search");
	if (e.key === "Escape") {
		const open = document.activeElement.closest("li")?.querySelector('.row[aria-expanded="true"]');
		if (typing) $("search").blur();
		else if (open) { open.click(); open.focus(); }
	} else if (typing) {
		return;
	} else if (e.key === "/") {
		e.preventDefault();
		$("filters").open = true;
		$("search").focus();
	} else if (e.key === "j" || e.key === "k") {
		move(e.key === "j" ? 1 : -1);
	}
});

$("search").addEventListener("input", () => {
	words = $("search").value.toLowerCase().split(/\s+/).filter(Boolean);
	update();
});
$("reset").addEventListener("click", () => {
	$("search").value = "";
	words = [];
	resetFacets();
	update();
});
$("theme").addEventListener("click", () => {
	const root = document.documentElement;
	const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
	root.dataset.theme = dark ? "light" : "dark";
});
if (matchMedia("(max-width: 46rem)").matches) $("filters").open = false;
new IntersectionObserver(seen => {
	if (seen.some(s => s.isIntersecting) && drawn < shown.length) drawMore();
}, { rootMargin: "1200px" }).observe($("more"));
resetFacets();
trend();
ledger();
update();
