// SPDX-License-Identifier: GPL-2.0-or-later
/* Options and output that check and link share. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

enum { KEY_ROOT = 512, KEY_CACHE };

static const struct argp_option output_options[] = {
	{ "format", 'f', "FORMAT", 0, "text (default), jsonl, line, github, sarif, html", 1 },
	{ "output", 'o', "FILE", 0, "write findings to FILE", 1 },
	{ "rules", 'r', "RULE,...", 0, "only these rules; +RULE: that one besides the usual ones; all", 1 },
	{ "certainty", 'c', "LEVEL", 0, "leave out what is less certain than LEVEL: possible, likely (default), certain", 1 },
	{ "ledger", 'l', NULL, 0, "also print what was not analysed, and why; makes jsonl complete, fit to be stored", 1 },
	{ 0 },
};

static const struct argp_option root_options[] = {
	{ "root", KEY_ROOT, "DIR", 0, "the source lies in DIR (default: the working folder)", 1 },
	{ 0 },
};

static const struct argp_option options[] = {
	{ "model", 'm', "FILE", 0, "more of what kernel functions mean; entries replace the built-in ones; may be repeated", 1 },
	{ "cache", KEY_CACHE, "FILE", 0, "keep what was found out about functions in FILE: the next run analyses only what has changed, and what depends on it", 1 },
	{ 0 },
};

uint32_t lab_parse_number(const char *option, const char *arg, uint32_t most)
{
	char *end;
	long n = strtol(arg, &end, 10);

	if (*end || end == arg || n < 1 || n > (long)most)
		lab_die("--%s=%s: expected a number from 1 to %u", option, arg,
			most);
	return (uint32_t)n;
}

uint32_t lab_cpus(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n > 0 ? n : 1;
}

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
	int level = lab_certainty_by_name(name);

	if (level >= 0)
		return level;
	lab_die("--certainty=%s: no such level; there are: possible, likely, certain",
		name);
}

static error_t parse_output(int key, char *arg, struct argp_state *state)
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
		lab_output_check(arg, "--output");
		s->output = arg;
		return 0;
	case 'r':
		s->engine.rules = parse_rules(arg);
		return 0;
	case 'c':
		s->engine.least = parse_certainty(arg);
		s->least_given = true;
		return 0;
	case 'l':
		s->ledger = true;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static error_t parse_root(int key, char *arg, struct argp_state *state)
{
	struct lab_settings *s = state->input;

	if (key != KEY_ROOT)
		return ARGP_ERR_UNKNOWN;
	if (!lab_dir_exists(arg))
		lab_die("--root=%s: no such folder", arg);
	s->root = arg;
	return 0;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lab_settings *s = state->input;

	if (key == ARGP_KEY_INIT)
		state->child_inputs[0] = s;
	if (key == KEY_CACHE) {
		lab_output_check(arg, "--cache");
		s->cache = arg;
		return 0;
	}
	if (key != 'm')
		return key == ARGP_KEY_INIT ? 0 : ARGP_ERR_UNKNOWN;
	*LAB_PUSH(&s->models) = arg;
	return 0;
}

const struct argp lab_output_argp = { .options = output_options,
				      .parser = parse_output };
const struct argp lab_root_argp = { .options = root_options,
				    .parser = parse_root };
static const struct argp_child children[] = { { &lab_output_argp, 0, NULL, 0 }, { 0 } };
const struct argp lab_settings_argp = { .options = options, .parser = parse,
					.children = children };

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

uint32_t lab_terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size))
		return 0;
	return size.ws_col >= 40 ? size.ws_col : 0;
}

int lab_settings_print(const struct lab_settings *s, struct lab_report *report)
{
	const struct lab_render_options opt = {
		.ledger = s->ledger,
		.root = s->root,
		.colour = !s->output && isatty(STDOUT_FILENO) &&
			  !getenv("NO_COLOR"),
		.width = !s->output ? lab_terminal_width() : 0,
		.version = LAB_VERSION,
		.page = lab_rule_page,
		.trend = s->trend,
	};
	struct lab_buf b = { 0 };

	lab_report_sort(report);
	lab_render(s->format, report, &opt, &b);
	lab_output_write(s->output, &b);
	lab_buf_free(&b);
	for (uint32_t i = 0; i < report->faults.n; i++)
		lab_warn("%s", report->faults.v[i]);
	if (report->faults.n)
		return LAB_STATUS_INPUT;
	return lab_report_count(report) ? LAB_STATUS_FINDINGS :
					  LAB_STATUS_CLEAN;
}
