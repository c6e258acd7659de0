// SPDX-License-Identifier: GPL-2.0-or-later
#include "jobs.h"
#include "cli.h"
#include "progress.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* How long a program may take to end when it is asked to. */
#define PATIENCE_MS 2000

/* Those that run while a caller works on one that has ended: a signal may
 * come then. */
static struct lab_job *running;
static uint32_t nrunning;

void lab_jobs_kill(void)
{
	for (uint32_t i = 0; i < nrunning; i++)
		if (running[i].pid > 0)
			kill(-running[i].pid, SIGKILL);
	for (uint32_t i = 0; i < nrunning; i++)
		if (running[i].pid > 0)
			waitpid(running[i].pid, NULL, 0);
}

static void ignore(int sig)
{
	(void)sig;
}

/* The signals we wait for with sigtimedwait(), blocked; those before in @was. */
static sigset_t block_signals(sigset_t *was)
{
	struct sigaction sa = { .sa_handler = ignore };
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	for (size_t i = 0; i < LAB_ARRAY_SIZE(lab_ending_signals); i++)
		if (lab_signal_ends(lab_ending_signals[i]))
			sigaddset(&set, lab_ending_signals[i]);
	sigprocmask(SIG_BLOCK, &set, was);
	/* An ignored SIGCHLD, inherited, would never be queued. */
	sigaction(SIGCHLD, &sa, NULL);
	return set;
}

/* Each job has its own process group: cc1 and as go with the driver. */
static void set_attributes(posix_spawnattr_t *attr)
{
	sigset_t none;

	sigemptyset(&none);
	posix_spawnattr_init(attr);
	posix_spawnattr_setpgroup(attr, 0);
	posix_spawnattr_setsigmask(attr, &none);
	posix_spawnattr_setflags(attr, POSIX_SPAWN_SETPGROUP |
					       POSIX_SPAWN_SETSIGMASK);
}

static void start(struct lab_job *job)
{
	const int create = O_WRONLY | O_CREAT | O_TRUNC;
	posix_spawn_file_actions_t fa;
	posix_spawnattr_t attr;
	int error;

	set_attributes(&attr);
	posix_spawn_file_actions_init(&fa);
	posix_spawn_file_actions_addopen(&fa, 0, "/dev/null", O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&fa, 1, job->out ? job->out : "/dev/null",
					 create, 0600);
	posix_spawn_file_actions_addopen(&fa, 2, job->err, create, 0600);
	if (job->dir)
		posix_spawn_file_actions_addchdir_np(&fa, job->dir);
	error = posix_spawnp(&job->pid, job->argv[0], &fa, &attr, job->argv,
			     environ);
	posix_spawn_file_actions_destroy(&fa);
	posix_spawnattr_destroy(&attr);
	if (error)
		lab_die("cannot run %s: %s", job->argv[0], strerror(error));
}

static void send_all(const struct lab_job *jobs, uint32_t n, int sig)
{
	for (uint32_t i = 0; i < n; i++)
		if (jobs[i].pid > 0)
			kill(-jobs[i].pid, sig);
}

/* Whether each has ended; they stay to be waited for, so that no other
 * program gets their number. */
static bool all_ended(const struct lab_job *jobs, uint32_t n)
{
	for (uint32_t i = 0; i < n; i++) {
		siginfo_t info = { 0 };

		if (jobs[i].pid > 0 &&
		    !waitid(P_PID, jobs[i].pid, &info, WEXITED | WNOHANG | WNOWAIT) &&
		    !info.si_pid)
			return false;
	}
	return true;
}

/* The programs and all they started: what does not go when asked is killed. */
static void stop_all(struct lab_job *jobs, uint32_t n)
{
	const struct timespec wait = { .tv_nsec = 10 * 1000 * 1000 };

	send_all(jobs, n, SIGTERM);
	for (int ms = 0; ms < PATIENCE_MS && !all_ended(jobs, n); ms += 10)
		nanosleep(&wait, NULL);
	send_all(jobs, n, SIGKILL);
	for (uint32_t i = 0; i < n; i++)
		if (jobs[i].pid > 0)
			waitpid(jobs[i].pid, NULL, 0);
}

/* Go as the signal would have had us go, but leave nothing behind. */
static void end_by_signal(struct lab_job *jobs, uint32_t n, int sig)
{
	sigset_t set;

	lab_progress_clear();
	stop_all(jobs, n);
	lab_tempdir_remove();
	signal(sig, SIG_DFL);
	sigemptyset(&set);
	sigaddset(&set, sig);
	raise(sig);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	exit(128 + sig);
}

/* What the caller does with it may take long: signals are taken meanwhile, by
 * the handler of tempdir.c. */
static void tell(struct lab_job *job, const struct lab_job_watch *watch,
		 const sigset_t *was)
{
	sigset_t blocked;

	if (!watch->done)
		return;
	sigprocmask(SIG_SETMASK, was, &blocked);
	watch->done(job, watch->arg);
	sigprocmask(SIG_SETMASK, &blocked, NULL);
}

static uint32_t reap(struct lab_job *jobs, uint32_t n,
		     const struct lab_job_watch *watch, const sigset_t *was)
{
	uint32_t ended = 0;

	for (uint32_t i = 0; i < n; i++) {
		if (jobs[i].pid <= 0 ||
		    waitpid(jobs[i].pid, &jobs[i].status, WNOHANG) <= 0)
			continue;
		jobs[i].pid = 0;
		ended++;
		running = jobs;
		nrunning = n;
		tell(&jobs[i], watch, was);
		nrunning = 0;
	}
	return ended;
}

void lab_jobs_run(struct lab_job *jobs, uint32_t n, uint32_t parallel,
		  const struct lab_job_watch *watch)
{
	const struct timespec wait = { .tv_nsec = 100 * 1000 * 1000 };
	uint32_t started = 0, ended = 0;
	sigset_t was, set = block_signals(&was);

	while (ended < n) {
		int sig;

		while (started < n && started - ended < parallel)
			start(&jobs[started++]);
		if (watch->tick)
			watch->tick(ended, watch->arg);
		sig = sigtimedwait(&set, NULL, &wait);
		if (sig > 0 && sig != SIGCHLD)
			end_by_signal(jobs, started, sig);
		ended += reap(jobs, started, watch, &was);
	}
	if (watch->tick)
		watch->tick(ended, watch->arg);
	sigprocmask(SIG_SETMASK, &was, NULL);
}
