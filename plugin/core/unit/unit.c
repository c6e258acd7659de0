/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "unit.h"

#include <stdlib.h>

static const char *const type_names[] = {
#define X(id, name) name,
	LAB_TYPES(X)
#undef X
};

static const char *const op_names[] = {
#define X(id, name) name,
	LAB_OPS(X)
#undef X
};

static const char *const bin_names[] = {
#define X(id, name) name,
	LAB_BINS(X)
#undef X
};

static const char *const remark_names[] = {
#define X(id, name) name,
	LAB_REMARKS(X)
#undef X
};

struct lab_unit *lab_unit_new(void)
{
	struct lab_arena *a = lab_arena_new();
	struct lab_unit *u = lab_arena_alloc(a, sizeof(*u));

	u->arena = a;
	u->strings = lab_strtab_new(a);
	u->nlocs = 1;
	u->locs = lab_arena_alloc(a, sizeof(*u->locs));
	return u;
}

void lab_unit_free(struct lab_unit *u)
{
	if (!u)
		return;
	lab_strtab_free(u->strings);
	lab_arena_free(u->arena);
}

const char *lab_unit_str(const struct lab_unit *u, lab_id id)
{
	return lab_strtab_get(u->strings, id);
}

const char *lab_type_name(enum lab_type t)
{
	return (unsigned int)t < LAB_TYPE_COUNT ? type_names[t] : "?";
}

const char *lab_op_name(enum lab_op op)
{
	return (unsigned int)op < LAB_OP_COUNT ? op_names[op] : "?";
}

const char *lab_bin_name(enum lab_bin op)
{
	return (unsigned int)op < LAB_BIN_COUNT ? bin_names[op] : "?";
}

const char *lab_remark_name(enum lab_remark_kind k)
{
	return (unsigned int)k < LAB_REMARK_COUNT ? remark_names[k] : "?";
}

static int name_index(const char *const *names, size_t n, const char *name)
{
	size_t i;

	for (i = 0; i < n; i++)
		if (!strcmp(names[i], name))
			return (int)i;
	return -1;
}

int lab_type_by_name(const char *name)
{
	return name_index(type_names, LAB_ARRAY_SIZE(type_names), name);
}

int lab_op_by_name(const char *name)
{
	return name_index(op_names, LAB_ARRAY_SIZE(op_names), name);
}

int lab_bin_by_name(const char *name)
{
	return name_index(bin_names, LAB_ARRAY_SIZE(bin_names), name);
}

int lab_remark_by_name(const char *name)
{
	return name_index(remark_names, LAB_ARRAY_SIZE(remark_names), name);
}
