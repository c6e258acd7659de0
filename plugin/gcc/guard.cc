/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A fault in labcheck must not become a fault of the build. BUG() in the
 * core and signals that only a defect raises come back here; what was
 * allocated is lost, and the compilation goes on.
 */
#include "plugin.h"

#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;
static char reason[512];
static const int signals[] = { SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT };

static void on_bug(const char *msg)
{
	snprintf(reason, sizeof(reason), "%s", msg);
	siglongjmp(back, 1);
}

static void on_signal(int sig)
{
	snprintf(reason, sizeof(reason), "signal %d", sig);
	siglongjmp(back, 1);
}

bool guard_run(void (*fn)(void *), void *data, const char **why)
{
	/* A stack that overflowed cannot hold the handler's frame. */
	static char stack[64 * 1024];
	struct sigaction act, old[sizeof(signals) / sizeof(signals[0])];
	stack_t own, before;
	size_t i;
	bool ok;

	memset(&own, 0, sizeof(own));
	own.ss_sp = stack;
	own.ss_size = sizeof(stack);
	sigaltstack(&own, &before);
	memset(&act, 0, sizeof(act));
	act.sa_handler = on_signal;
	act.sa_flags = SA_ONSTACK;
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &act, &old[i]);
	lab_base_set_bug_handler(on_bug);
	ok = !sigsetjmp(back, 1);
	if (ok)
		fn(data);
	lab_base_set_bug_handler(NULL);
	for (i = 0; i < sizeof(signals) / sizeof(signals[0]); i++)
		sigaction(signals[i], &old[i], NULL);
	sigaltstack(&before, NULL);
	*why = ok ? NULL : reason;
	return ok;
}
