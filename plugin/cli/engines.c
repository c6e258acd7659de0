// SPDX-License-Identifier: GPL-2.0-or-later
#include "engines.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

unsigned int lab_engines_parse(const char *list)
{
	char *copy = strdup(list), *rest = copy, *name;
	unsigned int mask = 0;

	while ((name = strsep(&rest, ","))) {
		int engine = lab_engine_by_name(name);

		if (engine < 0)
			lab_die("--engines=%s: no such engine; there are: gcc, cocci, sparse",
				name);
		mask |= 1u << engine;
	}
	free(copy);
	return mask;
}

/* Each engine reports all: what two of them saw may be worth more. */
static struct lab_options options_for(const struct lab_check *c)
{
	struct lab_options opt = c->settings.engine;

	opt.least = LAB_CERT_POSSIBLE;
	return opt;
}

void lab_engines_prepare(struct lab_engines *e, const struct lab_check *c)
{
	if (lab_engines_has(e, LAB_ENGINE_COCCI)) {
		e->cocci = (struct lab_cocci){
			.arena = c->arena, .parallel = c->parallel,
			.timeout = LAB_COCCI_TIMEOUT,
			.options = options_for(c),
		};
		lab_cocci_prepare(&e->cocci);
	}
	if (lab_engines_has(e, LAB_ENGINE_SPARSE))
		e->sparse_check.checker = lab_sparse_find(c->arena, NULL,
						&e->sparse.contexts);
}

/* Names as those of the compiler's findings: relative to the tree, or to the
 * working folder for a module. */
static void find_files(struct lab_engines *e, const struct lab_check *c)
{
	const char *root = c->kernel ? c->settings.root : NULL;
	char *cwd = getcwd(NULL, 0);
	struct lab_cfiles *files = &e->cocci.files;

	for (uint32_t i = 0; i < c->paths.n; i++) {
		const char *path = c->paths.v[i];
		uint32_t before = files->n;

		if (!root && lab_dir_exists(path))
			path = lab_path_real(c->arena, path);
		lab_cfiles_add(files, c->arena, "check", root, path);
		for (; before < files->n && !root && cwd; before++) {
			struct lab_cfile *f = &files->v[before];
			size_t n = strlen(cwd);

			if (lab_dir_exists(path) &&
			    !strncmp(f->name, cwd, n) && f->name[n] == '/')
				f->name += n + 1;
		}
	}
	free(cwd);
}

static void run_cocci(struct lab_engines *e, struct lab_check *c)
{
	e->cocci.report = c->report;
	find_files(e, c);
	lab_cocci_run(&e->cocci);
	e->lost += e->cocci.lost;
	e->failed |= e->cocci.failed;
	lab_cfiles_free(&e->cocci.files);
}

static void run_sparse(struct lab_engines *e, struct lab_check *c)
{
	struct lab_check *s = &e->sparse_check;
	const char *checker = s->checker;

	*s = (struct lab_check){
		.arena = c->arena, .settings = c->settings,
		.kernel = c->kernel, .build = c->build, .cc = c->cc,
		.checker = checker, .parallel = c->parallel,
	};
	s->settings.engine = options_for(c);
	for (uint32_t i = 0; i < c->paths.n; i++)
		*LAB_PUSH(&s->paths) = c->paths.v[i];
	for (uint32_t i = 0; i < c->cflags.n; i++)
		*LAB_PUSH(&s->cflags) = c->cflags.v[i];
	lab_check_list(s);
	e->sparse.c = s;
	e->sparse.report = c->report;
	lab_sparse_run(&e->sparse);
	e->lost += e->sparse.lost;
	lab_strtab_free(e->sparse.others);
}

void lab_engines_run(struct lab_engines *e, struct lab_check *c)
{
	if (lab_engines_has(e, LAB_ENGINE_COCCI))
		run_cocci(e, c);
	if (lab_engines_has(e, LAB_ENGINE_SPARSE))
		run_sparse(e, c);
	lab_report_sort(c->report);
	lab_marks_suppress(c->report, c->settings.root);
	if (lab_engines_has(e, LAB_ENGINE_GCC))
		lab_report_unused(c->report, c->settings.engine.rules);
	lab_report_fold(c->report);
	lab_report_filter(c->report, c->settings.engine.least,
			  c->settings.engine.rules);
}
