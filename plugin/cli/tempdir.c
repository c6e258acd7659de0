// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The private folder for what must never be found by a later make. It goes
 * at exit; jobs.c calls exit() on a signal, too.
 */
#include "cli.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char path[4096];
static pid_t owner;

static int remove_one(const char *name, const struct stat *st, int type,
		      struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	remove(name);
	return 0;
}

void lab_tempdir_remove(void)
{
	if (path[0] && owner == getpid())
		nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	path[0] = '\0';
}

const char *lab_tempdir_get(void)
{
	const char *base = getenv("TMPDIR");

	if (path[0])
		return path;
	if (!base || !*base)
		base = "/tmp";
	snprintf(path, sizeof(path), "%s/labcheck.XXXXXX", base);
	if (!mkdtemp(path)) {
		path[0] = '\0';
		lab_die("cannot make a folder in %s: %s", base, strerror(errno));
	}
	owner = getpid();
	atexit(lab_tempdir_remove);
	return path;
}
