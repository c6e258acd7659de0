// SPDX-License-Identifier: GPL-2.0-or-later
/* A pack, read: only the units that are needed are decoded. */
#include <stdlib.h>

#include "../unit/unit-io.h"
#include "pack.h"

struct entry {
	const unsigned char *p;
	size_t n;
	bool taken;
};

struct lab_pack {
	struct lab_arena *arena;
	const char *p;
	size_t size, at;		/* of the line that is next */
	const char *release;
	uint64_t build;
	LAB_VEC(struct entry) units;
	struct lab_strtab *names;	/* of functions that are defined */
	LAB_VEC(uint32_t) by;		/* name -> unit */
	bool damaged;
};

/* The next line, a copy; "" at the end of the index. */
static const char *next_line(struct lab_pack *p)
{
	const char *s = p->p + p->at;
	const char *end = memchr(s, '\n', p->size - p->at);

	if (!end) {
		p->damaged = true;
		return "";
	}
	p->at += (size_t)(end - s) + 1;
	return lab_arena_str(p->arena, s, (size_t)(end - s));
}

/* What stands behind @word on the next line, which has to begin with it. */
static const char *next_value(struct lab_pack *p, const char *word)
{
	const char *line = next_line(p);

	if (strncmp(line, word, strlen(word))) {
		p->damaged = true;
		return "";
	}
	return line + strlen(word);
}

static void add_name(struct lab_pack *p, const char *name)
{
	lab_id id = lab_strtab_intern(p->names, name, strlen(name));

	/* the first that defines it counts */
	while (p->by.n <= id)
		*LAB_PUSH(&p->by) = p->units.n - 1;
}

static void read_index(struct lab_pack *p)
{
	const char *line;

	p->release = next_value(p, "release ");
	p->build = strtoull(next_value(p, "build "), NULL, 16);
	while (!p->damaged && *(line = next_line(p))) {
		if (!strncmp(line, "unit ", 5))
			LAB_PUSH(&p->units)->n = strtoul(line + 5, NULL, 10);
		else if (p->units.n)
			add_name(p, line);
		else
			p->damaged = true;
	}
}

static void place_units(struct lab_pack *p)
{
	uint32_t i;

	for (i = 0; i < p->units.n; i++) {
		struct entry *e = &p->units.v[i];

		if (e->n > p->size - p->at) {
			p->damaged = true;
			return;
		}
		e->p = (const unsigned char *)p->p + p->at;
		p->at += e->n;
	}
	p->damaged |= p->at != p->size;
}

struct lab_pack *lab_pack_open(const void *bytes, size_t n,
			       struct lab_error *err)
{
	struct lab_arena *a;
	struct lab_pack *p;
	size_t head = sizeof(LAB_PACK_HEAD) - 1;

	if (n < head || memcmp(bytes, LAB_PACK_HEAD, head)) {
		lab_error_set(err, "not a pack that this version of labcheck reads");
		return NULL;
	}
	a = lab_arena_new();
	p = lab_arena_alloc(a, sizeof(*p));
	p->arena = a;
	p->p = bytes;
	p->size = n;
	p->at = head;
	p->names = lab_strtab_new(a);
	read_index(p);
	if (!p->damaged)
		place_units(p);
	if (p->damaged) {
		lab_error_set(err, "damaged pack; make it anew with labcheck pack");
		lab_pack_free(p);
		return NULL;
	}
	return p;
}

void lab_pack_free(struct lab_pack *p)
{
	struct lab_arena *a = p->arena;

	LAB_VEC_FREE(&p->units);
	LAB_VEC_FREE(&p->by);
	lab_strtab_free(p->names);
	lab_arena_free(a);
}

const char *lab_pack_release(const struct lab_pack *p)
{
	return p->release;
}

uint64_t lab_pack_build(const struct lab_pack *p)
{
	return p->build;
}

static int take(struct entry *e, struct lab_unit_list *units,
		struct lab_error *err)
{
	struct lab_unit *u;
	size_t used;

	if (e->taken)
		return 0;
	e->taken = true;
	u = lab_unit_decode(e->p, e->n, &used, err);
	if (!u)
		return -1;
	*LAB_PUSH(units) = u;
	return 0;
}

/* A function that is called and not defined here, nor known to the model. */
static int take_callee(struct lab_pack *p, const struct lab_model *model,
		       const struct lab_unit *u, const struct lab_symbol *s,
		       struct lab_unit_list *units, struct lab_error *err)
{
	const char *name = lab_unit_str(u, s->name);
	lab_id id;

	if (!(s->flags & LAB_SYM_FUNC) || (s->flags & LAB_SYM_DEFINED) ||
	    lab_model_fn(model, name))
		return 0;
	id = lab_strtab_find(p->names, name, strlen(name));
	if (!id || id >= p->by.n)
		return 0;
	return take(&p->units.v[p->by.v[id]], units, err);
}

int lab_pack_add(struct lab_pack *p, const struct lab_model *model,
		 struct lab_unit_list *units, struct lab_error *err)
{
	uint32_t from = 0, to, i, j;
	int depth;

	for (depth = 0; depth < LAB_PACK_DEPTH; depth++) {
		to = units->n;
		for (i = from; i < to; i++) {
			const struct lab_unit *u = units->v[i];

			for (j = 0; j < u->nsyms; j++)
				if (take_callee(p, model, u, &u->syms[j],
						units, err))
					return -1;
		}
		from = to;
	}
	return 0;
}
