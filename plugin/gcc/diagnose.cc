/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Findings as GCC prints them: a warning at the site, notes along the path.
 * -w silences them, -Werror does not make them errors unless werror is given:
 * a finding is for its reader and must not stop a build by accident.
 */
#include "plugin.h"

static bool is_place(const struct lab_unit *u, const struct lab_loc *loc,
		     const struct lab_place *at)
{
	return loc->line == at->line && loc->col == at->col && at->file &&
	       !strcmp(lab_unit_str(u, loc->file), at->file);
}

/* The unit's locations are few thousand, and findings are few. */
static location_t place(const struct lab_place *at, const struct lab_unit *u,
			const struct loc_table *locs)
{
	uint32_t i;

	for (i = 1; i < u->nlocs && i < locs->where.size(); i++)
		if (is_place(u, &u->locs[i], at))
			return locs->where[i];
	return UNKNOWN_LOCATION;
}

/* Line @line of @file without its end; false if it cannot be had. */
static bool read_line(const char *file, uint32_t line, char *buf, size_t size)
{
	FILE *f = fopen(file, "r");
	uint32_t i;
	bool ok = f;

	for (i = 0; ok && i < line; i++)
		ok = fgets(buf, size, f) && strchr(buf, '\n');
	if (f)
		fclose(f);
	return ok;
}

static bool in_name(char c)
{
	return c == '_' || ISALNUM(c);
}

/* The one place of @token on the line, as an offset; -1 if there are none or
 * several. */
static int find_token(const char *line, const char *token)
{
	size_t n = strlen(token);
	const char *s = line;
	int found = -1;

	while ((s = strstr(s, token))) {
		if ((s == line || !in_name(s[-1])) && !in_name(s[n])) {
			if (found >= 0)
				return -1;
			found = (int)(s - line);
		}
		s += n;
	}
	return found;
}

static void add_fix(rich_location *rich, const struct lab_finding *f,
		    location_t site)
{
	char line[1024];
	const line_map_ordinary *map;
	source_range range;
	int at, n;

	if (!f->fix_old || !f->fix_new || !*f->fix_old || !f->at.file ||
	    !f->at.col || !read_line(f->at.file, f->at.line, line, sizeof(line)))
		return;
	at = find_token(line, f->fix_old);
	n = (int)strlen(f->fix_old);
	if (at < 0)
		return;
	map = linemap_check_ordinary(linemap_lookup(line_table,
						    LOCATION_LOCUS(site)));
	range.m_start = linemap_position_for_line_and_column(
		line_table, map, f->at.line, at + 1);
	range.m_finish = linemap_position_for_line_and_column(
		line_table, map, f->at.line, at + n);
	rich->add_fixit_replace(range, f->fix_new);
}

/* For GCC's line "In function 'f':". */
static tree function_named(const char *name)
{
	tree ident = name ? maybe_get_identifier(name) : NULL_TREE;
	cgraph_node *node;

	if (!ident)
		return NULL_TREE;
	FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node)
		if (DECL_NAME(node->decl) == ident)
			return node->decl;
	return NULL_TREE;
}

static void diagnose(const struct lab_finding *f, const struct lab_unit *u,
		     const struct loc_table *locs)
{
	auto_diagnostic_group group;
	location_t site = place(&f->at, u, locs);
	gcc_rich_location rich(site);
	uint32_t i;

	current_function_decl = function_named(f->at.function);
	if (site != UNKNOWN_LOCATION)
		add_fix(&rich, f, site);
	if (!warning_at(&rich, 0, "%s [labcheck:%s]", f->message,
			lab_rule_name((enum lab_rule)f->rule)))
		return;
	for (i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];
		location_t at = place(&s->at, u, locs);

		/* in a file that GCC has not read, but a pack's unit has */
		if (at == UNKNOWN_LOCATION && s->at.file && s->at.line)
			inform(at, "%s (%s:%u)", s->text, s->at.file,
			       s->at.line);
		else
			inform(at, "%s", s->text);
	}
}

void diagnose_report(const struct lab_report *r, const struct lab_unit *u,
		     const struct loc_table *locs)
{
	bool was = options.werror ? false : compat_set_werror(false);
	uint32_t i;

	for (i = 0; i < r->findings.n; i++)
		if (lab_finding_counts(&r->findings.v[i]))
			diagnose(&r->findings.v[i], u, locs);
	current_function_decl = NULL_TREE;
	for (i = 0; i < r->faults.n; i++)
		error_at(UNKNOWN_LOCATION, "labcheck: %s", r->faults.v[i]);
	if (!options.werror)
		compat_set_werror(was);
}

void diagnose_failure(const char *why)
{
	bool was = compat_set_werror(false);

	warning_at(UNKNOWN_LOCATION, 0, "labcheck: internal error, this file "
		   "is not analysed: %s", why);
	compat_set_werror(was);
}
