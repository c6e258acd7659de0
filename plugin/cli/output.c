// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is written appears whole or not at all: into a temporary file beside
 * the target, then renamed over it. A device or pipe is written to directly.
 */
#include "cli.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* What a link leads to is replaced, not the link. */
static char *target_of(const char *path)
{
	char *real = realpath(path, NULL);

	return real ? real : strdup(path);
}

static bool is_special(const char *path)
{
	struct stat st;

	return !stat(path, &st) && !S_ISREG(st.st_mode);
}

void lab_output_check(const char *path, const char *option)
{
	char *copy = target_of(path), *whole = strdup(copy);

	errno = EISDIR;
	if (lab_dir_exists(copy))
		lab_die("%s=%s: %s", option, path, strerror(errno));
	if (lab_file_exists(copy) ? access(copy, W_OK) != 0 : false)
		lab_die("%s=%s: %s", option, path, strerror(errno));
	if (!is_special(copy) && access(dirname(whole), W_OK | X_OK))
		lab_die("%s=%s: no file can be made in its folder: %s", option,
			path, strerror(errno));
	free(copy);
	free(whole);
}

static int write_all(int fd, const struct lab_buf *b)
{
	size_t done = 0;

	while (done < b->n) {
		ssize_t n = write(fd, b->s + done, b->n - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		done += n;
	}
	return 0;
}

static void die_write(const char *path)
{
	lab_die("%s: cannot be written: %s; nothing of it is left", path,
		strerror(errno));
}

static void write_direct(int fd, const char *path, const struct lab_buf *b)
{
	if (write_all(fd, b))
		lab_die("%s: cannot be written: %s", path, strerror(errno));
}

/* A new file has the mode that creating it would have given it. */
static mode_t mode_for(const char *path)
{
	struct stat st;
	mode_t mask = umask(0);

	umask(mask);
	return stat(path, &st) ? 0666 & ~mask : st.st_mode & 07777;
}

/* Whole or not at all, for a signal too: it is taken when all is done. */
static void block_signals(sigset_t *was)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < LAB_ARRAY_SIZE(lab_ending_signals); i++)
		sigaddset(&set, lab_ending_signals[i]);
	sigprocmask(SIG_BLOCK, &set, was);
}

static void replace(const char *path, const struct lab_buf *b)
{
	struct lab_buf tmp = { 0 };
	sigset_t was;
	int fd, failed;

	block_signals(&was);
	lab_buf_printf(&tmp, "%s.XXXXXX", path);
	fd = mkostemp(tmp.s, O_CLOEXEC);
	if (fd < 0)
		lab_die("%s: no file can be made beside it: %s", path,
			strerror(errno));
	failed = write_all(fd, b) || fchmod(fd, mode_for(path)) || fsync(fd);
	if (!failed)
		failed = rename(tmp.s, path);
	if (failed) {
		int why = errno;

		unlink(tmp.s);
		errno = why;
		die_write(path);
	}
	close(fd);
	lab_buf_free(&tmp);
	sigprocmask(SIG_SETMASK, &was, NULL);
}

void lab_output_write(const char *path, const struct lab_buf *b)
{
	char *target;
	int fd;

	/* A limit on the size of files ends in an error, not in a signal. */
	signal(SIGXFSZ, SIG_IGN);
	if (!path) {
		write_direct(STDOUT_FILENO, "output", b);
		return;
	}
	target = target_of(path);
	if (is_special(target)) {
		fd = open(target, O_WRONLY | O_CLOEXEC);
		if (fd < 0)
			lab_die("%s: %s", path, strerror(errno));
		write_direct(fd, path, b);
		close(fd);
	} else {
		replace(target, b);
	}
	free(target);
}
