// SPDX-License-Identifier: GPL-2.0-or-later
/* Compile and analyse texts that take the place of a file. */
#include "fix.h"
#include "progress.h"

#include <libgen.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

struct run {
	struct lab_fixing *x;
	struct lab_fix_trials *t;
	struct lab_job *jobs;
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
	struct lab_fix_trial *t = &r->t->v[i];
	const char *dir = lab_arena_printf(x->c.arena, "%s/f%u",
					   lab_tempdir_get(), x->serial++);
	const char *copy = lab_arena_printf(x->c.arena, "%s/%s", dir,
					    t->file->base);
	struct lab_job *job = &r->jobs[i];

	if (mkdir(dir, 0700))
		lab_die("%s: cannot be made", dir);
	lab_output_write(copy, &t->text);
	job->name = t->file->task->name;
	job->dir = t->file->task->compile.dir;
	job->object = lab_arena_printf(x->c.arena, "%s/o", dir);
	job->err = lab_arena_printf(x->c.arena, "%s/err", dir);
	job->argv = command(x, t->file->task, copy, job->object);
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

static void job_done(struct lab_job *job, void *arg)
{
	struct run *r = arg;
	struct lab_fixing *x = r->x;
	struct lab_fix_trial *t = &r->t->v[job - r->jobs];
	struct lab_analysis analysis = {
		.model = x->model, .options = { .least = LAB_CERT_POSSIBLE },
	};
	/* Names are relative to the trial's folder, DIR/o. */
	const char *dir = lab_arena_printf(x->c.arena, "%.*s",
		(int)(strlen(job->object) - 1), job->object);
	struct lab_units units = { 0 };
	struct lab_error err;

	if (!WIFEXITED(job->status) || WEXITSTATUS(job->status)) {
		t->problem = first_error(x, job->err);
	} else if (lab_object_read(job->object, &units, &err) < 1) {
		t->problem = "the plugin left no unit in its object";
	} else {
		lab_units_strip(&units, dir);
		analysis.root = dir;
		t->report = lab_analysis_run(&analysis, &units,
					     t->file->task->name);
		lab_report_sort(t->report);
		if (analysis.internal) {
			lab_report_free(t->report);
			t->report = NULL;
			t->problem = "internal error";
		}
	}
	lab_units_free(&units);
	unlink(job->object);
	unlink(job->err);
	free(job->argv);
}

static void show_progress(uint32_t ended, void *arg)
{
	const struct run *r = arg;

	lab_progress_show(ended, r->t->n, "trying");
}

void lab_fix_try(struct lab_fixing *x, struct lab_fix_trials *t)
{
	struct run r = { .x = x, .t = t };
	const struct lab_job_watch watch = {
		.done = job_done, .tick = show_progress, .arg = &r,
	};

	if (!t->n)
		return;
	r.jobs = lab_xzalloc(t->n * sizeof(*r.jobs));
	setenv("LC_ALL", "C", 1);
	for (uint32_t i = 0; i < t->n; i++)
		make_job(&r, i);
	lab_jobs_run(r.jobs, t->n, x->c.parallel, &watch);
	lab_progress_clear();
	free(r.jobs);
}

void lab_fix_trials_free(struct lab_fix_trials *t)
{
	for (uint32_t i = 0; i < t->n; i++) {
		lab_buf_free(&t->v[i].text);
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
