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

static void load(struct lab_source_file *s, const char *file)
{
	struct lab_buf path = { 0 };

	if (s->name.s && !strcmp(s->name.s, file))
		return;
	lab_buf_free(&s->name);
	lab_buf_free(&s->text);
	lab_buf_str(&s->name, file);
	if (s->root && *file != '/')
		lab_buf_printf(&path, "%s/", s->root);
	lab_buf_str(&path, file);
	read_file(&s->text, path.s);
	lab_buf_free(&path);
}

const char *lab_source_line(struct lab_source_file *s, const char *file,
			    uint32_t line, size_t *n)
{
	const char *p, *end, *nl;

	if (!file || !*file || !line)
		return NULL;
	load(s, file);
	p = s->text.s;
	end = p + s->text.n;
	while (p < end) {
		nl = memchr(p, '\n', (size_t)(end - p));
		if (!--line) {
			*n = (size_t)((nl ? nl : end) - p);
			return p;
		}
		p = nl ? nl + 1 : end;
	}
	return NULL;
}

void lab_source_free(struct lab_source_file *s)
{
	lab_buf_free(&s->name);
	lab_buf_free(&s->text);
}
