// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The one program of the machine: its init, which does what it is told line by line,
 * and the helper that a module calls to make requests for memory fail.
 *
 *   run MODULE COPY AT PARAMETERS...	load /m/MODULE.ko, with COPY written at AT
 *   rest				be quiet for as long as __might_resched() is
 *   scan				print what kmemleak finds lost
 *
 * No process is made for a line: that is what takes time in an emulated machine.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#define DEBUG "/sys/kernel/debug/"

static int put(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY), failed;

	failed = fd < 0 || write(fd, text, strlen(text)) < 0;
	close(fd);
	return failed;
}

/* In the order of what the kernel says. */
static void say(const char *text)
{
	if (put("/dev/kmsg", text))
		perror("/dev/kmsg");
}

/* Which requests fail: all of threads that are marked, or those that may not wait, of any. */
static void set_failing(int atomic)
{
	static const char *const kinds[] = { "failslab", "fail_page_alloc" };
	unsigned int i;

	for (i = 0; i < 2; i++) {
		const struct {
			const char *name, *value;
		} set[] = {
			{ "probability", "0" },
			{ "task-filter", atomic ? "N" : "Y" },
			{ "ignore-gfp-wait", atomic ? "Y" : "N" },
			{ "times", "-1" },
			{ "probability", "100" },
		};
		char path[100];
		unsigned int n;

		/* Not every kernel can. */
		for (n = 0; n < sizeof(set) / sizeof(set[0]); n++) {
			snprintf(path, sizeof(path), DEBUG "%s/%s", kinds[i], set[n].name);
			put(path, set[n].value);
		}
	}
}

static void load(char *line)
{
	static char image[4 << 20], text[300];
	const char *module = strtok(line, " "), *copy = strtok(NULL, " ");
	const char *at = strtok(NULL, " "), *parameters = strtok(NULL, "");
	char path[200];
	ssize_t size = 0, got;
	int fd;

	if (!parameters)
		return;
	snprintf(path, sizeof(path), "/m/%s.ko", module);
	fd = open(path, O_RDONLY);
	while (fd >= 0 && (got = read(fd, image + size, sizeof(image) - size)) > 0)
		size += got;
	close(fd);
	if (size > atol(at) + 2)
		memcpy(image + atol(at), copy, 2);
	if (syscall(SYS_init_module, image, size, parameters)) {
		snprintf(text, sizeof(text), "labcheck: insmod: %s: %s\n", path, strerror(errno));
		say(text);
	}
}

static void scan(void)
{
	char text[4096];
	ssize_t got;
	int fd;

	/* What is new in a first scan counts in the second. */
	put(DEBUG "kmemleak", "scan");
	put(DEBUG "kmemleak", "scan");
	fd = open(DEBUG "kmemleak", O_RDONLY);
	while (fd >= 0 && (got = read(fd, text, sizeof(text))) > 0)
		if (write(1, text, got) < 0)
			break;
	close(fd);
	/* What is said next goes another way, and shall not overtake it. */
	tcdrain(1);
}

static void prepare(void)
{
	mount("p", "/proc", "proc", 0, NULL);
	mount("s", "/sys", "sysfs", 0, NULL);
	mount("d", "/sys/kernel/debug", "debugfs", 0, NULL);
	mount("d", "/dev", "devtmpfs", 0, NULL);
	put(DEBUG "fail_page_alloc/ignore-gfp-highmem", "N");
	put(DEBUG "fail_page_alloc/min-order", "0");
	set_failing(0);
	put(DEBUG "kmemleak", "scan=off");
}

int main(int argc, char **argv)
{
	char line[1000];

	if (argc > 1 && !strcmp(argv[0], "/fail")) {
		set_failing(!strcmp(argv[1], "atomic"));
		return 0;
	}
	prepare();
	say("labcheck: ready\n");
	while (fgets(line, sizeof(line), stdin)) {
		line[strcspn(line, "\n")] = 0;
		if (!strncmp(line, "run ", 4)) {
			/* Warnings that come once come again. */
			put(DEBUG "clear_warn_once", "1");
			load(line + 4);
			say("labcheck: done\n");
		} else if (!strcmp(line, "rest")) {
			sleep(2);
			say("labcheck: rested\n");
		} else if (!strcmp(line, "scan")) {
			scan();
			say("labcheck: scanned\n");
		}
	}
	return 0;
}
