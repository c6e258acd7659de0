// SPDX-License-Identifier: GPL-2.0-or-later
/* Options and output that check and link share. */
#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct argp_option options[] = {
	{ "format", 'f', "FORMAT", 0, "text (default) or jsonl, one JSON object a line", 1 },
	{ "output", 'o', "FILE", 0, "write findings to FILE", 1 },
	{ "rules", 'r', "RULE,...", 0, "only these rules; +RULE: that one besides the usual ones; all", 1 },
	{ "certainty", 'c', "LEVEL", 0, "leave out what is less certain than LEVEL: possible, likely (default), certain", 1 },
	{ "model", 'm', "FILE", 0, "more of what kernel functions mean; entries replace the built-in ones; may be repeated", 1 },
	{ "ledger", 'l', NULL, 0, "also print what was not analysed, and why", 1 },
	{ 0 },
};

static enum lab_format parse_format(const char *name)
{
	int format = lab_format_by_name(name);
	struct lab_buf b = { 0 };

	if (format >= 0)
		return format;
	for (int i = 0; i < LAB_FORMAT_COUNT; i++)
		lab_buf_printf(&b, "%s%s", i ? ", " : "", lab_format_name(i));
	lab_die("--format=%s: no such format; there are: %s", name, b.s);
}

static void die_no_rule(const char *name)
{
	struct lab_buf b = { 0 };

	for (int i = 0; i < LAB_RULE_COUNT; i++)
		lab_buf_printf(&b, "%s%s", i ? ", " : "", lab_rule_name(i));
	lab_die("--rules=%s: no such rule; there are: %s", name, b.s);
}

static uint32_t parse_rules(const char *list)
{
	char *copy = strdup(list), *rest = copy, *name;
	uint32_t mask = 0;

	while ((name = strsep(&rest, ","))) {
		if (!lab_rules_add(&mask, name))
			die_no_rule(name);
	}
	free(copy);
	return mask;
}

static enum lab_certainty parse_certainty(const char *name)
{
	for (int i = 0; i < LAB_CERT_COUNT; i++)
		if (!strcmp(name, lab_certainty_name(i)))
			return i;
	lab_die("--certainty=%s: no such level; there are: possible, likely, certain",
		name);
}

/* Before the work, not after it. */
static void check_writable(const char *path)
{
	FILE *f = fopen(path, "ae");

	if (!f)
		lab_die("--output=%s: %s", path, strerror(errno));
	fclose(f);
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lab_settings *s = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		s->engine.least = LAB_LEAST_DEFAULT;
		return 0;
	case 'f':
		s->format = parse_format(arg);
		return 0;
	case 'o':
		check_writable(arg);
		s->output = arg;
		return 0;
	case 'r':
		s->engine.rules = parse_rules(arg);
		return 0;
	case 'c':
		s->engine.least = parse_certainty(arg);
		return 0;
	case 'm':
		*LAB_PUSH(&s->models) = arg;
		return 0;
	case 'l':
		s->ledger = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

const struct argp lab_settings_argp = { .options = options, .parser = parse };

struct lab_model *lab_settings_model(const struct lab_settings *s)
{
	struct lab_model *m = lab_model_new();
	struct lab_error err;

	if (lab_model_read_builtin(m, &err))
		lab_die("built-in model: %s", err.msg);
	for (uint32_t i = 0; i < s->models.n; i++) {
		const char *name = s->models.v[i];
		struct lab_buf text = { 0 };

		if (lab_file_read(name, &text, &err))
			lab_die("model %s", err.msg);
		if (lab_model_read(m, text.s, text.n, name, &err))
			lab_die("model %s", err.msg);
		lab_buf_free(&text);
	}
	return m;
}

static void write_out(const char *path, const struct lab_buf *b)
{
	FILE *f = path ? fopen(path, "we") : stdout;

	if (!f)
		lab_die("%s: %s", path, strerror(errno));
	if (b->n)
		fwrite(b->s, 1, b->n, f);
	if (fflush(f) || ferror(f))
		lab_die("%s: cannot be written: %s", path ? path : "output",
			strerror(errno));
	if (path)
		fclose(f);
}

int lab_settings_print(const struct lab_settings *s, struct lab_report *report)
{
	const struct lab_render_options opt = {
		.ledger = s->ledger,
		.root = s->root,
		.colour = !s->output && isatty(STDOUT_FILENO) &&
			  !getenv("NO_COLOR"),
	};
	struct lab_buf b = { 0 };

	lab_report_sort(report);
	lab_render(s->format, report, &opt, &b);
	write_out(s->output, &b);
	lab_buf_free(&b);
	return report->findings.n ? LAB_STATUS_FINDINGS : LAB_STATUS_CLEAN;
}
