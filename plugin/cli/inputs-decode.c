// SPDX-License-Identifier: GPL-2.0-or-later
/* Units out of inputs, with several threads, and what they are part of. */
#include "inputs.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct decoding {
	const struct lab_inputs *in;
	_Atomic uint32_t next;
	struct lab_unit **units;	/* one each; NULL: damaged */
	struct lab_error *errors;	/* one each */
};

static void *decode_some(void *arg)
{
	struct decoding *d = arg;
	uint32_t i;

	while ((i = atomic_fetch_add(&d->next, 1)) < d->in->list.n) {
		const struct lab_input *in = &d->in->list.v[i];
		size_t used;

		d->units[i] = lab_unit_decode(in->p, in->n, &used,
					      &d->errors[i]);
	}
	return NULL;
}

static void decode_all(struct decoding *d, uint32_t jobs)
{
	pthread_t *threads = lab_xzalloc((jobs + 1) * sizeof(*threads));
	uint32_t i, n = 0;

	for (i = 1; i < jobs; i++)
		n += !pthread_create(&threads[n], NULL, decode_some, d);
	decode_some(d);
	for (i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	free(threads);
}

void lab_inputs_decode(struct lab_inputs *in, uint32_t jobs,
		       struct lab_units *units)
{
	struct decoding d = { .in = in };
	uint32_t i;

	d.units = lab_xzalloc((in->list.n + 1) * sizeof(*d.units));
	d.errors = lab_xzalloc((in->list.n + 1) * sizeof(*d.errors));
	decode_all(&d, jobs);
	for (i = 0; i < in->list.n; i++) {
		if (d.units[i])
			*LAB_PUSH(&units->list) = d.units[i];
		else
			*LAB_PUSH(&in->complaints) = lab_arena_printf(in->arena,
				"%s: %s", in->list.v[i].from,
				d.errors[i].msg);
	}
	free(d.units);
	free(d.errors);
}

/* Of one build? Units that name no kernel, or no configuration, fit any. */
static bool agree(const struct lab_unit *a, const struct lab_unit *b)
{
	return (!a->kernel || !b->kernel || a->kernel == b->kernel) &&
	       (!a->build || !b->build || a->build == b->build) &&
	       !strcmp(lab_unit_str(a, a->compiler),
		       lab_unit_str(b, b->compiler));
}

static const char *build_name(struct lab_arena *a, const struct lab_unit *u)
{
	const char *name = lab_unit_str(u, u->compiler);

	if (u->build)
		name = lab_arena_printf(a, "configuration %08x, %s",
					(uint32_t)(u->build >> 32), name);
	if (!u->kernel)
		return name;
	return lab_arena_printf(a, "kernel %u.%u.%u, %s", u->kernel >> 16,
				u->kernel >> 8 & 0xff, u->kernel & 0xff, name);
}

/* The build that most units are of: by one pass of majority voting. */
static const struct lab_unit *most_common(const struct lab_units *units)
{
	const struct lab_unit *best = NULL;
	uint32_t i, votes = 0;

	for (i = 0; i < units->list.n; i++) {
		const struct lab_unit *u = units->list.v[i];

		if (!u->kernel && !u->build && best)
			continue;
		if (!votes)
			best = u;
		if (agree(best, u))
			votes++;
		else
			votes--;
	}
	return best;
}

void lab_inputs_check_build(struct lab_inputs *in, struct lab_units *units)
{
	const struct lab_unit *best = most_common(units), *other = NULL;
	uint32_t i, n = 0, all = units->list.n;
	const char *name = NULL;

	for (i = 0; i < all; i++) {
		struct lab_unit *u = units->list.v[i];

		if (agree(best, u)) {
			units->list.v[n++] = u;
			continue;
		}
		if (!other) {
			other = u;
			name = lab_arena_printf(in->arena, "%s (%s)",
						lab_unit_str(u, u->file),
						build_name(in->arena, u));
		}
		if (u != other)
			lab_unit_free(u);
	}
	units->list.n = n;
	if (!other)
		return;
	*LAB_PUSH(&in->complaints) = lab_arena_printf(in->arena,
		"objects of two builds: %u of %u are not of %s, first %s; left out: link the objects of one build",
		all - n, all, build_name(in->arena, best), name);
	lab_unit_free((struct lab_unit *)other);
}

const uint32_t *lab_units_modules(const struct lab_units *units,
				  struct lab_arena *a)
{
	uint32_t *modules = lab_arena_alloc(a, (units->list.n + 1) *
					    sizeof(*modules));
	struct lab_strtab *names = lab_strtab_new(a);
	uint32_t i;

	/* the empty name is id 0: the kernel itself */
	for (i = 0; i < units->list.n; i++) {
		const struct lab_unit *u = units->list.v[i];
		const char *name = lab_unit_str(u, u->module);

		modules[i] = lab_strtab_intern(names, name, strlen(name));
	}
	lab_strtab_free(names);
	return modules;
}
