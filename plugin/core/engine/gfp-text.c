// SPDX-License-Identifier: GPL-2.0-or-later
/* gfp-text: flags in the words of the source. */
#include "program.h"

static bool is_group(const char *name)
{
	return !strncmp(name, "GFP_", 4) && !strstr(name, "_MASK") &&
	       !strstr(name, "_BITS");
}

/* The widest GFP_* group that lies in @flags; among equals the first name. */
static const struct lab_gfp *best_group(const struct lab_unit *u,
					uint64_t flags)
{
	const struct lab_gfp *best = NULL;
	uint32_t i;

	for (i = 0; i < u->ngfps; i++) {
		const struct lab_gfp *g = &u->gfps[i];

		if (!g->value || (g->value & ~flags) ||
		    !is_group(lab_unit_str(u, g->name)))
			continue;
		if (!best || __builtin_popcountll(g->value) >
			     __builtin_popcountll(best->value))
			best = g;
	}
	return best;
}

const char *lab_gfp_text(struct lab_program *p, uint32_t unit, uint64_t flags)
{
	const struct lab_unit *u = p->units[unit].u;
	const struct lab_gfp *g = best_group(u, flags);
	const char *text = NULL;
	uint32_t i;

	if (g) {
		text = lab_unit_str(u, g->name);
		flags &= ~g->value;
	}
	for (i = 0; i < u->ngfps && flags; i++) {
		uint64_t v = u->gfps[i].value;
		const char *name = lab_unit_str(u, u->gfps[i].name);

		if (!v || (v & (v - 1)) || !(v & flags) ||
		    strncmp(name, "__GFP_", 6))
			continue;
		flags &= ~v;
		text = text ? lab_arena_printf(p->arena, "%s | %s", text, name)
			    : name;
	}
	if (flags || !text)
		text = text ? lab_arena_printf(p->arena, "%s | 0x%llx", text,
					       (unsigned long long)flags)
			    : lab_arena_printf(p->arena, "0x%llx",
					       (unsigned long long)flags);
	return text;
}
