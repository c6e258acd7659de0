// SPDX-License-Identifier: GPL-2.0-or-later
/* A pack, read: only the units that are needed are decoded. */
#include "pack.h"

#include <stdlib.h>

#define HEAD "labcheck pack 1\n"

struct entry {
	const unsigned char *p;
	size_t n;
	bool taken;
};

struct lab_pack {
	const char *path;
	struct lab_map map;
	LAB_VEC(struct entry) units;
	struct lab_strtab *names;	/* of functions that are defined */
	LAB_VEC(uint32_t) by;		/* name -> unit */
};

static void damaged(const struct lab_pack *p)
{
	lab_die("%s: damaged pack; make it anew with labcheck pack", p->path);
}

/* The line at *@at, a copy; *@at is behind it. */
static const char *next_line(struct lab_pack *p, size_t *at,
			     struct lab_arena *a)
{
	const char *s = (const char *)p->map.p + *at;
	const char *end = memchr(s, '\n', p->map.n - *at);

	if (!end)
		damaged(p);
	*at += (size_t)(end - s) + 1;
	return lab_arena_str(a, s, (size_t)(end - s));
}

static void check_release(const struct lab_pack *p, const char *line,
			  const char *release)
{
	if (!lab_str_begins(line, "release "))
		damaged(p);
	if (release && strcmp(line + 8, release))
		lab_die("%s: a pack of kernel %s, but this is kernel %s: make one of this kernel with labcheck pack",
			p->path, line + 8, release);
}

static void add_name(struct lab_pack *p, const char *name)
{
	lab_id id = lab_strtab_intern(p->names, name, strlen(name));

	/* the first that defines it counts */
	while (p->by.n <= id)
		*LAB_PUSH(&p->by) = p->units.n - 1;
}

static void place_units(struct lab_pack *p, size_t at)
{
	for (uint32_t i = 0; i < p->units.n; i++) {
		struct entry *e = &p->units.v[i];

		if (e->n > p->map.n - at)
			damaged(p);
		e->p = (const unsigned char *)p->map.p + at;
		at += e->n;
	}
	if (at != p->map.n)
		damaged(p);
}

struct lab_pack *lab_pack_open(const char *path, const char *release,
			       struct lab_arena *a)
{
	struct lab_pack *p = lab_arena_alloc(a, sizeof(*p));
	size_t at = sizeof(HEAD) - 1;
	struct lab_error err;
	const char *line;

	p->path = path;
	if (lab_map_open(&p->map, path, &err))
		lab_die("%s", err.msg);
	if (p->map.n < at || memcmp(p->map.p, HEAD, at))
		lab_die("%s: not a pack that this version of labcheck reads", path);
	p->names = lab_strtab_new(a);
	check_release(p, next_line(p, &at, a), release);
	while (*(line = next_line(p, &at, a))) {
		if (lab_str_begins(line, "unit "))
			LAB_PUSH(&p->units)->n = strtoul(line + 5, NULL, 10);
		else if (p->units.n)
			add_name(p, line);
		else
			damaged(p);
	}
	place_units(p, at);
	return p;
}

void lab_pack_close(struct lab_pack *p)
{
	LAB_VEC_FREE(&p->units);
	LAB_VEC_FREE(&p->by);
	lab_strtab_free(p->names);
	lab_map_close(&p->map);
}

static void take(struct lab_pack *p, struct entry *e, struct lab_units *units)
{
	struct lab_error err;
	struct lab_unit *u;
	size_t used;

	if (e->taken)
		return;
	e->taken = true;
	u = lab_unit_decode(e->p, e->n, &used, &err);
	if (!u)
		lab_die("%s: %s", p->path, err.msg);
	*LAB_PUSH(&units->list) = u;
}

/* A function that is called and not defined here, nor known to the model. */
static void take_callee(struct lab_pack *p, const struct lab_model *model,
			const struct lab_unit *u, const struct lab_symbol *s,
			struct lab_units *units)
{
	const char *name = lab_unit_str(u, s->name);
	lab_id id;

	if (!(s->flags & LAB_SYM_FUNC) || (s->flags & LAB_SYM_DEFINED) ||
	    lab_model_fn(model, name))
		return;
	id = lab_strtab_find(p->names, name, strlen(name));
	if (id && id < p->by.n)
		take(p, &p->units.v[p->by.v[id]], units);
}

void lab_pack_add(struct lab_pack *p, const struct lab_model *model,
		  struct lab_units *units)
{
	uint32_t from = 0;

	for (int depth = 0; depth < LAB_PACK_DEPTH; depth++) {
		uint32_t to = units->list.n;

		for (uint32_t i = from; i < to; i++) {
			const struct lab_unit *u = units->list.v[i];

			for (uint32_t j = 0; j < u->nsyms; j++)
				take_callee(p, model, u, &u->syms[j], units);
		}
		from = to;
	}
}
