// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck gate: red for what is new, and for nothing else. */
#include "baseline.h"
#include "inputs.h"
#include "patch.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEY_MAX = 256, KEY_DIFF };

struct gate {
	struct lab_arena *arena;
	struct lab_settings settings;
	const char *baseline, *diff;
	bool update, max_given, max_known;
	uint32_t max;
	LAB_VEC(const char *) paths;

	struct lab_report *report;
	struct lab_baseline *known;	/* NULL: none is compared with */
	struct lab_patch *patch;	/* NULL: all lines count */
	struct lab_comparison result;
	bool complete;		/* the ledger is whole */
	bool input, internal;	/* what was lost on the way */
};

static const struct argp_option options[] = {
	{ "baseline", 'b', "FILE", 0, "the findings that are known; only others count", 0 },
	{ "update", 'u', NULL, 0, "write the findings of now into the baseline", 0 },
	{ "diff", KEY_DIFF, "REV", 0, "only findings whose path touches a line changed since REV; `-': by the patch on standard input", 0 },
	{ "max-unanalysed", KEY_MAX, "N", OPTION_ARG_OPTIONAL, "fail, too, if more than N entries are in the ledger (default: as many as the baseline says)", 0 },
	{ 0 },
};

static const struct argp_child children[] = {
	{ &lab_settings_argp, 0, NULL, 0 }, { &lab_root_argp, 0, NULL, 0 }, { 0 } };

static void parse_max(struct gate *g, const char *arg)
{
	char *end;
	unsigned long n;

	g->max_given = true;
	if (!arg)
		return;
	n = strtoul(arg, &end, 10);
	if (*end || end == arg || *arg == '-' || n > UINT32_MAX)
		lab_die("--max-unanalysed=%s: expected a number", arg);
	g->max = n;
	g->max_known = true;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct gate *g = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = state->child_inputs[1] = &g->settings;
		return 0;
	case 'b':
		g->baseline = arg;
		return 0;
	case 'u':
		g->update = true;
		return 0;
	case KEY_DIFF:
		g->diff = arg;
		return 0;
	case KEY_MAX:
		parse_max(g, arg);
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&g->paths) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "OBJ|DIR|FINDINGS...",
	.doc = "Fail on new findings only. OBJ: objects that were compiled with the plugin; DIR: all "
	       "such objects below it; together they are one program. FINDINGS: what "
	       "`labcheck check --format=jsonl --ledger' printed; `-' is standard input.\v"
	       "Exit status: 0 nothing new, 1 new findings or too much that was not analysed, 2 bad "
	       "input, 3 internal failure.",
	.children = children,
};

static void check_usage(const struct gate *g)
{
	if (!g->paths.n)
		lab_die("gate: no objects or findings given; see labcheck gate --help");
	if (!g->baseline && !g->diff && !g->max_given)
		lab_die("gate: neither --baseline nor --diff nor --max-unanalysed given: nothing to compare with");
	if (g->update && !g->baseline)
		lab_die("gate: --update needs --baseline FILE");
	if (g->update && g->diff)
		lab_die("gate: --update writes all findings down, --diff leaves some out: give one of them");
	if (g->max_given && !g->max_known && !g->baseline)
		lab_die("gate: --max-unanalysed without a number needs --baseline");
	if (g->update)
		lab_output_check(g->baseline, "--baseline");
}

/* Objects and units of all paths as one program. */
static void analyse(struct gate *g, struct lab_units *units)
{
	struct lab_model *model = lab_settings_model(&g->settings);
	struct lab_analysis a = { .model = model,
				  .options = g->settings.engine,
				  .root = g->settings.root };
	struct lab_report *r;

	a.options.jobs = lab_cpus();
	a.options.modules = lab_units_modules(units, g->arena);
	r = lab_analysis_run(&a, units, g->paths.v[0]);

	lab_report_merge(g->report, r);
	g->internal = a.internal;
	lab_report_free(r);
	lab_model_free(model);
}

static void read_findings(struct gate *g, const char *path)
{
	struct lab_error err;
	bool complete;

	if (!strcmp(path, "-") && g->diff && !strcmp(g->diff, "-"))
		lab_die("gate: findings and a patch cannot both come from standard input");
	if (lab_findings_read(path, g->report, &complete, &err))
		lab_die("%s", err.msg);
	g->complete &= complete;
}

/* A gate that cannot look at all it was given says so, and nothing else. */
static void read_units(struct gate *g, struct lab_inputs *in,
		       struct lab_units *units)
{
	lab_inputs_decode(in, lab_cpus(), units);
	lab_inputs_check_build(in, units);
	if (in->complaints.n)
		lab_die("%s", in->complaints.v[0]);
	if (!units->list.n)
		lab_die("no unit in any of %u object%s: not compiled with -fplugin=labcheck.so",
			in->objects, lab_plural(in->objects));
	analyse(g, units);
}

static void read_paths(struct gate *g)
{
	struct lab_units units = { 0 };
	struct lab_inputs in = { 0 };
	uint32_t objects = 0;

	g->report = lab_report_new();
	g->complete = true;
	lab_inputs_init(&in, g->arena);
	for (uint32_t i = 0; i < g->paths.n; i++) {
		if (lab_findings_is(g->paths.v[i])) {
			read_findings(g, g->paths.v[i]);
			continue;
		}
		lab_inputs_add(&in, g->paths.v[i]);
		objects++;
	}
	if (objects)
		read_units(g, &in, &units);
	lab_units_free(&units);
	lab_inputs_free(&in);
	lab_report_filter(g->report, g->settings.engine.least,
			  g->settings.engine.rules);
	lab_report_sort(g->report);
}

static void read_patch(struct gate *g)
{
	struct lab_buf text = { 0 };
	struct lab_error err;

	if (strcmp(g->diff, "-")) {
		g->patch = lab_patch_git(g->settings.root, g->diff);
		return;
	}
	if (lab_file_read("/dev/stdin", &text, &err))
		lab_die("--diff=-: %s", err.msg);
	g->patch = lab_patch_parse(text.s, "standard input", &err);
	if (!g->patch)
		lab_die("--diff=-: %s", err.msg);
	lab_buf_free(&text);
}

static void read_baseline(struct gate *g)
{
	struct lab_error err;

	if (g->update && !lab_file_exists(g->baseline)) {
		g->known = lab_baseline_new(g->baseline);
		return;
	}
	if (!lab_file_exists(g->baseline))
		lab_die("--baseline=%s: no such file; make it with gate --update",
			g->baseline);
	g->known = lab_baseline_read(g->baseline, &err);
	if (!g->known)
		lab_die("%s", err.msg);
}

/* What the patch does not touch is not asked about. */
static void keep_touched(struct gate *g)
{
	struct lab_report *r = g->report;
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->findings.n; i++)
		if (r->findings.v[i].standing == LAB_STANDING_ABSENT ||
		    lab_patch_touches(g->patch, &r->findings.v[i]))
			r->findings.v[n++] = r->findings.v[i];
	r->findings.n = n;
	g->result.fresh = 0;
	for (uint32_t i = 0; i < n; i++) {
		struct lab_finding *f = &r->findings.v[i];

		if (!g->known && lab_finding_counts(f))
			f->standing = LAB_STANDING_NEW;
		g->result.fresh += f->standing == LAB_STANDING_NEW;
	}
}

static void say_absent(const struct gate *g)
{
	for (uint32_t i = 0; i < g->known->entries.n; i++) {
		const struct lab_known_entry *e = &g->known->entries.v[i];
		struct lab_buf b = { 0 };

		if (e->what != LAB_KNOWN_GONE && e->what != LAB_KNOWN_STALE)
			continue;
		lab_buf_printf(&b, "labcheck: %s: %s: ",
			       e->what == LAB_KNOWN_GONE ? "gone" : "stale",
			       e->file);
		if (*e->function)
			lab_buf_printf(&b, "%s(): ", e->function);
		lab_buf_printf(&b, "%s [labcheck:%s]", e->message,
			       lab_rule_name(e->rule));
		lab_say(b.s);
		lab_buf_free(&b);
	}
}

static void say_result(const struct gate *g)
{
	const struct lab_comparison *c = &g->result;

	fprintf(stderr, "labcheck: gate: %u new", c->fresh);
	if (g->known) {
		fprintf(stderr, ", %u known, %u gone, %u stale", c->known,
			c->gone, c->stale);
		if (c->unseen)
			fprintf(stderr, ", %u in files not looked at", c->unseen);
	}
	fprintf(stderr, "; not analysed: %u%s%s\n", g->report->ledger.n,
		g->complete ? "" : " or more (no --ledger in the findings)",
		g->known && !g->update && (c->gone || c->stale) ?
			"; gate --update takes the gone and stale ones out" : "");
}

/* Is the ledger longer than it may be? */
static bool too_blind(struct gate *g)
{
	if (!g->max_given)
		return false;
	if (!g->complete)
		lab_die("--max-unanalysed: the findings do not say what was not analysed; make them with --ledger");
	if (!g->max_known) {
		if (!g->known->has_unanalysed)
			lab_die("--max-unanalysed: %s does not say how much; make it anew with gate --update, or give a number",
				g->baseline);
		g->max = g->known->unanalysed;
	}
	if (g->report->ledger.n <= g->max)
		return false;
	lab_warn("not analysed: %u, and %u is the most that is allowed; --ledger lists them",
		 g->report->ledger.n, g->max);
	return true;
}

static void update(struct gate *g)
{
	struct lab_buf b = { 0 };

	lab_baseline_text(g->known, g->report, g->settings.root, &b);
	lab_output_write(g->baseline, &b);
	lab_buf_free(&b);
}

/* People and bots are told of what is new alone; who stores or draws gets it
 * all, each with its standing. */
static void print(struct gate *g)
{
	const enum lab_format f = g->settings.format;
	struct lab_report *r = g->report;
	uint32_t n = 0;

	if (f == LAB_FORMAT_TEXT || f == LAB_FORMAT_LINE ||
	    f == LAB_FORMAT_GITHUB) {
		for (uint32_t i = 0; i < r->findings.n; i++)
			if (r->findings.v[i].standing == LAB_STANDING_NEW)
				r->findings.v[n++] = r->findings.v[i];
		r->findings.n = n;
	}
	lab_settings_print(&g->settings, r);
}

int lab_gate_main(int argc, char **argv)
{
	struct lab_trend trend[LAB_RULE_COUNT] = { { 0 } };
	struct gate g = { .arena = lab_arena_new() };
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &g);
	check_usage(&g);
	if (g.baseline)
		read_baseline(&g);
	read_paths(&g);
	if (g.diff)
		read_patch(&g);
	if (g.known) {
		lab_baseline_compare(g.known, g.report, g.settings.root, trend,
				     &g.result);
		g.settings.trend = trend;
	}
	if (g.patch)
		keep_touched(&g);
	status = too_blind(&g) || (g.result.fresh && !g.update) ?
			 LAB_STATUS_FINDINGS : LAB_STATUS_CLEAN;
	if (g.known)
		say_absent(&g);
	if (g.update)
		update(&g);
	else
		print(&g);
	say_result(&g);
	if (g.report->faults.n)
		status = LAB_STATUS_INPUT;
	if (g.internal)
		status = LAB_STATUS_INTERNAL;
	lab_report_free(g.report);
	lab_baseline_free(g.known);
	lab_patch_free(g.patch);
	lab_arena_free(g.arena);
	return status;
}
