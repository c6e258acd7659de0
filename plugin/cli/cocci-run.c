// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Runs spatch in the private folder, on copies with plain names: it splits
 * names at blanks, and 1.3 skips links. p/ holds the semantic patches, cN/ the
 * files of one part of the work, NNNNNN.c.
 */
#include "cocci.h"
#include "cocci-impl.h"
#include "../core/base/embedded.h"
#include "jobs.h"
#include "progress.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define FILES_AT_ONCE 100	/* one start of spatch costs as much as two */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static bool is_patch(const struct lab_embedded *e)
{
	return lab_str_ends(e->name, ".cocci");
}

static bool named(const struct lab_embedded *e, const char *name)
{
	const char *base = base_name(e->name);
	size_t n = strlen(base) - strlen(".cocci");

	return is_patch(e) && !strncmp(base, name, n) &&
	       (!name[n] || !strcmp(name + n, ".cocci"));
}

/* Does it look for any of the rules that are wanted? */
static bool is_wanted(const struct lab_cocci *c, const struct lab_embedded *e)
{
	char text[64];

	if (!c->options.rules || strstr(e->text, "[labcheck:%"))
		return true;
	for (int i = 0; i < LAB_RULE_COUNT; i++) {
		snprintf(text, sizeof(text), "[labcheck:%s]", lab_rule_name(i));
		if ((c->options.rules & 1u << i) && strstr(e->text, text))
			return true;
	}
	return false;
}

static bool is_chosen(const struct lab_cocci *c, const struct lab_embedded *e)
{
	for (uint32_t i = 0; i < c->only.n; i++)
		if (named(e, c->only.v[i]))
			return true;
	return !c->only.n;
}

static void check_names(const struct lab_cocci *c)
{
	struct lab_buf known = { 0 };
	const struct lab_embedded *e;

	for (e = lab_cocci_patches; e->name; e++)
		if (is_patch(e))
			lab_buf_printf(&known, " %.*s",
				       (int)strcspn(base_name(e->name), "."),
				       base_name(e->name));
	for (uint32_t i = 0; i < c->only.n; i++) {
		for (e = lab_cocci_patches; e->name; e++)
			if (named(e, c->only.v[i]))
				break;
		if (!e->name)
			lab_die("--only=%s: no such semantic patch; there are:%s",
				c->only.v[i], known.s);
	}
	lab_buf_free(&known);
}

void lab_cocci_prepare(struct lab_cocci *c)
{
	const char *env = getenv("SPATCH"), *text;
	unsigned int major, minor;

	if (!c->spatch)
		c->spatch = env && *env ? env : "spatch";
	const char *ask[] = { c->spatch, "--version", NULL };

	check_names(c);
	if (!lab_tool_ask(c->arena, ask, &text))
		lab_die("cannot run %s (%s): Coccinelle is needed; apt-get install coccinelle, or give --spatch FILE",
			c->spatch, lab_tool_line(c->arena, text));
	text = strstr(text, "spatch version");
	if (!text || !lab_tool_version(text, &major, &minor))
		lab_die("%s does not say its version: is it Coccinelle's spatch?",
			c->spatch);
	if (major < 1 || (major == 1 && minor < 1))
		lab_die("%s is version %u.%u: too old, 1.1 is the oldest that will do; apt-get install coccinelle",
			c->spatch, major, minor);
	if (strstr(text, "Python scripting support: no"))
		lab_die("%s was built without Python, which the semantic patches need; Debian's package coccinelle has it",
			c->spatch);
}

static void write_file(const char *path, const void *text, size_t n)
{
	FILE *f = fopen(path, "we");

	if (!f || fwrite(text, 1, n, f) != n || fclose(f))
		lab_die("%s: cannot be written: %s", path, strerror(errno));
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0700))
		lab_die("%s: %s", path, strerror(errno));
}

static void write_patches(struct lab_cocci_run *r)
{
	const char *dir = lab_arena_printf(r->c->arena, "%s/p",
					   lab_tempdir_get());

	make_folder(dir);
	for (const struct lab_embedded *e = lab_cocci_patches; e->name; e++) {
		write_file(lab_arena_printf(r->c->arena, "%s/%s", dir,
					    base_name(e->name)),
			   e->text, e->n);
		if (is_patch(e) && is_chosen(r->c, e) && is_wanted(r->c, e))
			*LAB_PUSH(&r->patches) = e;
	}
}

static void copy_files(struct lab_cocci_run *r)
{
	struct lab_cocci *c = r->c;
	struct lab_error err;

	for (uint32_t i = 0; i < c->files.n; i++) {
		const struct lab_cfile *s = &c->files.v[i];
		const char *dir = lab_arena_printf(c->arena, "%s/c%u",
			lab_tempdir_get(), i / FILES_AT_ONCE);
		struct lab_buf text = { 0 };

		if (i % FILES_AT_ONCE == 0)
			make_folder(dir);
		if (lab_file_read(s->path, &text, &err))
			lab_die("cocci: %s", err.msg);
		write_file(lab_arena_printf(c->arena, "%s/%06u%s", dir, i,
					    strrchr(s->path, '.')),
			   text.s, text.n);
		lab_buf_free(&text);
	}
}

static void push(struct lab_cocci_argv *w, const char *s)
{
	*LAB_PUSH(w) = (char *)s;
}

/* @patch is NULL to ask what cannot be parsed. */
static void make_job(struct lab_cocci_run *r, uint32_t chunk,
		     const struct lab_embedded *patch)
{
	static const char *const report[] = {
		"-D", "report", "--very-quiet", "--no-show-diff",
		"--no-includes", "--include-headers", "--dir", ".",
	};
	struct lab_arena *a = r->c->arena;
	struct lab_job *job = LAB_PUSH(&r->jobs);
	struct lab_cocci_argv w = { 0 };
	uint32_t id = r->jobs.n;

	job->name = patch ? base_name(patch->name) : "--parse-c";
	job->dir = lab_arena_printf(a, "%s/c%u", lab_tempdir_get(), chunk);
	job->out = lab_arena_printf(a, "%s/%u.out", lab_tempdir_get(), id);
	job->err = lab_arena_printf(a, "%s/%u.err", lab_tempdir_get(), id);
	push(&w, r->c->spatch);
	push(&w, "--macro-file");
	push(&w, "../p/macros.h");
	for (size_t i = 0; patch && i < LAB_ARRAY_SIZE(report); i++)
		push(&w, report[i]);
	if (patch) {
		push(&w, "--timeout");
		push(&w, lab_arena_printf(a, "%u", r->c->timeout));
		push(&w, "--sp-file");
		push(&w, lab_arena_printf(a, "../p/%s", job->name));
	} else {
		push(&w, "--parse-c");
		for (uint32_t i = chunk * FILES_AT_ONCE;
		     i < r->c->files.n && i / FILES_AT_ONCE == chunk; i++)
			push(&w, lab_arena_printf(a, "%06u%s", i,
				strrchr(r->c->files.v[i].path, '.')));
	}
	push(&w, NULL);
	job->argv = w.v;
}

/* What spatch repeats of a file may hold any byte. */
static void read_output(const char *path, struct lab_buf *out)
{
	struct lab_error why;

	if (lab_file_read(path, out, &why))
		lab_die("%s", why.msg);
	for (size_t i = 0; i < out->n; i++)
		if (!out->s[i])
			out->s[i] = ' ';
}

static void job_done(struct lab_job *job, void *arg)
{
	struct lab_cocci_run *r = arg;
	struct lab_buf out = { 0 }, err = { 0 };
	bool good = WIFEXITED(job->status) && !WEXITSTATUS(job->status);

	read_output(job->out, &out);
	read_output(job->err, &err);
	if (lab_str_ends(job->name, ".cocci"))
		lab_cocci_read_report(r, job->name, out.s, err.s, good);
	else if (!good)
		lab_die("cocci: %s --parse-c failed: %s", r->c->spatch,
			lab_tool_line(r->c->arena, err.s));
	else
		lab_cocci_read_parse(r, err.s);
	lab_buf_free(&out);
	lab_buf_free(&err);
}

static void show_progress(uint32_t ended, void *arg)
{
	const struct lab_cocci_run *r = arg;
	const char *name = "";

	for (uint32_t i = 0; i < r->jobs.n; i++)
		if (r->jobs.v[i].pid > 0)
			name = r->jobs.v[i].name;
	lab_progress_show(ended, r->jobs.n, name);
}

void lab_cocci_run(struct lab_cocci *c)
{
	struct lab_cocci_run r = { .c = c };
	const struct lab_job_watch watch = {
		.done = job_done, .tick = show_progress, .arg = &r,
	};
	uint32_t chunks = (c->files.n + FILES_AT_ONCE - 1) / FILES_AT_ONCE;

	r.said = lab_strtab_new(c->arena);
	r.files = lab_xzalloc(c->files.n * sizeof(*r.files));
	setenv("LC_ALL", "C.UTF-8", 1);
	write_patches(&r);
	copy_files(&r);
	for (uint32_t i = 0; i < chunks; i++) {
		make_job(&r, i, NULL);
		for (uint32_t j = 0; j < r.patches.n; j++)
			make_job(&r, i, r.patches.v[j]);
	}
	lab_jobs_run(r.jobs.v, r.jobs.n, c->parallel, &watch);
	lab_progress_clear();
	lab_cocci_tell(&r);
	for (uint32_t i = 0; i < r.jobs.n; i++)
		free(r.jobs.v[i].argv);
	LAB_VEC_FREE(&r.jobs);
	LAB_VEC_FREE(&r.patches);
	LAB_VEC_FREE(&r.hits);
	free(r.files);
	lab_strtab_free(r.said);
}
