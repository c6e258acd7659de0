// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The private folder for what must never be found by a later make. It goes
 * at exit, and when a signal ends the program: jobs.c takes the signals while
 * it waits for programs, the handler here at all other times.
 */
#include "cli.h"
#include "jobs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

static char path[4096];
static pid_t owner;

/* Deeper than anything a compiler makes. */
#define MOST_LEVELS 16

static void remove_in(int dir, unsigned int level);

static void remove_entry(int dir, const struct dirent64 *e, unsigned int level)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	int fd;

	if (!strcmp(e->d_name, ".") || !strcmp(e->d_name, "..") ||
	    !unlinkat(dir, e->d_name, 0))
		return;
	fd = openat(dir, e->d_name, flags);
	if (fd < 0)
		return;
	if (level < MOST_LEVELS)
		remove_in(fd, level + 1);
	close(fd);
	unlinkat(dir, e->d_name, AT_REMOVEDIR);
}

/* Only calls that a signal handler may make; opendir() is none of them. */
static void remove_in(int dir, unsigned int level)
{
	_Alignas(struct dirent64) char buf[2048];
	long n, at;

	while ((n = syscall(SYS_getdents64, dir, buf, sizeof(buf))) > 0) {
		for (at = 0; at < n;) {
			struct dirent64 *e = (struct dirent64 *)(buf + at);

			at += e->d_reclen;
			remove_entry(dir, e, level);
		}
	}
}

void lab_tempdir_remove(void)
{
	int dir;

	if (!path[0] || owner != getpid())
		return;
	dir = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (dir >= 0) {
		remove_in(dir, 0);
		close(dir);
	}
	rmdir(path);
	path[0] = '\0';
}

/* SA_RESETHAND and the end of the handler make the second one deadly. */
static void on_signal(int sig)
{
	lab_jobs_kill();
	lab_tempdir_remove();
	raise(sig);
}

bool lab_signal_ends(int sig)
{
	struct sigaction sa;

	return !sigaction(sig, NULL, &sa) && sa.sa_handler != SIG_IGN;
}

static void watch_signals(void)
{
	struct sigaction sa = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND };

	sigemptyset(&sa.sa_mask);
	for (size_t i = 0; i < LAB_ARRAY_SIZE(lab_ending_signals); i++)
		if (lab_signal_ends(lab_ending_signals[i]))
			sigaction(lab_ending_signals[i], &sa, NULL);
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
		lab_die("cannot make a folder in %s: %s; TMPDIR names another place",
			base, strerror(errno));
	}
	owner = getpid();
	watch_signals();
	atexit(lab_tempdir_remove);
	return path;
}
