/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where something stands. A token from a macro's definition stands where the
 * user wrote the outermost macro; a token that the user gave to a macro as an
 * argument stands where it was written and does not come from the macro.
 */
#include "lower.h"

location_t lower_where(location_t loc, const char **macro)
{
	unsigned int depth;

	*macro = NULL;
	loc = LOCATION_LOCUS(loc);
	for (depth = 0; depth < 1000; depth++) {
		const struct line_map *map;
		const line_map_macro *m;
		location_t out;
		uint64_t token;

		if (loc < RESERVED_LOCATION_COUNT)
			break;
		map = linemap_lookup(line_table, loc);
		if (!map || !linemap_macro_expansion_map_p(map))
			break;
		m = linemap_check_macro(map);
		token = loc - MAP_START_LOCATION(m);
		out = MACRO_MAP_LOCATIONS(m)[2 * token];
		if (out == MACRO_MAP_LOCATIONS(m)[2 * token + 1]) {
			*macro = linemap_map_get_macro_name(m);
			out = compat_expansion_point(m);
		}
		loc = LOCATION_LOCUS(out);
	}
	return loc;
}

lab_id lower_loc(struct lower *l, location_t full)
{
	location_t loc = LOCATION_LOCUS(full);
	expanded_location x;
	const char *macro;
	lab_id id, *known;

	if (loc == UNKNOWN_LOCATION || loc == BUILTINS_LOCATION)
		return 0;
	known = l->locs->ids.get(loc);
	if (known)
		return *known;
	location_t where = lower_where(loc, &macro);
	x = expand_location(where);
	if (!x.file || x.line <= 0 || x.column < 0)
		id = 0;
	else
		id = lab_builder_loc(l->b, x.file, x.line, x.column, macro);
	l->locs->ids.put(loc, id);
	if (id >= l->locs->where.size())
		l->locs->where.resize(id + 1, UNKNOWN_LOCATION);
	/* Outside macros GCC knows the whole expression, to underline it. */
	l->locs->where[id] = where == loc ? full : where;
	return id;
}
