/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base.h"

#include <stdio.h>
#include <stdlib.h>

static void (*bug_handler)(const char *msg);

void lab_base_set_bug_handler(void (*fn)(const char *msg))
{
	bug_handler = fn;
}

void lab_bug(const char *file, int line, const char *fmt, ...)
{
	char what[512], msg[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(what, sizeof(what), fmt, ap);
	va_end(ap);
	snprintf(msg, sizeof(msg), "%s:%d: %s", file, line, what);
	/* The handler may leave by longjmp. */
	if (bug_handler)
		bug_handler(msg);
	fflush(stdout);
	fprintf(stderr, "labcheck: internal error: %s\n", msg);
	exit(3);
}

/* One write for the whole line, so that lines of parallel jobs stay whole. */
static void complain(const char *kind, const char *fmt, va_list ap)
{
	struct lab_buf line = { 0 };
	char msg[2048];

	vsnprintf(msg, sizeof(msg), fmt, ap);
	lab_buf_printf(&line, "labcheck: %s%s", kind, msg);
	lab_say(line.s);
	lab_buf_free(&line);
}

void lab_say(const char *text)
{
	struct lab_buf line = { 0 };

	lab_plain_str(&line, text);
	lab_buf_char(&line, '\n');
	fputs(line.s, stderr);
	lab_buf_free(&line);
}

void lab_die(const char *fmt, ...)
{
	va_list ap;

	fflush(stdout);
	va_start(ap, fmt);
	complain("error: ", fmt, ap);
	va_end(ap);
	exit(2);
}

void lab_warn(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	complain("warning: ", fmt, ap);
	va_end(ap);
}

int lab_error_set(struct lab_error *err, const char *fmt, ...)
{
	va_list ap;

	if (err) {
		va_start(ap, fmt);
		vsnprintf(err->msg, sizeof(err->msg), fmt, ap);
		va_end(ap);
	}
	return -1;
}
