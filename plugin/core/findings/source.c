/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "source.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define MOST_BYTES (16 * 1024 * 1024)

/* The name may come from a hostile unit: only ordinary files are opened. */
static void read_file(struct lab_buf *text, const char *path)
{
	char block[16384];
	struct stat st;
	size_t n;
	FILE *f;

	if (stat(path, &st) || !S_ISREG(st.st_mode) || st.st_size > MOST_BYTES)
		return;
	f = fopen(path, "re");
	if (!f)
		return;
	while ((n = fread(block, 1, sizeof(block), f)))
		lab_buf_add(text, block, n);
	fclose(f);
}

/* Where each line begins. */
static void index_lines(struct lab_text *f)
{
	const char *p = f->text.s, *end = p + f->text.n;

	while (p && p < end) {
		const char *nl = memchr(p, '\n', (size_t)(end - p));

		*LAB_PUSH(&f->lines) = (uint32_t)(p - f->text.s);
		p = nl ? nl + 1 : end;
	}
}

static const struct lab_buf *instead_of(const struct lab_texts *s,
					const char *name)
{
	for (uint32_t i = 0; s->instead && i < s->instead->n; i++)
		if (!strcmp(s->instead->v[i].file, name))
			return s->instead->v[i].text;
	return NULL;
}

static void load(struct lab_texts *s, struct lab_text *f,
		 const char *name)
{
	const struct lab_buf *instead = instead_of(s, name);
	struct lab_buf path = { 0 };

	if (instead) {
		lab_buf_add(&f->text, instead->s, instead->n);
		index_lines(f);
		return;
	}
	if (s->root && *name != '/')
		lab_buf_printf(&path, "%s/", s->root);
	lab_buf_str(&path, name);
	read_file(&f->text, path.s);
	index_lines(f);
	lab_buf_free(&path);
}

static const struct lab_text *get(struct lab_texts *s,
					 const char *name)
{
	struct lab_text *f;
	lab_id id;

	if (!s->names) {
		s->arena = lab_arena_new();
		s->names = lab_strtab_new(s->arena);
	}
	id = lab_strtab_intern(s->names, name, strlen(name));
	/* Id 0 is the empty name, which is no file. */
	while (s->files.n < id) {
		f = LAB_PUSH(&s->files);
		load(s, f, name);
	}
	return &s->files.v[id - 1];
}

const char *lab_source_line(struct lab_texts *s, const char *file,
			    uint32_t line, size_t *n)
{
	const struct lab_text *f;
	const char *p, *end, *nl;

	if (!file || !*file || !line)
		return NULL;
	f = get(s, file);
	if (line > f->lines.n)
		return NULL;
	p = f->text.s + f->lines.v[line - 1];
	end = f->text.s + f->text.n;
	nl = memchr(p, '\n', (size_t)(end - p));
	*n = (size_t)((nl ? nl : end) - p);
	return p;
}

uint32_t lab_source_lines(struct lab_texts *s, const char *file)
{
	return file && *file ? get(s, file)->lines.n : 0;
}

static bool in_name(char c)
{
	return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') ||
	       (c >= 'A' && c <= 'Z');
}

int lab_source_token(const char *line, size_t n, const char *token)
{
	size_t len = strlen(token), i;
	int found = -1;

	for (i = 0; len && i + len <= n; i++) {
		if (memcmp(line + i, token, len) ||
		    (i && in_name(line[i - 1])) ||
		    (i + len < n && in_name(line[i + len])))
			continue;
		if (found >= 0)
			return -1;
		found = (int)i;
	}
	return found;
}

void lab_source_free(struct lab_texts *s)
{
	uint32_t i;

	for (i = 0; i < s->files.n; i++) {
		lab_buf_free(&s->files.v[i].text);
		LAB_VEC_FREE(&s->files.v[i].lines);
	}
	LAB_VEC_FREE(&s->files);
	lab_strtab_free(s->names);
	lab_arena_free(s->arena);
}
