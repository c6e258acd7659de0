// SPDX-License-Identifier: GPL-2.0-or-later
/* judge: what really happens in the functions of a case. */
#define _GNU_SOURCE
#include <argp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include "judge.h"

struct options opt = {
	.max_runs = 20000, .max_seconds = 4, .arrivals = 1, .jobs = 1,
};
struct shared *shared;

static char **files;
static int nfiles;

enum { OPT_RT = 256, OPT_RUNS, OPT_SECONDS, OPT_ARRIVALS, OPT_CHOICES, OPT_KEEP,
       OPT_ALONE };

static const struct argp_option options[] = {
	{ "rt", OPT_RT, NULL, 0, "Report what PREEMPT_RT would forbid (rt-atomic)", 0 },
	{ "function", 'f', "NAME", 0, "Judge this function only", 0 },
	{ "replay", 'r', "NAME", 0, "Show one run of this function step by step", 0 },
	{ "choices", OPT_CHOICES, "LIST", 0,
	  "The choices to replay, as in \"witness\": 0,1,0 (default: the first fault found)", 0 },
	{ "runs", OPT_RUNS, "N", 0, "At most N runs of a function (20000)", 0 },
	{ "seconds", OPT_SECONDS, "N", 0, "At most N seconds for a function (4)", 0 },
	{ "arrivals", OPT_ARRIVALS, "N", 0, "At most N interrupts in a run (1)", 0 },
	{ "jobs", 'j', "N", 0, "Judge N files at a time (1)", 0 },
	{ "alone", OPT_ALONE, NULL, 0,
	  "Nobody gives back what a function returns with, as if the kernel itself called it", 0 },
	{ "include", 'I', "DIR", 0, "Where corpus/include is", 0 },
	{ "keep", OPT_KEEP, NULL, 0, "Keep the files built in /tmp", 0 },
	{ 0 }
};

static void parse_choices(const char *list, struct argp_state *state)
{
	const char *p = list;
	char *end;

	opt.have_choices = true;
	opt.choices.n = 0;
	while (*p) {
		long v;

		if (strchr(" ,[]", *p)) {
			p++;
			continue;
		}
		v = strtol(p, &end, 10);
		if (end == p || v < 0 || opt.choices.n == MAX_CHOICES)
			argp_error(state, "--choices: \"%s\" is no list of numbers", list);
		opt.choices.at[opt.choices.n++].value = v;
		p = end;
	}
}

static unsigned int number(const char *arg, struct argp_state *state)
{
	char *end;
	long v = strtol(arg, &end, 10);

	if (*end || end == arg || v < 0)
		argp_error(state, "\"%s\" is no number", arg);
	return v;
}

static error_t parse_option(int key, char *arg, struct argp_state *state)
{
	switch (key) {
	case OPT_RT:
		opt.rt = true;
		break;
	case 'f':
		opt.only = arg;
		break;
	case 'r':
		opt.replay = arg;
		break;
	case OPT_CHOICES:
		parse_choices(arg, state);
		break;
	case OPT_RUNS:
		opt.max_runs = number(arg, state);
		break;
	case OPT_SECONDS:
		opt.max_seconds = number(arg, state);
		break;
	case OPT_ARRIVALS:
		opt.arrivals = number(arg, state);
		break;
	case 'j':
		opt.jobs = number(arg, state);
		break;
	case 'I':
		opt.include = arg;
		break;
	case OPT_ALONE:
		opt.alone = true;
		break;
	case OPT_KEEP:
		opt.keep = true;
		break;
	case ARGP_KEY_ARGS:
		files = state->argv + state->next;
		nfiles = state->argc - state->next;
		break;
	case ARGP_KEY_NO_ARGS:
		argp_error(state, "which file?");
		break;
	default:
		return ARGP_ERR_UNKNOWN;
	}
	return 0;
}

static const struct argp argp = {
	.options = options, .parser = parse_option, .args_doc = "FILE.c...",
	.doc = "Run every function of a case whose name ends in _bad or _ok "
	       "under every choice, and print one JSON line for each.",
};

/* corpus/include lies beside the build folder that holds this program. */
static const char *default_include(void)
{
	static char path[4096];
	char exe[3072], *slash;
	ssize_t n = readlink("/proc/self/exe", exe, sizeof(exe) - 1);

	if (n < 0)
		return "corpus/include";
	exe[n] = 0;
	slash = strrchr(exe, '/');
	if (slash)
		*slash = 0;
	snprintf(path, sizeof(path), "%s/../corpus/include", exe);
	return path;
}

/* A child that neither ends nor answers is ended: true if it went by itself. */
static bool wait_for(pid_t pid, int *status, double seconds)
{
	struct timespec nap = { .tv_nsec = 2000000 };
	time_t end = time(NULL) + (time_t)seconds + 1;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (time(NULL) > end) {
			kill(pid, SIGKILL);
			waitpid(pid, status, 0);
			return false;
		}
		nanosleep(&nap, NULL);
	}
	return true;
}

static void judge_function(const struct unit *u, int fn)
{
	struct finding *g = &shared->finding;
	int status, deaths = 0;

	*g = (struct finding){ .first = -1, .deviations = 1 };
	if (u->fns[fn].unfit[0]) {
		snprintf(g->error, sizeof(g->error), "%s", u->fns[fn].unfit);
		return;
	}
	while (!g->done) {
		pid_t pid = fork();

		if (!pid) {
			explore(u, fn);
			_exit(0);
		}
		if (!wait_for(pid, &status, opt.max_seconds * 3 + 10)) {
			snprintf(g->error, sizeof(g->error),
				 "does not end within %.0f s", opt.max_seconds * 3 + 10);
			break;
		}
		if (g->done)
			break;
		/* It died in a way that the run could not end by itself. */
		if (WIFSIGNALED(status))
			snprintf(g->error, sizeof(g->error), "killed by signal %d (%s)",
				 WTERMSIG(status), strsignal(WTERMSIG(status)));
		else
			snprintf(g->error, sizeof(g->error), "crashed (status %d)",
				 WEXITSTATUS(status));
		if (++deaths)
			break;
	}
}

static int replay_function(const struct unit *u, int fn)
{
	struct choices choices = opt.choices;
	pid_t pid;
	int status;

	if (!opt.have_choices) {
		judge_function(u, fn);
		if (shared->finding.first >= 0)
			choices = shared->finding.rule[shared->finding.first].choices;
	}
	pid = fork();
	if (!pid) {
		replay(u, fn, &choices);
		_exit(0);
	}
	return wait_for(pid, &status, 20) && !status ? 0 : 2;
}

static int find_function(const struct unit *u, const char *name)
{
	int i;

	for (i = 0; i < u->nfns; i++)
		if (!strcmp(u->fns[i].name, name))
			return i;
	return -1;
}

/* One that nobody can call is judged by those that register it. */
static bool has_unfit(const struct unit *u)
{
	int i;

	for (i = 0; i < u->nfns; i++)
		if (u->fns[i].verdict && u->fns[i].unfit[0])
			return true;
	return false;
}

static bool wanted(const struct unit *u, int fn)
{
	const struct fn *f = &u->fns[fn];

	if (f->verdict)
		return !opt.only || !strcmp(opt.only, f->name) || has_unfit(u);
	return !f->is_static && !f->unfit[0] && has_unfit(u);
}

static int judge_file(const char *path)
{
	static struct unit u;
	struct finding *findings;
	const char *name = opt.replay ? opt.replay : opt.only;
	int i, ret = 0;

	u = (struct unit){ .path = path };
	if (build_unit(&u))
		return 2;
	if (name && find_function(&u, name) < 0) {
		fprintf(stderr, "judge: %s: no function %s\n", path, name);
		unload_unit(&u);
		return 2;
	}
	shared->nsites = 0;
	if (opt.replay) {
		ret = replay_function(&u, find_function(&u, name));
		unload_unit(&u);
		return ret;
	}
	findings = calloc(u.nfns + 1, sizeof(*findings));
	for (i = 0; i < u.nfns; i++) {
		if (!wanted(&u, i))
			continue;
		judge_function(&u, i);
		findings[i] = shared->finding;
	}
	report(&u, findings);
	free(findings);
	unload_unit(&u);
	return ret;
}

/*
 * A process for each file: whatever happens to it, the next file is judged;
 * and the sanitizer's symbolizer knows only objects loaded before its first use.
 */
static pid_t start_file(const char *path, FILE *out)
{
	pid_t pid = fork();

	if (pid)
		return pid;
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (shared == MAP_FAILED) {
		perror("judge: mmap");
		_exit(3);
	}
	dup2(fileno(out), STDOUT_FILENO);
	exit(judge_file(path));
}

static void copy_out(FILE *from)
{
	char buf[4096];
	size_t n;

	rewind(from);
	while ((n = fread(buf, 1, sizeof(buf), from)))
		fwrite(buf, 1, n, stdout);
	fclose(from);
	fflush(stdout);
}

/* Output stays in the order of the files, however many run at a time. */
static int judge_files(void)
{
	struct job {
		pid_t pid;
		FILE *out;
	} *job = calloc(nfiles, sizeof(*job));
	int started = 0, done, status, ret = 0;

	for (done = 0; done < nfiles; done++) {
		while (started < nfiles && started - done < (int)opt.jobs) {
			job[started].out = tmpfile();
			if (!job[started].out) {
				perror("judge: tmpfile");
				return 3;
			}
			job[started].pid = start_file(files[started],
						      job[started].out);
			started++;
		}
		if (waitpid(job[done].pid, &status, 0) < 0 ||
		    !WIFEXITED(status)) {
			fprintf(stderr, "judge: %s: the judge itself failed\n",
				files[done]);
			ret = 3;
		} else if (WEXITSTATUS(status) > ret) {
			ret = WEXITSTATUS(status);
		}
		copy_out(job[done].out);
	}
	free(job);
	return ret;
}

int main(int argc, char **argv)
{
	struct rlimit small = { 8 << 20, 8 << 20 };

	argp_err_exit_status = 2;
	argp_parse(&argp, argc, argv, 0, NULL, NULL);
	if (!opt.include)
		opt.include = default_include();
	setrlimit(RLIMIT_STACK, &small);
	if (!opt.jobs)
		opt.jobs = 1;
	return judge_files();
}
