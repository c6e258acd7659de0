// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

int lab_file_read(const char *path, struct lab_buf *out, struct lab_error *err)
{
	char chunk[65536];
	size_t n;
	FILE *f;

	if (lab_dir_exists(path))
		return lab_error_set(err, "%s: is a directory", path);
	f = fopen(path, "re");
	if (!f)
		return lab_error_set(err, "%s: %s", path, strerror(errno));
	while ((n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		lab_buf_add(out, chunk, n);
	n = ferror(f);
	fclose(f);
	if (n)
		return lab_error_set(err, "%s: cannot be read", path);
	lab_buf_str(out, "");
	return 0;
}

int lab_map_open(struct lab_map *m, const char *path, struct lab_error *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct stat st;

	if (fd < 0 || fstat(fd, &st))
		lab_error_set(err, "%s: %s", path, strerror(errno));
	else if (S_ISDIR(st.st_mode))
		lab_error_set(err, "%s: is a directory", path);
	if (fd < 0 || S_ISDIR(st.st_mode)) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	m->n = st.st_size;
	/* private and writable: libelf may turn headers round in place */
	m->p = m->n ? mmap(NULL, m->n, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd,
			   0) : NULL;
	close(fd);
	if (m->p == MAP_FAILED)
		return lab_error_set(err, "%s: %s", path, strerror(errno));
	return 0;
}

void lab_map_close(struct lab_map *m)
{
	if (m->p)
		munmap(m->p, m->n);
}

bool lab_file_exists(const char *path)
{
	struct stat st;

	return !stat(path, &st);
}

bool lab_dir_exists(const char *path)
{
	struct stat st;

	return !stat(path, &st) && S_ISDIR(st.st_mode);
}

bool lab_file_in(const char *dir, const char *name)
{
	struct lab_buf b = { 0 };
	bool found;

	lab_buf_printf(&b, "%s/%s", dir, name);
	found = lab_file_exists(b.s);
	lab_buf_free(&b);
	return found;
}

char *lab_path_real(struct lab_arena *a, const char *path)
{
	char *real = realpath(path, NULL), *copy;

	if (!real)
		return NULL;
	copy = lab_arena_str(a, real, strlen(real));
	free(real);
	return copy;
}

char *lab_path_self(struct lab_arena *a)
{
	char *self = lab_path_real(a, "/proc/self/exe"), *slash;

	if (!self)
		lab_die("/proc is not mounted: cannot find labcheck.so; give it with --plugin");
	slash = strrchr(self, '/');
	*slash = '\0';
	return self;
}

bool lab_str_ends(const char *s, const char *end)
{
	size_t n = strlen(s), m = strlen(end);

	return n >= m && !strcmp(s + n - m, end);
}

bool lab_str_begins(const char *s, const char *begin)
{
	return !strncmp(s, begin, strlen(begin));
}

const char *lab_plural(uint32_t n)
{
	return n == 1 ? "" : "s";
}
