// SPDX-License-Identifier: GPL-2.0-or-later
#include "sparse.h"
#include "progress.h"
#include "../fix/csource.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>

/* One message: its line, and the indented ones below it. */
struct message {
	const char *file;
	unsigned int line, col;
	bool error;
	const char *text;	/* the lines below it too, after "; " */
};

/* A file that does not leave the context as it found it. */
static bool follows_contexts(struct lab_arena *a, const char *sparse)
{
	static const char probe[] =
		"extern void labcheck_probe(int a);\n"
		"void labcheck_probe(int a) { if (a) __context__(1); }\n";
	const char *path = lab_arena_printf(a, "%s/probe.c", lab_tempdir_get());
	const char *ask[] = { sparse, path, NULL }, *text;
	FILE *f = fopen(path, "we");

	if (!f || fputs(probe, f) < 0 || fclose(f))
		lab_die("%s: cannot be written: %s", path, strerror(errno));
	lab_tool_ask(a, ask, &text);
	return strstr(text, "context imbalance") != NULL;
}

const char *lab_sparse_find(struct lab_arena *a, const char *given,
			    bool *contexts)
{
	const char *env = getenv("SPARSE"), *text;

	if (!given || !*given)
		given = env && *env ? env : "sparse";
	const char *ask[] = { given, "--version", NULL };
	unsigned int major, minor;

	if (!lab_tool_ask(a, ask, &text))
		lab_die("cannot run %s (%s): apt-get install sparse, or give --sparse FILE",
			given, lab_tool_line(a, text));
	/* "0.6.4", "v0.6.4-73-gfbdde312": nothing else stands there. */
	if (strlen(text) > 80 || !lab_tool_version(text, &major, &minor))
		lab_die("%s does not say its version as sparse does: is it sparse?",
			given);
	if (major == 0 && minor < 6)
		lab_die("%s is version %u.%u: too old, 0.6 is the oldest that reads today's kernels; apt-get install sparse",
			given, major, minor);
	*contexts = follows_contexts(a, given);
	return given;
}

/* FILE:LINE:COL: warning: TEXT; the names may hold colons and blanks. */
static bool read_head(struct lab_arena *a, const char *line, size_t n,
		      struct message *m)
{
	static const char *const kinds[] = { " warning: ", " error: " };

	for (size_t k = 0; k < LAB_ARRAY_SIZE(kinds); k++) {
		const char *at = memmem(line, n, kinds[k], strlen(kinds[k])), *p;
		char *end;

		if (!at || at == line || at[-1] != ':')
			continue;
		for (p = at - 1; p > line && p[-1] >= '0' && p[-1] <= '9'; p--)
			;
		m->col = (unsigned int)strtoul(p, &end, 10);
		if (end != at - 1 || p == line || p[-1] != ':')
			continue;
		for (at--, p--; p > line && p[-1] >= '0' && p[-1] <= '9'; p--)
			;
		m->line = (unsigned int)strtoul(p, &end, 10);
		if (p == line || p[-1] != ':' || *end != ':')
			continue;
		m->file = lab_arena_str(a, line, (size_t)(p - 1 - line));
		at += 1 + strlen(kinds[k]);
		m->text = lab_arena_str(a, at, n - (size_t)(at - line));
		m->error = k == 1;
		return true;
	}
	return false;
}

/* The same place, and indented text: more of the message before. */
static bool goes_on(struct lab_arena *a, const char *line, size_t n,
		    struct message *m)
{
	const char *head;
	size_t k;

	if (!m->file)
		return false;
	head = lab_arena_printf(a, "%s:%u:%u:    ", m->file, m->line, m->col);
	k = strlen(head);
	if (n < k || strncmp(line, head, k))
		return false;
	m->text = lab_arena_printf(a, "%s%s %.*s", m->text,
				   strstr(m->text, "expected ") ? "," : ":",
				   (int)(n - k), line + k);
	return true;
}

/* The rule a message is about, or -1. */
static int rule_of(const struct message *m)
{
	if (lab_str_begins(m->text, "context imbalance") ||
	    lab_str_begins(m->text, "context problem"))
		return LAB_RULE_UNBALANCED_CONTEXT;
	if (strstr(m->text, "gfp_t") &&
	    (strstr(m->text, "different base types") ||
	     strstr(m->text, "restricted gfp_t")))
		return LAB_RULE_GFP_MISUSE;
	return -1;
}

/* The word in the first quotes. */
static const char *quoted(struct lab_arena *a, const char *text)
{
	const char *at = strchr(text, '\'');

	return at ? lab_arena_str(a, at + 1, strcspn(at + 1, "'")) : NULL;
}

static const char *function_at(struct lab_arena *a, const struct lab_task *t,
			       const struct message *m)
{
	const char *path = m->file, *name = NULL;
	const struct lab_cfunc *f;
	struct lab_csource source;
	struct lab_buf text = { 0 };
	struct lab_error err;

	if (*path != '/' && t->compile.dir)
		path = lab_arena_printf(a, "%s/%s", t->compile.dir, path);
	if (lab_file_read(path, &text, &err))
		return NULL;
	lab_csource_read(&source, text.s, text.n);
	f = lab_csource_at(&source, m->line);
	if (f)
		name = lab_ctok_str(&source, f->name, a);
	lab_csource_free(&source);
	lab_buf_free(&text);
	return name;
}

static void report(struct lab_sparse *s, const struct lab_task *t,
		   const struct message *m, enum lab_rule rule)
{
	struct lab_arena *a = s->c->arena;
	const struct lab_options *opt = &s->c->settings.engine;
	struct lab_finding f = {
		/* It sees neither conditions nor what callees do. */
		.rule = (uint8_t)rule, .certainty = LAB_CERT_POSSIBLE,
		.engines = 1u << LAB_ENGINE_SPARSE, .message = m->text,
		.at = { .file = m->file, .line = m->line, .col = m->col },
	};
	const char *name = lab_rule_name(rule);

	if ((opt->rules && !(opt->rules & 1u << rule)) ||
	    f.certainty < opt->least)
		return;
	if (t->strip && lab_str_begins(m->file, t->strip))
		f.at.file += strlen(t->strip);
	f.at.function = rule == LAB_RULE_UNBALANCED_CONTEXT ?
				quoted(a, m->text) : function_at(a, t, m);
	f.fingerprint = lab_hash(name, strlen(name), 0);
	if (f.at.function)
		f.fingerprint = lab_hash(f.at.function, strlen(f.at.function),
					 f.fingerprint);
	f.fingerprint = lab_hash(m->text, strlen(m->text), f.fingerprint);
	lab_report_add(s->report, &f);
}

static void tell(struct lab_sparse *s, struct lab_task *t,
		 const struct message *m)
{
	struct lab_arena *a = s->c->arena;
	const char *text;
	int rule;

	if (!m->file)
		return;
	rule = rule_of(m);
	if (m->error && !t->problem) {
		t->problem = lab_arena_printf(a, "%s:%u: %s", m->file, m->line,
					      m->text);
	} else if (!m->error && rule >= 0) {
		report(s, t, m, rule);
	} else if (!m->error) {
		text = lab_arena_printf(a, "%s:%u:%u: %s", m->file, m->line,
					m->col, m->text);
		lab_strtab_intern(s->others, text, strlen(text));
	}
}

static void read_messages(struct lab_sparse *s, struct lab_task *t,
			  const char *text)
{
	struct message m = { 0 };

	while (*text) {
		size_t n = strcspn(text, "\n");
		struct message next = { 0 };

		if (!goes_on(s->c->arena, text, n, &m)) {
			read_head(s->c->arena, text, n, &next);
			tell(s, t, &m);
			m = next;
		}
		text += n + (text[n] == '\n');
	}
	tell(s, t, &m);
}

static void job_done(struct lab_job *job, void *arg)
{
	struct lab_sparse *s = arg;
	struct lab_task *t = &s->c->tasks.v[job - s->c->jobs];
	struct lab_buf text = { 0 };
	struct lab_error err;

	if (lab_file_read(job->err, &text, &err))
		lab_die("%s", err.msg);
	read_messages(s, t, text.s);
	if (!t->problem && (!WIFEXITED(job->status) || WEXITSTATUS(job->status)))
		t->problem = lab_arena_printf(s->c->arena, "it failed: %s",
					      lab_tool_line(s->c->arena, text.s));
	lab_buf_free(&text);
}

static void show_progress(uint32_t ended, void *arg)
{
	const struct lab_sparse *s = arg;

	lab_progress_show(ended, s->c->tasks.n, "sparse");
}

static void tell_lost(struct lab_sparse *s)
{
	for (uint32_t i = 0; i < s->c->tasks.n; i++) {
		const struct lab_task *t = &s->c->tasks.v[i];
		const struct lab_place at = { .file = t->name };
		const char *why;

		if (!t->problem)
			continue;
		why = lab_arena_printf(s->c->arena, "sparse cannot read it: %s",
				       t->problem);
		lab_warn("%s: not analysed: %s", t->name, why);
		lab_report_unanalysed(s->report, LAB_UNAN_FILE, t->name, why,
				      &at);
		s->lost++;
	}
}

void lab_sparse_run(struct lab_sparse *s)
{
	static const char no_contexts[] =
		"this sparse does not follow contexts (the newest have dropped it): only gfp_t is looked at";
	struct lab_check *c = s->c;
	const struct lab_job_watch watch = {
		.done = job_done, .tick = show_progress, .arg = s,
	};

	if (!s->contexts) {
		lab_warn("%s", no_contexts);
		lab_report_unanalysed(s->report, LAB_UNAN_PARSE, c->checker,
				      no_contexts, NULL);
	}
	s->others = lab_strtab_new(c->arena);
	c->jobs = lab_arena_alloc(c->arena, c->tasks.n * sizeof(*c->jobs));
	setenv("LC_ALL", "C", 1);
	for (uint32_t i = 0; i < c->tasks.n; i++) {
		struct lab_task *t = &c->tasks.v[i];

		*LAB_PUSH(&t->compile.argv) = (char *)"-fmax-warnings=unlimited";
		*LAB_PUSH(&t->compile.argv) = NULL;
		c->jobs[i] = (struct lab_job){
			.name = t->name, .dir = t->compile.dir,
			.argv = t->compile.argv.v,
			.err = lab_arena_printf(c->arena, "%s/s%u.err",
						lab_tempdir_get(), i),
		};
	}
	lab_jobs_run(c->jobs, c->tasks.n, c->parallel, &watch);
	lab_progress_clear();
	tell_lost(s);
}
