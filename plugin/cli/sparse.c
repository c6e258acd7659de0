// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck sparse: as a command. */
#include "sparse.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEY_SPARSE = 256 };

static const struct argp_option options[] = {
	{ "sparse", KEY_SPARSE, "FILE", 0, "the program (default: $SPARSE, or sparse)", 2 },
	{ 0 },
};

static const struct argp_child children[] = { { &lab_check_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lab_check *c = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = c;
		return 0;
	case KEY_SPARSE:
		c->checker = arg;
		return 0;
	case ARGP_KEY_END:
		if (c->settings.models.n)
			lab_die("sparse: --model is for the engine of check and link");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "PATH... [-- CFLAGS...]",
	.doc = "Run sparse as make C=2 would, and report what it says of contexts and of gfp_t. "
	       "What it says of other matters is counted.\v" LAB_CHECK_DOC,
	.children = children,
};

static void print_summary(const struct lab_sparse *s)
{
	uint32_t files = s->c->tasks.n - s->lost;
	uint32_t found = lab_report_count(s->report);
	uint32_t others = lab_strtab_count(s->others) - 1;

	fprintf(stderr, "labcheck: %u file%s, %u finding%s; not analysed: %u file%s; of other matters: %u message%s\n",
		files, lab_plural(files), found, lab_plural(found), s->lost,
		lab_plural(s->lost), others, lab_plural(others));
}

int lab_sparse_main(int argc, char **argv)
{
	struct lab_check c = { .arena = lab_arena_new(), .checker = "" };
	struct lab_sparse s = { .c = &c, .report = lab_report_new() };
	int status;

	lab_check_parse(&c, "sparse", &argp, &c, argc, argv);
	/* Nothing of it is more than possible: who asks for it wants it. */
	if (!c.settings.least_given)
		c.settings.engine.least = LAB_CERT_POSSIBLE;
	c.checker = lab_sparse_find(c.arena, c.checker, &s.contexts);
	lab_check_list(&c);
	lab_sparse_run(&s);
	lab_marks_suppress(s.report, c.settings.root);
	for (uint32_t i = 0; i < c.complaints.n; i++)
		lab_warn("%s", c.complaints.v[i]);
	status = lab_settings_print(&c.settings, s.report);
	print_summary(&s);
	if (s.lost || c.complaints.n)
		status = LAB_STATUS_INPUT;
	lab_report_free(s.report);
	lab_strtab_free(s.others);
	lab_arena_free(c.arena);
	return status;
}
