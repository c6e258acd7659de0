// SPDX-License-Identifier: GPL-2.0-or-later
/* Other programs that labcheck asks a question. */
#include "cli.h"
#include "jobs.h"

#include <stdio.h>
#include <sys/wait.h>

#define MOST_WORDS 30

bool lab_tool_ask(struct lab_arena *a, const char *const *argv,
		  const char **answer)
{
	const char *tmp = lab_tempdir_get();
	/* The shell finds out whether there is such a program. */
	const char *shell[4 + MOST_WORDS] = { "sh", "-c", "exec \"$@\"", "sh" };
	struct lab_job_watch none = { 0 };
	struct lab_buf text = { 0 };
	struct lab_error err;
	struct lab_job job = {
		.out = lab_arena_printf(a, "%s/out", tmp),
		.err = lab_arena_printf(a, "%s/err", tmp),
		.argv = (char **)shell,
	};

	for (int i = 0; argv[i]; i++) {
		if (i == MOST_WORDS - 1)
			BUG("question of too many words");
		shell[4 + i] = argv[i];
	}
	lab_jobs_run(&job, 1, 1, &none);
	if (lab_file_read(job.out, &text, &err) || !text.n)
		lab_file_read(job.err, &text, &err);
	*answer = lab_arena_str(a, text.s ? text.s : "", text.n);
	lab_buf_free(&text);
	return WIFEXITED(job.status) && !WEXITSTATUS(job.status);
}

const char *lab_tool_line(struct lab_arena *a, const char *text)
{
	return lab_arena_str(a, text, strcspn(text, "\n"));
}

bool lab_tool_version(const char *text, unsigned int *major,
		      unsigned int *minor)
{
	for (; *text; text++)
		if (sscanf(text, "%u.%u", major, minor) == 2)
			return true;
	return false;
}
