// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck fix: a diff for each finding, tried before it is offered. */
#include "fix.h"

#include <libgen.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { KEY_APPLY = 256, KEY_ALL };

static const struct argp_option options[] = {
	{ "apply", KEY_APPLY, NULL, 0, "change the files; otherwise diffs are printed", 2 },
	{ "all", KEY_ALL, NULL, 0, "all fixes that stand the trial, not the best of each finding alone", 2 },
	{ 0 },
};

static const struct argp_child children[] = { { &lab_check_argp, 0, NULL, 0 }, { 0 } };

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct lab_fixing *x = state->input;

	(void)arg;
	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &x->c;
		return 0;
	case KEY_APPLY:
		x->apply = true;
		return 0;
	case KEY_ALL:
		x->all = true;
		return 0;
	case ARGP_KEY_END:
		if (x->c.settings.format != LAB_FORMAT_TEXT)
			lab_die("fix: --format does not go with fix: what it writes are diffs");
		if (x->apply && x->all)
			lab_die("fix: --all does not go with --apply");
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options,
	.parser = parse,
	.args_doc = "PATH... [-- CFLAGS...]",
	.doc = "Offer a unified diff for each finding, with its reason. Each has been tried: it compiles, "
	       "the finding is gone, and nothing new is found.\v" LAB_CHECK_DOC,
	.children = children,
};

void lab_fix_open(struct lab_fixing *x, const struct lab_task *task)
{
	struct lab_arena *a = x->c.arena;
	struct lab_fix_file *f = LAB_PUSH(&x->files);
	const char *path = task->compile.source;
	struct lab_error err;

	if (*path != '/' && task->compile.dir)
		path = lab_arena_printf(a, "%s/%s", task->compile.dir, path);
	f->task = task;
	f->path = path;
	f->base = basename(lab_arena_str(a, path, strlen(path)));
	if (lab_file_read(path, &f->disk, &err))
		f->problem = lab_arena_printf(a, "%s", err.msg);
	else if (memchr(f->disk.s, '\0', f->disk.n))
		f->problem = "it holds NUL bytes: not a source file";
	if (f->problem)
		return;
	lab_buf_add(&f->now, f->disk.s, f->disk.n);
	lab_buf_str(&f->now, "");
}

const char *lab_fix_name(const struct lab_fix_file *f)
{
	char *cwd = getcwd(NULL, 0);
	const char *name = f->task->name;
	size_t n = cwd ? strlen(cwd) : 0;

	if (n && !strncmp(name, cwd, n) && name[n] == '/')
		name += n;
	while (*name == '/' || !strncmp(name, "./", 2))
		name += *name == '/' ? 1 : 2;
	free(cwd);
	return name;
}

static void add_diff(struct lab_fixing *x, const struct lab_fix_item *item,
		     const struct lab_fix *fix, struct lab_buf *out)
{
	const struct lab_fix_file *file = lab_fix_target(x, item, fix);
	const struct lab_csource s = { .text = file->now.s,
				       .n = file->now.n };
	struct lab_buf now = { 0 };

	lab_fix_apply(&s, fix, &now);
	lab_fix_diff(lab_fix_name(file), &file->now, &now, out);
	lab_buf_free(&now);
}

static void print_head(struct lab_fixing *x, const struct lab_finding *f)
{
	lab_buf_printf(&x->out, "# %s:%u: %s [labcheck:%s]\n", f->at.file,
		       f->at.line, f->message, lab_rule_name(f->rule));
}

static void print_item(struct lab_fixing *x, const struct lab_fix_item *item)
{
	for (uint32_t i = 0; i < item->good.n; i++) {
		const struct lab_fix *fix = &item->fixes.v[item->good.v[i]];

		if (item->good.n > 1)
			lab_buf_printf(&x->out, "# fix %u of %u: %s\n", i + 1,
				       item->good.n, fix->reason);
		else
			lab_buf_printf(&x->out, "# fix: %s\n", fix->reason);
		add_diff(x, item, fix, &x->out);
	}
	if (!item->good.n)
		lab_buf_printf(&x->out, item->fixes.n ?
			"# no fix: none of %u proposals compiles, mends this and breaks nothing else\n" :
			"# no fix: none is known for it\n", item->fixes.n);
	lab_buf_char(&x->out, '\n');
}

/* What is printed of @item, as a key; NULL if it has no fix. */
static char *diffs_of(struct lab_fixing *x, const struct lab_fix_item *item)
{
	struct lab_buf b = { 0 };

	for (uint32_t i = 0; i < item->good.n; i++)
		add_diff(x, item, &item->fixes.v[item->good.v[i]], &b);
	return b.s;
}

/* One change may mend several findings: it is printed once, below all. */
static void offer(struct lab_fixing *x)
{
	char **diffs;

	lab_fix_solve(x);
	diffs = lab_xzalloc((x->items.n + 1) * sizeof(*diffs));
	for (uint32_t i = 0; i < x->items.n; i++) {
		diffs[i] = diffs_of(x, &x->items.v[i]);
		x->fixed += diffs[i] != NULL;
	}
	x->found = x->items.n;
	for (uint32_t i = 0; i < x->items.n; i++) {
		if (x->items.v[i].good.n && !diffs[i])
			continue;
		print_head(x, x->items.v[i].finding);
		for (uint32_t k = i + 1; diffs[i] && k < x->items.n; k++) {
			if (!diffs[k] || strcmp(diffs[i], diffs[k]))
				continue;
			print_head(x, x->items.v[k].finding);
			free(diffs[k]);
			diffs[k] = NULL;
		}
		print_item(x, &x->items.v[i]);
		free(diffs[i]);
	}
	free(diffs);
	lab_fix_items_free(x);
}

static uint32_t count_wanted(const struct lab_fixing *x)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->programs.n; i++) {
		const struct lab_report *r = x->programs.v[i].report;

		for (uint32_t j = 0; r && j < r->findings.n; j++)
			n += lab_fix_wanted(x, &r->findings.v[j]);
	}
	return n;
}

static void apply_all(struct lab_fixing *x)
{
	x->found = count_wanted(x);
	lab_fix_solve_all(x);
	x->fixed = x->found - count_wanted(x);
	for (uint32_t i = 0; i < x->files.n; i++) {
		struct lab_fix_file *f = &x->files.v[i];

		if (f->problem || (f->now.n == f->disk.n &&
				   !memcmp(f->now.s, f->disk.s, f->now.n)))
			continue;
		lab_output_write(f->path, &f->now);
		lab_fix_diff(lab_fix_name(f), &f->disk, &f->now, &x->out);
	}
}

static uint32_t tell_lost(const struct lab_fixing *x)
{
	uint32_t lost = 0;

	for (uint32_t i = 0; i < x->files.n; i++) {
		const struct lab_fix_file *f = &x->files.v[i];

		if (f->problem)
			lab_warn("%s: not analysed: %s", f->task->name,
				 f->problem);
		lost += f->problem != NULL;
	}
	return lost;
}

static uint32_t count_failed(const struct lab_fixing *x)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < x->programs.n; i++)
		n += !x->programs.v[i].report;
	return n;
}

void lab_fix_files_free(struct lab_fixing *x)
{
	for (uint32_t i = 0; i < x->files.n; i++) {
		lab_buf_free(&x->files.v[i].disk);
		lab_buf_free(&x->files.v[i].now);
		lab_units_free(&x->files.v[i].units);
	}
	LAB_VEC_FREE(&x->files);
	for (uint32_t i = 0; i < x->programs.n; i++) {
		lab_fix_sources_free(&x->programs.v[i].sources);
		lab_report_free(x->programs.v[i].report);
	}
	LAB_VEC_FREE(&x->programs);
}

int lab_fix_main(int argc, char **argv)
{
	struct lab_fixing x = { .c = { .arena = lab_arena_new() } };
	struct lab_model *model;
	uint32_t lost, failed;

	lab_check_parse(&x.c, "fix", &argp, &x, argc, argv);
	model = lab_settings_model(&x.c.settings);
	x.model = model;
	lab_check_list(&x.c);
	for (uint32_t i = 0; i < x.c.tasks.n; i++) {
		x.c.tasks.v[i].plugin = lab_check_plugin(&x.c, i);
		lab_fix_open(&x, &x.c.tasks.v[i]);
	}
	lab_fix_look(&x);
	lost = tell_lost(&x);
	failed = count_failed(&x);
	if (x.apply)
		apply_all(&x);
	else
		offer(&x);
	lab_buf_str(&x.out, "");
	lab_output_write(x.c.settings.output, &x.out);
	fprintf(stderr, "labcheck: %u file%s, %u finding%s, %u with a fix%s; not analysed: %u file%s\n",
		x.files.n - lost, lab_plural(x.files.n - lost), x.found,
		lab_plural(x.found), x.fixed, x.apply ? ", applied" : "", lost,
		lab_plural(lost));
	lab_buf_free(&x.out);
	lab_fix_files_free(&x);
	lab_model_free(model);
	lab_arena_free(x.c.arena);
	if (failed)
		return LAB_STATUS_INTERNAL;
	if (lost || x.c.complaints.n)
		return LAB_STATUS_INPUT;
	return x.found - (x.apply ? x.fixed : 0) ? LAB_STATUS_FINDINGS :
						   LAB_STATUS_CLEAN;
}
