// SPDX-License-Identifier: GPL-2.0-or-later
/* From what the user names to units. */
#include "inputs.h"
#include "archive.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

/* How an object came to be read, and what its name is. */
struct source {
	struct lab_inputs *in;
	const char *path;	/* the archive's */
	bool named;		/* by the user himself */
};

void lab_inputs_init(struct lab_inputs *in, struct lab_arena *a)
{
	memset(in, 0, sizeof(*in));
	in->arena = a;
	in->seen = lab_strtab_new(a);
}

void lab_inputs_free(struct lab_inputs *in)
{
	LAB_VEC_FREE(&in->list);
	LAB_VEC_FREE(&in->complaints);
	LAB_VEC_FREE(&in->empty);
	lab_strtab_free(in->seen);
}

static void complain(struct lab_inputs *in, const char *text)
{
	*LAB_PUSH(&in->complaints) = lab_arena_str(in->arena, text,
						   strlen(text));
}

/* An object of several files holds the units of its parts; so do these. */
static bool is_new(struct lab_inputs *in, const unsigned char *p, size_t n)
{
	const struct { uint64_t hash, n; } key = { lab_hash(p, n, 0), n };
	uint32_t before = lab_strtab_count(in->seen);

	lab_strtab_intern(in->seen, (const char *)&key, sizeof(key));
	return lab_strtab_count(in->seen) != before;
}

/* The units of one section. */
static int add_units(struct lab_inputs *in, const char *from,
		     const unsigned char *p, size_t n)
{
	struct lab_frame f;
	struct lab_error err;
	size_t at = 0;
	int count = 0;

	while (at < n) {
		if (lab_unit_frame(p + at, n - at, &f, &err)) {
			complain(in, lab_arena_printf(in->arena,
				"%s: unit at byte %zu of its section: %s", from,
				at, err.msg));
			return -1;
		}
		count++;
		in->unit_bytes += f.length;
		if (is_new(in, p + at + f.at, f.length))
			*LAB_PUSH(&in->list) = (struct lab_input){
				.from = from, .n = f.length,
				.p = lab_arena_dup(in->arena, p + at + f.at,
						   f.length) };
		else
			in->repeated++;
		at += f.at + f.length;
		/* zero padding at the end is no unit */
		while (at < n && !p[at])
			at++;
	}
	return count;
}

static void on_section(const void *p, size_t n, void *arg)
{
	struct { struct lab_inputs *in; const char *from; int count; } *s = arg;
	int more = s->count < 0 ? -1 : add_units(s->in, s->from, p, n);

	s->count = more < 0 ? -1 : s->count + more;
}

static void add_object(struct source *src, const char *from, const void *p,
		       size_t n)
{
	struct { struct lab_inputs *in; const char *from; int count; } s = {
		.in = src->in, .from = from };
	struct lab_error err;

	src->in->objects++;
	src->in->object_bytes += n;
	if (lab_object_sections(p, n, from, on_section, &s, &err)) {
		complain(src->in, err.msg);
		return;
	}
	if (s.count)
		return;
	if (src->named)
		complain(src->in, lab_arena_printf(src->in->arena,
			"%s: holds no unit: it was not compiled with -fplugin=labcheck.so",
			from));
	else
		*LAB_PUSH(&src->in->empty) = from;
}

static void add_text(struct source *src, const char *path, const char *p,
		     size_t n)
{
	struct lab_buf bytes = { 0 };
	struct lab_error err;
	struct lab_unit *u = lab_unit_parse(p, n, path, &err);

	if (!u) {
		complain(src->in, err.msg);
		return;
	}
	lab_unit_encode(u, &bytes);
	lab_unit_free(u);
	src->in->objects++;
	add_units(src->in, path, (const unsigned char *)bytes.s, bytes.n);
	lab_buf_free(&bytes);
}

static void add_file(struct source *src, const char *path);

static void on_member(const struct lab_member *m, void *arg)
{
	struct source *src = arg;
	struct source member = { .in = src->in };

	if (!m->p)
		add_file(&member, m->name);
	else if (m->n >= 4 && !memcmp(m->p, "\177ELF", 4))
		add_object(&member, lab_arena_printf(src->in->arena, "%s(%s)",
						     src->path, m->name),
			   m->p, m->n);
	else
		*LAB_PUSH(&src->in->empty) = m->name;
}

static void add_archive(struct source *src, const char *path, const void *p,
			size_t n)
{
	struct source members = { .in = src->in, .path = path };
	struct lab_error err;

	if (lab_archive_each(p, n, path, src->in->arena, on_member, &members,
			     &err))
		complain(src->in, err.msg);
}

static void add_bytes(struct source *src, const char *path, const char *p,
		      size_t n)
{
	if (!n)
		complain(src->in, lab_arena_printf(src->in->arena,
			"%s: is empty: neither an object nor a unit", path));
	else if (n >= 4 && !memcmp(p, "\177ELF", 4))
		add_object(src, path, p, n);
	else if (lab_archive_is(p, n))
		add_archive(src, path, p, n);
	else if (n >= 4 && !memcmp(p, LAB_UNIT_MAGIC, 4))
		src->in->objects++,
		add_units(src->in, path, (const unsigned char *)p, n);
	else
		add_text(src, path, p, n);
}

static void add_file(struct source *src, const char *path)
{
	struct lab_error err;
	struct lab_map map;

	path = lab_arena_str(src->in->arena, path, strlen(path));
	if (lab_map_open(&map, path, &err)) {
		if (src->path)
			lab_error_set(&err, "%s: member of %s: missing",
				      path, src->path);
		complain(src->in, err.msg);
		return;
	}
	add_bytes(src, path, map.p, map.n);
	lab_map_close(&map);
}

/* In a folder: objects, and archives that hold copies of theirs. */
static bool is_wanted(const char *path)
{
	char magic[8];
	FILE *f;
	bool thin;

	if (lab_str_ends(path, ".o"))
		return true;
	if (!lab_str_ends(path, ".a"))
		return false;
	f = fopen(path, "re");
	thin = f && fread(magic, 1, 8, f) == 8 && lab_archive_is_thin(magic, 8);
	if (f)
		fclose(f);
	return !thin;
}

static int skip_dots(const struct dirent *d)
{
	return strcmp(d->d_name, ".") && strcmp(d->d_name, "..");
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

static void add_folder(struct lab_inputs *in, const char *path)
{
	struct source src = { .in = in };
	struct dirent **list;
	int n = scandir(path, &list, skip_dots, by_bytes);

	if (n < 0) {
		complain(in, lab_arena_printf(in->arena,
					      "%s: cannot be listed", path));
		return;
	}
	for (int i = 0; i < n; i++) {
		char *name = lab_arena_printf(in->arena, "%s/%s", path,
					      list[i]->d_name);
		struct stat st;

		if (lstat(name, &st))
			complain(in, lab_arena_printf(in->arena,
				"%s: cannot be read", name));
		else if (S_ISDIR(st.st_mode))
			add_folder(in, name);
		else if (S_ISREG(st.st_mode) && is_wanted(name))
			add_file(&src, name);
		free(list[i]);
	}
	free(list);
}

static void add_path(struct lab_inputs *in, const char *path, bool named)
{
	struct source src = { .in = in, .named = named };

	if (lab_dir_exists(path))
		add_folder(in, path);
	else
		add_file(&src, path);
}

static void add_list(struct lab_inputs *in, const char *name, FILE *f)
{
	char *line = NULL;
	size_t cap = 0;
	ssize_t n;

	if (!f) {
		complain(in, lab_arena_printf(in->arena,
			"%s: no such list of objects", name));
		return;
	}
	while ((n = getline(&line, &cap, f)) > 0) {
		while (n && (line[n - 1] == '\n' || line[n - 1] == '\r'))
			line[--n] = '\0';
		if (n)
			add_path(in, line, false);
	}
	free(line);
}

void lab_inputs_add(struct lab_inputs *in, const char *arg)
{
	FILE *f;

	if (!strcmp(arg, "-")) {
		add_list(in, arg, stdin);
	} else if (*arg == '@') {
		f = fopen(arg + 1, "re");
		add_list(in, arg + 1, f);
		if (f)
			fclose(f);
	} else {
		add_path(in, arg, true);
	}
}
