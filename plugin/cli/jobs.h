/* SPDX-License-Identifier: GPL-2.0-or-later */
/* jobs: programs run in parallel, stopped cleanly by a signal. */
#ifndef LAB_JOBS_H
#define LAB_JOBS_H

#include <stdint.h>
#include <sys/types.h>

struct lab_job {
	const char *name;	/* what it works on, for messages */
	const char *dir;	/* run there; NULL: here */
	char **argv;		/* ends in NULL */
	const char *out;	/* file for stdout; NULL: none wanted */
	const char *err;	/* file for stderr */
	const char *object;	/* what a compile writes */
	int status;		/* as from waitpid(), once done */
	pid_t pid;		/* while it runs */
};

/*
 * Run all @n, at most @parallel at a time. @done is called for each in the
 * order in which they end; @tick is called with the count of those done, at
 * least each 100 ms. Either may be NULL. Does not return after a signal.
 */
struct lab_job_watch {
	void (*done)(struct lab_job *job, void *arg);
	void (*tick)(uint32_t ended, void *arg);
	void *arg;
};
void lab_jobs_run(struct lab_job *jobs, uint32_t n, uint32_t parallel,
		  const struct lab_job_watch *watch);
/* For the handler of a signal that comes while @done works: kill those that
 * still run, and all they started. */
void lab_jobs_kill(void);

#endif
