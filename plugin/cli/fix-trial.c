// SPDX-License-Identifier: GPL-2.0-or-later
/* Compile and analyse texts that take the place of a file. */
#include "fix.h"
#include "inputs.h"
#include "pack.h"
#include "progress.h"

#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct job {
	struct lab_fix_trial *trial; /* NULL: none waits for it */
	struct lab_fix_text *text;
	const char *copy;
};

struct run {
	struct lab_fixing *x;
	struct lab_job *jobs;
	struct job *of;		/* the same */
	uint32_t n;
};

static void push(struct lab_words *w, const char *s)
{
	*LAB_PUSH(w) = (char *)s;
}

/* The file's own command on the copy; what is beside the file is found. */
static char **command(struct lab_fixing *x, const struct lab_task *task,
		      const char *copy, const char *object)
{
	static const char *const flags[] = {
		"-fplugin-arg-labcheck-analyse-only", "-w",
		/* A proposal that the compiler only warns of is none. */
		"-Werror=int-conversion", "-Werror=incompatible-pointer-types",
		"-Werror=implicit-function-declaration", "-c", "-o",
	};
	struct lab_arena *a = x->c.arena;
	char *dir = lab_arena_str(a, task->compile.source,
				  strlen(task->compile.source));
	const struct lab_words *from = &task->compile.argv;
	struct lab_words w = { 0 };

	for (uint32_t i = 0; i < from->n; i++)
		push(&w, strcmp(from->v[i], task->compile.source) ? from->v[i] :
								    copy);
	push(&w, "-iquote");
	push(&w, dirname(dir));
	push(&w, lab_arena_printf(a, "-fplugin=%s", task->plugin));
	for (size_t i = 0; i < LAB_ARRAY_SIZE(flags); i++)
		push(&w, flags[i]);
	push(&w, object);
	push(&w, NULL);
	return w.v;
}

static void make_job(struct run *r, uint32_t i)
{
	struct lab_fixing *x = r->x;
	struct lab_fix_file *file = r->of[i].text->file;
	const char *dir = lab_arena_printf(x->c.arena, "%s/f%u",
					   lab_tempdir_get(), x->serial++);
	struct lab_job *job = &r->jobs[i];

	if (mkdir(dir, 0700))
		lab_die("%s: cannot be made", dir);
	r->of[i].copy = lab_arena_printf(x->c.arena, "%s/%s", dir, file->base);
	lab_output_write(r->of[i].copy, &r->of[i].text->text);
	job->name = file->task->name;
	job->dir = file->task->compile.dir;
	job->object = lab_arena_printf(x->c.arena, "%s/o", dir);
	job->err = lab_arena_printf(x->c.arena, "%s/err", dir);
	job->argv = command(x, file->task, r->of[i].copy, job->object);
}

static const char *first_error(struct lab_fixing *x, const char *path)
{
	struct lab_buf text = { 0 };
	struct lab_error err;
	const char *line = "the compiler said nothing", *at;

	if (!lab_file_read(path, &text, &err)) {
		at = strstr(text.s, "error:");
		while (at && at > text.s && at[-1] != '\n')
			at--;
		if (at)
			line = lab_tool_line(x->c.arena, at);
		else if (text.n)
			line = lab_tool_line(x->c.arena, text.s);
	}
	lab_buf_free(&text);
	return line;
}

/* The object's units, with the names that those of the file itself have. */
static void read_units(struct lab_fixing *x, const struct job *of,
		       const struct lab_job *job)
{
	struct lab_fix_text *text = of->text;
	const struct lab_task *task = text->file->task;
	struct lab_error err;
	int n;

	if (!WIFEXITED(job->status) || WEXITSTATUS(job->status)) {
		text->problem = first_error(x, job->err);
		return;
	}
	n = lab_object_read(job->object, &text->units, &err);
	if (n < 0)
		text->problem = lab_arena_printf(x->c.arena, "%s", err.msg);
	else if (!n)
		text->problem = "the plugin left no unit in its object";
	lab_units_rename(&text->units, of->copy, task->name);
	if (task->strip)
		lab_units_strip(&text->units, task->strip);
}

static void add_units(struct lab_units *to, struct lab_insteads *instead,
		      const struct lab_fix_file *file,
		      const struct lab_units *units, const struct lab_buf *text)
{
	for (uint32_t i = 0; i < units->list.n; i++)
		*LAB_PUSH(&to->list) = units->list.v[i];
	*LAB_PUSH(instead) = (struct lab_instead){ file->task->name, text };
}

/* Units of the pack come behind ours; they are freed at the end. */
static void add_pack(struct lab_fixing *x, struct lab_analysis *analysis,
		     struct lab_units *all, struct lab_arena *a)
{
	uint32_t ours = all->list.n;
	struct lab_pack_file pack;
	bool *foreign;

	lab_pack_file_open(&pack, x->c.pack, x->c.release);
	lab_pack_file_add(&pack, x->model, all);
	foreign = lab_arena_alloc(a, all->list.n + 1);
	memset(foreign + ours, true, all->list.n - ours);
	analysis->options.foreign = foreign;
}

/* The program, with @n texts in place of its files'. NULL: internal error. */
static struct lab_report *analyse(struct lab_fixing *x,
				  const struct lab_fix_program *p,
				  const struct lab_fix_text *texts, uint32_t n)
{
	struct lab_analysis analysis = {
		.model = x->model, .root = x->c.settings.root,
		.options = { .least = LAB_CERT_POSSIBLE, .jobs = x->c.parallel,
			     .rules = LAB_RULES_DEFAULT | x->c.settings.engine.rules },
	};
	struct lab_arena *a = lab_arena_new();
	struct lab_insteads instead = { 0 };
	struct lab_units all = { 0 };
	struct lab_report *report;
	uint32_t ours;

	for (uint32_t i = p->first; i < p->first + p->n; i++) {
		const struct lab_fix_file *file = &x->files.v[i];
		uint32_t k = 0;

		while (k < n && texts[k].file != file)
			k++;
		if (k < n)
			add_units(&all, &instead, file, &texts[k].units,
				  &texts[k].text);
		else if (!file->problem)
			add_units(&all, &instead, file, &file->units, &file->now);
	}
	ours = all.list.n;
	if (x->c.pack)
		add_pack(x, &analysis, &all, a);
	analysis.instead = &instead;
	analysis.options.modules = lab_units_modules(&all, a);
	report = lab_analysis_run(&analysis, &all, "the program");
	for (uint32_t i = ours; i < all.list.n; i++)
		lab_unit_free(all.list.v[i]);
	LAB_VEC_FREE(&all.list);
	LAB_VEC_FREE(&instead);
	lab_arena_free(a);
	if (!analysis.internal)
		return report;
	lab_report_free(report);
	return NULL;
}

static void end_trial(struct lab_fixing *x, struct lab_fix_trial *t)
{
	for (uint32_t i = 0; i < t->texts.n; i++)
		if (t->texts.v[i].problem)
			return;
	t->report = analyse(x, t->program, t->texts.v, t->texts.n);
}

static void job_done(struct lab_job *job, void *arg)
{
	struct run *r = arg;
	struct job *of = &r->of[job - r->jobs];

	read_units(r->x, of, job);
	unlink(of->copy);
	unlink(job->object);
	unlink(job->err);
	free(job->argv);
	if (of->trial && !--of->trial->left)
		end_trial(r->x, of->trial);
}

static void show_progress(uint32_t ended, void *arg)
{
	const struct run *r = arg;

	lab_progress_show(ended, r->n, "trying");
}

/* @of: for each its text, and the trial that waits for it. */
static void compile(struct lab_fixing *x, struct job *of, uint32_t n)
{
	struct run r = { .x = x, .of = of, .n = n };
	const struct lab_job_watch watch = {
		.done = job_done, .tick = show_progress, .arg = &r,
	};

	r.jobs = lab_xzalloc((n + 1) * sizeof(*r.jobs));
	setenv("LC_ALL", "C", 1);
	for (uint32_t i = 0; i < n; i++)
		make_job(&r, i);
	lab_jobs_run(r.jobs, n, x->c.parallel, &watch);
	lab_progress_clear();
	free(r.jobs);
}

void lab_fix_try(struct lab_fixing *x, struct lab_fix_trials *t)
{
	LAB_VEC(struct job) jobs = { 0 };

	for (uint32_t i = 0; i < t->n; i++) {
		t->v[i].left = t->v[i].texts.n;
		for (uint32_t k = 0; k < t->v[i].texts.n; k++)
			*LAB_PUSH(&jobs) = (struct job){
				.trial = &t->v[i], .text = &t->v[i].texts.v[k] };
	}
	if (jobs.n)
		compile(x, jobs.v, jobs.n);
	LAB_VEC_FREE(&jobs);
}

/* All files are one program, or each is one. */
static void make_programs(struct lab_fixing *x)
{
	uint32_t step = x->c.separate ? 1 : x->files.n;

	for (uint32_t i = 0; i < x->files.n; i += step)
		*LAB_PUSH(&x->programs) = (struct lab_fix_program){
			.first = i, .n = step };
}

void lab_fix_look(struct lab_fixing *x)
{
	struct lab_fix_text *texts =
		lab_xzalloc((x->files.n + 1) * sizeof(*texts));
	LAB_VEC(struct job) jobs = { 0 };

	for (uint32_t i = 0; i < x->files.n; i++) {
		struct lab_fix_file *file = &x->files.v[i];

		if (file->problem)
			continue;
		texts[i].file = file;
		texts[i].text = file->now;
		*LAB_PUSH(&jobs) = (struct job){ .text = &texts[i] };
	}
	make_programs(x);
	if (jobs.n)
		compile(x, jobs.v, jobs.n);
	for (uint32_t i = 0; i < jobs.n; i++) {
		jobs.v[i].text->file->units = jobs.v[i].text->units;
		jobs.v[i].text->file->problem = jobs.v[i].text->problem;
	}
	LAB_VEC_FREE(&jobs);
	free(texts);
	for (uint32_t i = 0; i < x->programs.n; i++)
		x->programs.v[i].report = analyse(x, &x->programs.v[i], NULL, 0);
}

void lab_fix_trials_free(struct lab_fix_trials *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		for (uint32_t k = 0; k < t->v[i].texts.n; k++) {
			lab_buf_free(&t->v[i].texts.v[k].text);
			lab_units_free(&t->v[i].texts.v[k].units);
		}
		LAB_VEC_FREE(&t->v[i].texts);
		lab_report_free(t->v[i].report);
	}
	LAB_VEC_FREE(t);
}

static uint32_t count(const struct lab_report *r, uint64_t fingerprint)
{
	uint32_t n = 0;

	for (uint32_t i = 0; i < r->findings.n; i++)
		n += r->findings.v[i].fingerprint == fingerprint;
	return n;
}

bool lab_fix_is_clean(const struct lab_report *before,
		      const struct lab_report *after,
		      const struct lab_finding *const *gone, uint32_t n)
{
	for (uint32_t i = 0; i < after->findings.n; i++) {
		uint64_t key = after->findings.v[i].fingerprint;

		if (count(after, key) > count(before, key))
			return false;
	}
	for (uint32_t i = 0; i < n; i++) {
		uint64_t key = gone[i]->fingerprint;
		uint32_t same = 0;

		for (uint32_t j = 0; j < n; j++)
			same += gone[j]->fingerprint == key;
		if (count(after, key) + same > count(before, key))
			return false;
	}
	return true;
}
