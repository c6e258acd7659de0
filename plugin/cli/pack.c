// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck pack: write one (core/engine/pack.h says what stands in it). */
#include "inputs.h"
#include "pack.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct making {
	struct lab_arena *arena;
	const char *output, *release, *build;
	uint32_t jobs;
	LAB_VEC(const char *) args;
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "write the pack to FILE", 0 },
	{ "build", 'b', "OBJ", 0, "the kernel's build folder, for its release (default: the first DIR)", 0 },
	{ "release", 'r', "NAME", 0, "the kernel's release, as uname -r prints it", 0 },
	{ "jobs", 'j', "N", 0, "threads (default: one a CPU)", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct making *m = state->input;

	switch (key) {
	case 'o':
		m->output = arg;
		return 0;
	case 'b':
		m->build = arg;
		return 0;
	case 'r':
		m->release = arg;
		return 0;
	case 'j':
		m->jobs = lab_parse_number("jobs", arg, 4096);
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&m->args) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options, .parser = parse,
	.args_doc = "OBJ|DIR|ARCHIVE|@FILE|-...",
	.doc = "Put the units of a kernel that was built with the plugin into one file, for "
	       "labcheck check --pack: a driver is then analysed with what it calls.",
};

const char *lab_kernel_release(struct lab_arena *a, const char *obj)
{
	char *path = lab_arena_printf(a, "%s/include/config/kernel.release",
				      obj);
	struct lab_buf text = { 0 };
	struct lab_error err;
	const char *release = NULL;

	if (!lab_file_read(path, &text, &err))
		release = lab_arena_str(a, text.s, strcspn(text.s, "\n"));
	lab_buf_free(&text);
	return release && *release ? release : NULL;
}

static bool is_global_function(const struct lab_symbol *s)
{
	return (s->flags & (LAB_SYM_FUNC | LAB_SYM_DEFINED | LAB_SYM_STATIC)) ==
	       (LAB_SYM_FUNC | LAB_SYM_DEFINED);
}

static void add_unit(struct lab_buf *index, struct lab_buf *bytes,
		     const struct lab_unit *u)
{
	size_t before = bytes->n;

	lab_unit_encode(u, bytes);
	lab_buf_printf(index, "unit %zu\n", bytes->n - before);
	for (uint32_t i = 0; i < u->nsyms; i++)
		if (is_global_function(&u->syms[i]))
			lab_buf_printf(index, "%s\n",
				       lab_unit_str(u, u->syms[i].name));
}

/* They are of one build. */
static uint64_t build_of(const struct lab_units *units)
{
	for (uint32_t i = 0; i < units->list.n; i++)
		if (units->list.v[i]->build)
			return units->list.v[i]->build;
	return 0;
}

static void write_pack(const struct making *m, const struct lab_units *units)
{
	struct lab_buf index = { 0 }, bytes = { 0 };
	char *tmp = lab_arena_printf(m->arena, "%s.new", m->output);
	FILE *f = fopen(tmp, "we");

	if (!f)
		lab_die("%s: %s", tmp, strerror(errno));
	lab_buf_printf(&index, LAB_PACK_HEAD "release %s\nbuild %llx\n",
		       m->release, (unsigned long long)build_of(units));
	for (uint32_t i = 0; i < units->list.n; i++)
		add_unit(&index, &bytes, units->list.v[i]);
	lab_buf_char(&index, '\n');
	fwrite(index.s, 1, index.n, f);
	fwrite(bytes.s, 1, bytes.n, f);
	if (ferror(f) | fclose(f) || rename(tmp, m->output)) {
		unlink(tmp);
		lab_die("%s: cannot be written: %s", m->output,
			strerror(errno));
	}
	lab_buf_free(&index);
	lab_buf_free(&bytes);
}

static void find_release(struct making *m)
{
	const char *obj = m->build ? m->build : m->args.v[0];

	if (!m->release)
		m->release = lab_kernel_release(m->arena, obj);
	if (!m->release)
		lab_die("%s: no include/config/kernel.release there; give --build OBJ or --release NAME",
			obj);
}

static int make(struct making *m)
{
	struct lab_units units = { 0 };
	struct lab_inputs in;
	uint32_t bad;

	find_release(m);
	lab_inputs_init(&in, m->arena);
	for (uint32_t i = 0; i < m->args.n; i++)
		lab_inputs_add(&in, m->args.v[i]);
	lab_inputs_decode(&in, m->jobs, &units);
	lab_inputs_check_build(&in, &units);
	for (uint32_t i = 0; i < in.complaints.n; i++)
		lab_warn("%s", in.complaints.v[i]);
	if (!units.list.n)
		lab_die("%s: no unit there: nothing was compiled with -fplugin=labcheck.so",
			m->args.v[0]);
	write_pack(m, &units);
	fprintf(stderr, "labcheck: %u units, of kernel %s, in %s\n",
		units.list.n, m->release, m->output);
	bad = in.complaints.n;
	lab_units_free(&units);
	lab_inputs_free(&in);
	return bad ? LAB_STATUS_INPUT : LAB_STATUS_CLEAN;
}

int lab_pack_main(int argc, char **argv)
{
	struct making m = { .arena = lab_arena_new(), .jobs = lab_cpus() };
	int status;

	argp_parse(&argp, argc, argv, 0, NULL, &m);
	if (!m.args.n || !m.output)
		lab_die("pack: expected --output FILE and objects; see labcheck pack --help");
	status = make(&m);
	LAB_VEC_FREE(&m.args);
	lab_arena_free(m.arena);
	return status;
}
