// SPDX-License-Identifier: GPL-2.0-or-later
/* Compiles the tasks and analyses each object as it comes. */
#include "check.h"
#include "inputs.h"
#include "pack.h"
#include "progress.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool same_compiler(const struct lab_task *a, const struct lab_task *b)
{
	const struct lab_words *v = &a->compile.argv, *w = &b->compile.argv;
	uint32_t n = lab_compiler_words(v->v, v->n);

	if (n != lab_compiler_words(w->v, w->n))
		return false;
	for (uint32_t i = 0; i < n; i++)
		if (strcmp(v->v[i], w->v[i]))
			return false;
	return true;
}

/* Tasks of one compiler mostly stand together: it is asked once for them. */
const char *lab_check_plugin(struct lab_check *c, uint32_t i)
{
	const struct lab_task *t = &c->tasks.v[i];
	const struct lab_words *w = &t->compile.argv;
	const char *plugin = c->plugin;
	struct lab_error err;

	if (plugin)
		return plugin;
	if (i && same_compiler(t, t - 1))
		return t[-1].plugin;
	plugin = lab_plugin_find(c->arena, w->v, lab_compiler_words(w->v, w->n),
				 &err);
	if (!plugin)
		lab_die("%s", err.msg);
	return plugin;
}

/* The task's own command stays as it is: others may run it, too. */
static char **command(struct lab_check *c, const struct lab_task *t,
		      const char *object)
{
	const struct lab_words *from = &t->compile.argv;
	const char *const more[] = {
		lab_arena_printf(c->arena, "-fplugin=%s", t->plugin),
		"-fplugin-arg-labcheck-analyse-only", "-c", "-o", object, NULL,
	};
	char **argv = lab_arena_alloc(c->arena, from->n * sizeof(*argv) +
							sizeof(more));

	memcpy(argv, from->v, from->n * sizeof(*argv));
	memcpy(argv + from->n, more, sizeof(more));
	return argv;
}

static void make_job(struct lab_check *c, uint32_t i)
{
	struct lab_task *t = &c->tasks.v[i];
	const char *tmp = lab_tempdir_get();
	struct lab_job *job = &c->jobs[i];

	t->plugin = lab_check_plugin(c, i);
	job->name = t->name;
	job->dir = t->compile.dir;
	job->object = lab_arena_printf(c->arena, "%s/%u.o", tmp, i);
	job->err = lab_arena_printf(c->arena, "%s/%u.err", tmp, i);
	job->argv = command(c, t, job->object);
}

/* The first line of the compiler's that holds @word, or NULL. */
static const char *find_line(struct lab_check *c, const char *text,
			     const char *word)
{
	const char *at = strstr(text, word), *begin = at;

	if (!at)
		return NULL;
	while (begin > text && begin[-1] != '\n')
		begin--;
	return lab_arena_str(c->arena, begin, strcspn(begin, "\n"));
}

/* Every file would fail for the same reason: say it once. */
static void die_for_plugin(struct lab_check *c, const struct lab_task *t,
			   const char *text)
{
	static const char *const words[] = {
		"cannot load plugin", "fail to initialize plugin",
		"was built for",
	};

	for (size_t i = 0; i < LAB_ARRAY_SIZE(words); i++) {
		const char *line = find_line(c, text, words[i]);

		if (!line)
			continue;
		lab_progress_clear();
		lab_die("the compiler does not take the plugin %s: %s; labcheck doctor says what fits",
			t->plugin, line);
	}
}

/* A source that the build makes first is not there in a prepared tree. */
static bool is_missing(const struct lab_compile *compile)
{
	if (compile->source[0] == '/' || !compile->dir)
		return !lab_file_exists(compile->source);
	return !lab_file_in(compile->dir, compile->source);
}

static const char *why_failed(struct lab_check *c, const struct lab_task *t,
			      const struct lab_job *job)
{
	const char *line = NULL;
	struct lab_buf text = { 0 };
	struct lab_error err;

	if (is_missing(&t->compile))
		return "the kernel's build generates this file; build its folder once";
	if (!lab_file_read(job->err, &text, &err)) {
		if (!c->plugin_works)
			die_for_plugin(c, t, text.s);
		line = find_line(c, text.s, "error:");
		if (!line && text.n)
			line = find_line(c, text.s, "\n");
	}
	lab_buf_free(&text);
	return lab_arena_printf(c->arena, "does not compile: %s",
				line && *line ? line : "the compiler said nothing");
}

/* Why there is no unit of @t, or NULL. */
static const char *read_units(struct lab_check *c, struct lab_task *t,
			      const struct lab_job *job)
{
	struct lab_error err;
	int n = lab_object_read(job->object, &t->units, &err);

	if (n < 0)
		return lab_arena_printf(c->arena, "%s", err.msg);
	if (!n)
		return "the plugin left no unit in its object";
	c->plugin_works = true;
	if (t->strip)
		lab_units_strip(&t->units, t->strip);
	c->analysis.root = c->settings.root;
	if (c->separate) {
		t->report = lab_analysis_run(&c->analysis, &t->units, t->name);
		lab_units_free(&t->units);
	}
	return NULL;
}

/* Units of the pack come behind ours: they are not asked about. */
static void add_pack(struct lab_check *c, struct lab_units *all)
{
	uint32_t ours = all->list.n;
	bool *foreign;

	lab_pack_file_add(&c->opened, c->analysis.model, all);
	foreign = lab_arena_alloc(c->arena, all->list.n + 1);
	memset(foreign + ours, true, all->list.n - ours);
	c->analysis.options.foreign = foreign;
}

/* All as one program, in the order of the tasks. */
static void link_all(struct lab_check *c)
{
	struct lab_units all = { 0 };

	for (uint32_t i = 0; i < c->tasks.n; i++) {
		struct lab_units *of = &c->tasks.v[i].units;

		for (uint32_t j = 0; j < of->list.n; j++)
			*LAB_PUSH(&all.list) = of->list.v[j];
		LAB_VEC_FREE(&of->list);
	}
	if (c->opened.pack)
		add_pack(c, &all);
	c->analysis.options.jobs = c->parallel;
	c->analysis.options.modules = lab_units_modules(&all, c->arena);
	c->linked = lab_analysis_run(&c->analysis, &all, "the program");
	lab_units_free(&all);
}

/* Under the file's own name; the folders that it stands in are made. */
static void keep(struct lab_check *c, const struct lab_task *t,
		 const struct lab_job *job)
{
	char *to = lab_arena_printf(c->arena, "%s/%s.o", c->keep, t->name);
	struct lab_buf bytes = { 0 };
	struct lab_error err;
	char *s;

	if (t->problem)
		return;
	for (s = strchr(to + 1, '/'); s; s = strchr(s + 1, '/')) {
		*s = '\0';
		mkdir(to, 0777);
		*s = '/';
	}
	if (lab_file_read(job->object, &bytes, &err))
		lab_die("%s", err.msg);
	lab_output_write(to, &bytes);
	lab_buf_free(&bytes);
}

static void job_done(struct lab_job *job, void *arg)
{
	struct lab_check *c = arg;
	struct lab_task *t = &c->tasks.v[job - c->jobs];

	if (WIFEXITED(job->status) && !WEXITSTATUS(job->status))
		t->problem = read_units(c, t, job);
	else
		t->problem = why_failed(c, t, job);
	if (c->keep)
		keep(c, t, job);
	unlink(job->object);
	unlink(job->err);
}

static void show_progress(uint32_t ended, void *arg)
{
	struct lab_check *c = arg;
	const char *name = "";

	for (uint32_t i = 0; i < c->tasks.n; i++)
		if (c->jobs[i].pid > 0)
			name = c->jobs[i].name;
	lab_progress_show(ended, c->tasks.n, name);
}

/* A word as a shell would need it. */
static void add_quoted(struct lab_buf *b, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789_-+=./,:@%";

	if (*word && !word[strspn(word, plain)]) {
		lab_buf_str(b, word);
		return;
	}
	lab_buf_char(b, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			lab_buf_str(b, "'\\'");
		lab_buf_char(b, *word);
		if (*word == '\'')
			lab_buf_char(b, '\'');
	}
	lab_buf_char(b, '\'');
}

static void print_command(const struct lab_job *job)
{
	struct lab_buf b = { 0 };

	if (job->dir) {
		lab_buf_str(&b, "cd ");
		add_quoted(&b, job->dir);
		lab_buf_str(&b, " && ");
	}
	for (char **w = job->argv; *w; w++) {
		add_quoted(&b, *w);
		lab_buf_char(&b, w[1] ? ' ' : '\n');
	}
	fputs(b.s, stderr);
	lab_buf_free(&b);
}

void lab_check_run(struct lab_check *c)
{
	const struct lab_job_watch watch = {
		.done = job_done, .tick = show_progress, .arg = c,
	};

	if (c->pack)
		lab_pack_file_open(&c->opened, c->pack, c->release);
	c->jobs = lab_arena_alloc(c->arena, c->tasks.n * sizeof(*c->jobs));
	/* The compiler's own temporary files go with ours. */
	setenv("TMPDIR", lab_tempdir_get(), 1);
	setenv("LC_ALL", "C", 1);
	for (uint32_t i = 0; i < c->tasks.n; i++)
		make_job(c, i);
	for (uint32_t i = 0; c->verbose && i < c->tasks.n; i++)
		print_command(&c->jobs[i]);
	lab_jobs_run(c->jobs, c->tasks.n, c->parallel, &watch);
	if (!c->separate) {
		lab_progress_show(c->tasks.n, c->tasks.n, "analysing");
		link_all(c);
	}
	lab_progress_clear();
}
