// SPDX-License-Identifier: GPL-2.0-or-later
/* A graph as an SQLite file: written under another name, then moved. */
#include "cli.h"

#include <errno.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const char schema[] =
	"PRAGMA journal_mode = OFF;"
	"PRAGMA user_version = 1;"
	"PRAGMA application_id = 1818321769;"
	"CREATE TABLE fn (id INTEGER PRIMARY KEY, name TEXT, file TEXT, line INT);"
	"CREATE TABLE edge (src INT, dst INT, what TEXT, file TEXT, line INT,"
	" atomic TEXT, maybe INT);"
	"CREATE TABLE root (fn INT, what TEXT, file TEXT, line INT);"
	"BEGIN;";

static const char indices[] =
	"COMMIT;"
	"CREATE INDEX fn_name ON fn (name);"
	"CREATE INDEX edge_src ON edge (src);"
	"CREATE INDEX edge_dst ON edge (dst);"
	"CREATE INDEX root_fn ON root (fn);";

struct store {
	sqlite3 *db;
	const char *path;
	sqlite3_stmt *st;
};

static void check(const struct store *s, int rc)
{
	if (rc != SQLITE_OK && rc != SQLITE_DONE)
		lab_die("%s: cannot be written: %s", s->path,
			sqlite3_errmsg(s->db));
}

static void prepare(struct store *s, const char *sql)
{
	check(s, sqlite3_prepare_v2(s->db, sql, -1, &s->st, NULL));
}

static void bind_text(struct store *s, int at, const char *text)
{
	check(s, text ? sqlite3_bind_text(s->st, at, text, -1, SQLITE_STATIC)
		      : sqlite3_bind_null(s->st, at));
}

static void bind_id(struct store *s, int at, lab_id id)
{
	check(s, id == LAB_NONE ? sqlite3_bind_null(s->st, at)
				: sqlite3_bind_int64(s->st, at, id));
}

static void put(struct store *s)
{
	check(s, sqlite3_step(s->st));
	check(s, sqlite3_reset(s->st));
}

static void store_functions(struct store *s, const struct lab_graph *g)
{
	prepare(s, "INSERT INTO fn VALUES (?, ?, ?, ?)");
	for (uint32_t i = 0; i < g->fns.n; i++) {
		bind_id(s, 1, i);
		bind_text(s, 2, g->fns.v[i].function);
		bind_text(s, 3, g->fns.v[i].file);
		bind_id(s, 4, g->fns.v[i].line);
		put(s);
	}
	sqlite3_finalize(s->st);
}

static void store_edges(struct store *s, const struct lab_graph *g)
{
	prepare(s, "INSERT INTO edge VALUES (?, ?, ?, ?, ?, ?, ?)");
	for (uint32_t i = 0; i < g->edges.n; i++) {
		const struct lab_graph_edge *e = &g->edges.v[i];

		bind_id(s, 1, e->from);
		bind_id(s, 2, e->to);
		bind_text(s, 3, e->what);
		bind_text(s, 4, e->file);
		bind_id(s, 5, e->line);
		bind_text(s, 6, e->atomic);
		bind_id(s, 7, e->maybe);
		put(s);
	}
	sqlite3_finalize(s->st);
}

static void store_roots(struct store *s, const struct lab_graph *g)
{
	prepare(s, "INSERT INTO root VALUES (?, ?, ?, ?)");
	for (uint32_t i = 0; i < g->roots.n; i++) {
		bind_id(s, 1, g->roots.v[i].fn);
		bind_text(s, 2, g->roots.v[i].text);
		bind_text(s, 3, g->roots.v[i].file);
		bind_id(s, 4, g->roots.v[i].line);
		put(s);
	}
	sqlite3_finalize(s->st);
}

void lab_why_store(const char *path, const struct lab_graph *g)
{
	struct store s = { .path = path };
	struct lab_buf tmp = { 0 };

	lab_buf_printf(&tmp, "%s.new", path);
	unlink(tmp.s);
	if (sqlite3_open(tmp.s, &s.db))
		lab_die("%s: %s", tmp.s, sqlite3_errmsg(s.db));
	check(&s, sqlite3_exec(s.db, schema, NULL, NULL, NULL));
	store_functions(&s, g);
	store_edges(&s, g);
	store_roots(&s, g);
	check(&s, sqlite3_exec(s.db, indices, NULL, NULL, NULL));
	check(&s, sqlite3_close(s.db));
	if (rename(tmp.s, path))
		lab_die("%s: %s", path, strerror(errno));
	lab_buf_free(&tmp);
}
