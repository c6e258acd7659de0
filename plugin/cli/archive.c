// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The format is that of GNU ar: a magic line; for each member a header of 60
 * characters and, unless the archive is thin, its bytes. Long names stand in
 * the member "//".
 */
#include "archive.h"

#include <stdlib.h>

#define MAGIC	   "!<arch>\n"
#define THIN_MAGIC "!<thin>\n"
#define MAGIC_SIZE 8

struct header {
	char name[16], date[12], uid[6], gid[6], mode[8], size[10], end[2];
};

struct reader {
	const char *p, *path;
	size_t n, at;
	struct lab_arena *arena;
	const char *names;	/* the member "//" */
	size_t nnames;
	bool thin;
	struct lab_error *err;
};

bool lab_archive_is_thin(const void *p, size_t n)
{
	return n >= MAGIC_SIZE && !memcmp(p, THIN_MAGIC, MAGIC_SIZE);
}

bool lab_archive_is(const void *p, size_t n)
{
	return lab_archive_is_thin(p, n) ||
	       (n >= MAGIC_SIZE && !memcmp(p, MAGIC, MAGIC_SIZE));
}

static int damaged(const struct reader *r, const char *what)
{
	return lab_error_set(r->err, "%s: damaged archive: %s at byte %zu",
			     r->path, what, r->at);
}

static bool read_size(const struct header *h, size_t *size)
{
	char text[sizeof(h->size) + 1], *end;

	memcpy(text, h->size, sizeof(h->size));
	text[sizeof(h->size)] = '\0';
	*size = strtoull(text, &end, 10);
	return end != text && !end[strspn(end, " ")];
}

/* "name/", or "/123": where in "//" the name begins. */
static const char *member_name(struct reader *r, const struct header *h)
{
	const char *s = h->name;
	size_t n = 0, most = sizeof(h->name);

	if (s[0] == '/') {
		size_t at = strtoull(s + 1, NULL, 10);

		if (at >= r->nnames)
			return NULL;
		s = r->names + at;
		most = r->nnames - at;
		while (n < most && s[n] != '\n')
			n++;
		n -= n && s[n - 1] == '/';
	} else {
		while (n < most && s[n] != '/')
			n++;
	}
	return lab_arena_str(r->arena, s, n);
}

/* Names in a thin archive start in its own folder. */
static const char *thin_path(struct reader *r, const char *name)
{
	const char *slash = strrchr(r->path, '/');

	if (*name == '/' || !slash)
		return name;
	return lab_arena_printf(r->arena, "%.*s/%s", (int)(slash - r->path),
				r->path, name);
}

static bool is_table(const struct header *h)
{
	return !memcmp(h->name, "/ ", 2) || !memcmp(h->name, "/SYM64/", 7);
}

static bool is_names(const struct header *h)
{
	return !memcmp(h->name, "// ", 3);
}

/* Where the member's bytes end: 0 if they do not end inside the archive. */
static size_t bytes_end(const struct reader *r, const struct header *h,
			size_t size)
{
	bool stored = !r->thin || is_table(h) || is_names(h);
	size_t from = r->at + sizeof(*h);

	if (!stored)
		return from;
	return size > r->n - from ? 0 : from + size;
}

int lab_archive_each(const void *p, size_t n, const char *path,
		     struct lab_arena *a,
		     void (*each)(const struct lab_member *m, void *arg),
		     void *arg, struct lab_error *err)
{
	struct reader r = { .p = p, .path = path, .n = n, .at = MAGIC_SIZE,
			    .arena = a, .thin = lab_archive_is_thin(p, n),
			    .err = err };

	while (r.at < n) {
		const struct header *h = (const void *)(r.p + r.at);
		struct lab_member m = { 0 };
		size_t size, end;

		if (n - r.at < sizeof(*h) || memcmp(h->end, "`\n", 2) ||
		    !read_size(h, &size))
			return damaged(&r, "no member's header");
		end = bytes_end(&r, h, size);
		if (!end)
			return damaged(&r, "a member longer than the file");
		if (is_names(h)) {
			r.names = r.p + r.at + sizeof(*h);
			r.nnames = size;
		} else if (!is_table(h)) {
			m.name = member_name(&r, h);
			if (!m.name)
				return damaged(&r, "a name that is not there");
			if (r.thin) {
				m.name = thin_path(&r, m.name);
			} else {
				m.p = (const void *)(h + 1);
				m.n = size;
			}
			each(&m, arg);
		}
		r.at = end + (end & 1);
	}
	return 0;
}
