// SPDX-License-Identifier: GPL-2.0-or-later
#include "progress.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define BAR 30

static bool shown;

static unsigned int terminal_width(void)
{
	struct winsize w;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) || w.ws_col < 20)
		return 80;
	return w.ws_col;
}

void lab_progress_show(uint32_t done, uint32_t all, const char *what)
{
	char bar[BAR + 1], line[512];
	uint32_t full = all ? (uint64_t)done * BAR / all : 0;
	unsigned int width;

	if (!isatty(STDERR_FILENO))
		return;
	memset(bar, '.', BAR);
	memset(bar, '#', full);
	bar[BAR] = '\0';
	if (all)
		snprintf(line, sizeof(line), "[%s] %u/%u %s", bar, done, all,
			 what);
	else
		snprintf(line, sizeof(line), "[%s] %s", bar, what);
	/* A line that wraps could not be written over. */
	width = terminal_width() - 1;
	fprintf(stderr, "\r\033[K%.*s", (int)width, line);
	shown = true;
}

void lab_progress_clear(void)
{
	if (shown)
		fputs("\r\033[K", stderr);
	shown = false;
}
