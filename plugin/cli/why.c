// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * labcheck why: for each place that makes a function atomic, and for each at
 * which it may sleep, the shortest chain of calls; shortest chains first.
 */
#include "cli.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>

#define MOST 20			/* chains of a kind, unless --all */

struct node {			/* a function met on the search */
	int64_t fn, parent;	/* parent: index of a node; -1: the first */
	char *step;		/* the call between it and the parent */
	bool done;		/* what is further on is of no interest */
};

struct why {
	const char *file;	/* the graph */
	sqlite3 *db;
	bool all;
	LAB_VEC(const char *) names;
	LAB_VEC(struct node) nodes;
	uint8_t *seen;		/* by function */
	int64_t nfns;
};

enum { KEY_ALL = 256 };

static const struct argp_option options[] = {
	{ "file", 'f', "FILE", 0, "what labcheck link --why=FILE has written (default: " LAB_WHY_FILE ")", 0 },
	{ "all", KEY_ALL, NULL, 0, "all chains, not only the 20 shortest of each kind", 0 },
	{ 0 },
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
	struct why *w = state->input;

	switch (key) {
	case 'f':
		w->file = arg;
		return 0;
	case KEY_ALL:
		w->all = true;
		return 0;
	case ARGP_KEY_ARG:
		*LAB_PUSH(&w->names) = arg;
		return 0;
	}
	return ARGP_ERR_UNKNOWN;
}

static const struct argp argp = {
	.options = options, .parser = parse, .args_doc = "FUNCTION...",
	.doc = "Say what makes a function atomic, and by what it may sleep: for each such place the "
	       "shortest chain of calls.\v"
	       "Exit status: 0 something is known, 1 the function is there and neither atomic nor "
	       "sleeping, 2 no such function or file.",
};

static sqlite3_stmt *query(const struct why *w, const char *sql, int64_t id)
{
	sqlite3_stmt *st;

	if (sqlite3_prepare_v2(w->db, sql, -1, &st, NULL))
		lab_die("%s: %s", w->file, sqlite3_errmsg(w->db));
	sqlite3_bind_int64(st, 1, id);
	return st;
}

static const char *text_of(sqlite3_stmt *st, int column)
{
	const unsigned char *s = sqlite3_column_text(st, column);

	return s ? (const char *)s : "";
}

static int64_t number(const struct why *w, const char *sql)
{
	sqlite3_stmt *st = query(w, sql, 0);
	int64_t n = sqlite3_step(st) == SQLITE_ROW ? sqlite3_column_int64(st, 0)
						   : 0;

	sqlite3_finalize(st);
	return n;
}

static void open_graph(struct why *w)
{
	if (!lab_file_exists(w->file))
		lab_die("%s: no such file; labcheck link --why=%s OBJ... writes it",
			w->file, w->file);
	if (sqlite3_open_v2(w->file, &w->db, SQLITE_OPEN_READONLY, NULL) ||
	    number(w, "PRAGMA application_id") != 1818321769)
		lab_die("%s: was not written by labcheck link --why", w->file);
	if (number(w, "PRAGMA user_version") != 1)
		lab_die("%s: written by another version of labcheck; write it anew with labcheck link --why",
			w->file);
	w->nfns = number(w, "SELECT COUNT(*) FROM fn");
	w->seen = lab_xzalloc(w->nfns + 1);
}

static char *format(const char *fmt, ...)
{
	va_list ap;
	char *s = NULL;

	va_start(ap, fmt);
	if (vasprintf(&s, fmt, ap) < 0)
		BUG("no memory for a line");
	va_end(ap);
	return s;
}

static void visit(struct why *w, int64_t fn, int64_t parent, char *step)
{
	if (fn < 0 || fn >= w->nfns || w->seen[fn]) {
		free(step);
		return;
	}
	w->seen[fn] = 1;
	*LAB_PUSH(&w->nodes) = (struct node){ .fn = fn, .parent = parent,
					      .step = step };
}

static void begin(struct why *w, int64_t fn)
{
	for (uint32_t i = 0; i < w->nodes.n; i++)
		free(w->nodes.v[i].step);
	w->nodes.n = 0;
	memset(w->seen, 0, w->nfns);
	visit(w, fn, -1, NULL);
}

/* The steps from node @at back to the first, as they were found. */
static void print_back(const struct why *w, int64_t at)
{
	for (; at >= 0 && w->nodes.v[at].step; at = w->nodes.v[at].parent)
		printf("    %s\n", w->nodes.v[at].step);
}

static void print_forth(const struct why *w, int64_t at)
{
	if (at < 0 || !w->nodes.v[at].step)
		return;
	print_forth(w, w->nodes.v[at].parent);
	printf("    %s\n", w->nodes.v[at].step);
}

static bool may_print(const struct why *w, uint32_t *n)
{
	return ++*n <= MOST || w->all;
}

/* The roots that node @at is: one chain each. */
static void print_roots(const struct why *w, uint32_t at, uint32_t *n)
{
	sqlite3_stmt *st = query(w, "SELECT what, file, line FROM root WHERE fn = ? ORDER BY what, file, line",
				 w->nodes.v[at].fn);

	while (sqlite3_step(st) == SQLITE_ROW) {
		if (!may_print(w, n))
			continue;
		printf("  atomic:\n    %s:%d %s\n", text_of(st, 1),
		       sqlite3_column_int(st, 2), text_of(st, 0));
		print_back(w, at);
	}
	sqlite3_finalize(st);
}

/* Up through the callers, to the calls that are made in atomic context. */
static uint32_t print_atomic(struct why *w, int64_t fn)
{
	uint32_t n = 0;

	begin(w, fn);
	for (uint32_t i = 0; i < w->nodes.n; i++) {
		sqlite3_stmt *st;

		print_roots(w, i, &n);
		st = query(w, "SELECT src, edge.file, edge.line, atomic, c.name, d.name, maybe"
			   " FROM edge JOIN fn c ON c.id = src JOIN fn d ON d.id = dst"
			   " WHERE dst = ? ORDER BY c.name, edge.file, edge.line, atomic, maybe",
			   w->nodes.v[i].fn);
		while (sqlite3_step(st) == SQLITE_ROW) {
			const char *atomic = text_of(st, 3);
			char *step = format("%s:%d %s: %s %s%s%s",
				text_of(st, 1), sqlite3_column_int(st, 2),
				text_of(st, 4), sqlite3_column_int(st, 6)
					? "may call" : "calls",
				text_of(st, 5), *atomic ? " " : "", atomic);

			if (!*atomic) {
				visit(w, sqlite3_column_int64(st, 0), i, step);
				continue;
			}
			if (may_print(w, &n)) {
				printf("  atomic:\n    %s\n", step);
				print_back(w, i);
			}
			free(step);
		}
		sqlite3_finalize(st);
	}
	return n;
}

/* Down through the callees, to what sleeps. */
static uint32_t print_sleeps(struct why *w, int64_t fn)
{
	uint32_t n = 0;

	begin(w, fn);
	for (uint32_t i = 0; i < w->nodes.n; i++) {
		sqlite3_stmt *st = query(w,
			"SELECT dst, what, edge.file, edge.line, c.name, d.name, maybe FROM edge"
			" JOIN fn c ON c.id = src LEFT JOIN fn d ON d.id = dst WHERE src = ?"
			" GROUP BY dst, what, edge.file, edge.line"
			" ORDER BY edge.file, edge.line, what, d.name", w->nodes.v[i].fn);

		while (sqlite3_step(st) == SQLITE_ROW) {
			bool sleeps = sqlite3_column_type(st, 0) == SQLITE_NULL;
			bool maybe = sqlite3_column_int(st, 6);
			char *step = format("%s:%d %s: %s %s%s", text_of(st, 2),
				sqlite3_column_int(st, 3), text_of(st, 4),
				maybe && !sleeps ? "may call" : "calls",
				text_of(st, sleeps ? 1 : 5),
				!sleeps ? "" : maybe
					? ", which may sleep, for some arguments"
					: ", which may sleep");

			if (!sleeps) {
				visit(w, sqlite3_column_int64(st, 0), i, step);
				continue;
			}
			if (may_print(w, &n)) {
				printf("  sleeps:\n");
				print_forth(w, i);
				printf("    %s\n", step);
			}
			free(step);
		}
		sqlite3_finalize(st);
	}
	return n;
}

static void print_rest(const struct why *w, uint32_t n, const char *what)
{
	if (!w->all && n > MOST)
		printf("  and %u more ways %s (--all)\n", n - MOST, what);
}

/* How much is known; -1 if there is no such function. */
static int print_function(struct why *w, const char *name)
{
	sqlite3_stmt *st = query(w, "SELECT id, name, file, line FROM fn WHERE name = ? ORDER BY file, line, id",
				 0);
	int known = -1;

	sqlite3_bind_text(st, 1, name, -1, SQLITE_STATIC);
	while (sqlite3_step(st) == SQLITE_ROW) {
		uint32_t up, down;

		printf("%s (%s:%d)\n", name, text_of(st, 2),
		       sqlite3_column_int(st, 3));
		up = print_atomic(w, sqlite3_column_int64(st, 0));
		print_rest(w, up, "to atomic context");
		down = print_sleeps(w, sqlite3_column_int64(st, 0));
		print_rest(w, down, "to sleep");
		if (!up && !down)
			printf("  neither known to be atomic nor to sleep\n");
		known = (known < 0 ? 0 : known) + (up || down);
	}
	sqlite3_finalize(st);
	return known;
}

int lab_why_main(int argc, char **argv)
{
	struct why w = { .file = LAB_WHY_FILE };
	int status = LAB_STATUS_FINDINGS;

	argp_parse(&argp, argc, argv, 0, NULL, &w);
	if (!w.names.n)
		lab_die("why: no function given; see labcheck why --help");
	open_graph(&w);
	for (uint32_t i = 0; i < w.names.n; i++) {
		int known = print_function(&w, w.names.v[i]);

		if (known < 0) {
			lab_warn("%s: no function of this name in %s",
				 w.names.v[i], w.file);
			status = LAB_STATUS_INPUT;
		} else if (known && status == LAB_STATUS_FINDINGS) {
			status = LAB_STATUS_CLEAN;
		}
	}
	begin(&w, -1);
	LAB_VEC_FREE(&w.nodes);
	LAB_VEC_FREE(&w.names);
	free(w.seen);
	sqlite3_close(w.db);
	return status;
}
