// SPDX-License-Identifier: GPL-2.0-or-later
#include "cli.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static bool is_c(const char *name)
{
	return lab_str_ends(name, ".c") || lab_str_ends(name, ".h");
}

static void add_file(struct lab_cfiles *s, const char *who, const char *path,
		     const char *name)
{
	uint32_t before;

	if (access(path, R_OK))
		lab_die("%s: %s: %s", who, name, strerror(errno));
	before = lab_strtab_count(s->index);
	if (lab_strtab_intern(s->index, path, strlen(path)) >= before)
		*LAB_PUSH(s) = (struct lab_cfile){ path, name };
}

static int not_hidden(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
	return strcmp((*a)->d_name, (*b)->d_name);
}

/* Links to folders are not followed: they may lead round in a circle. */
static void add_folder(struct lab_cfiles *s, struct lab_arena *a,
		       const char *who, const char *path, const char *name)
{
	struct dirent **list;
	int n = scandir(path, &list, not_hidden, by_bytes);

	if (n < 0)
		lab_die("%s: %s: %s", who, name, strerror(errno));
	for (int i = 0; i < n; i++) {
		const char *entry = list[i]->d_name;
		char *full = lab_arena_printf(a, "%s/%s", path, entry);
		char *shown = lab_arena_printf(a, "%s/%s", name, entry);
		struct stat st;

		if (!lstat(full, &st) && S_ISDIR(st.st_mode))
			add_folder(s, a, who, full, shown);
		else if (is_c(entry) && !stat(full, &st) && S_ISREG(st.st_mode))
			add_file(s, who, full, shown);
		free(list[i]);
	}
	free(list);
}

/* Without the slashes at its end. */
static const char *trim(struct lab_arena *a, const char *path)
{
	size_t n = strlen(path);

	while (n > 1 && path[n - 1] == '/')
		n--;
	return lab_arena_str(a, path, n);
}

void lab_cfiles_add(struct lab_cfiles *s, struct lab_arena *a,
		     const char *who, const char *root, const char *path)
{
	uint32_t before = s->n;
	const char *full;

	if (!s->index)
		s->index = lab_strtab_new(a);
	path = trim(a, path);
	full = root && *path != '/' ? lab_arena_printf(a, "%s/%s", root, path)
				    : path;
	if (root && lab_str_begins(path, root) && path[strlen(root)] == '/')
		path += strlen(root) + 1;
	if (!lab_file_exists(full))
		lab_die("%s: %s: no such file or folder%s%s", who, path,
			root ? " in " : "", root ? root : "");
	if (lab_dir_exists(full)) {
		add_folder(s, a, who, full, path);
		if (s->n == before)
			lab_die("%s: %s: no C files in this folder", who, path);
	} else if (is_c(path)) {
		add_file(s, who, full, path);
	} else {
		lab_die("%s: %s: neither a folder nor a C file", who, path);
	}
}

void lab_cfiles_free(struct lab_cfiles *s)
{
	LAB_VEC_FREE(s);
	if (s->index)
		lab_strtab_free(s->index);
	s->index = NULL;
}
