// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * From a bad access to a rule. The sanitizer's report functions are replaced
 * by ours, so that a run ends there and the next one begins in the same
 * process; the same goes for signals.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "judge.h"
#include "../ref/api.h"

/* Page 0 and what a structure's offset may add to NULL. */
#define LOW_ADDRESS	65536UL

static void end_run(enum rule rule, const char *text)
{
	host.fault(rule, text);
	run_stop(STOP_FAULT, text);
}

void bad_access(const void *addr, size_t size, bool write)
{
	const char *family, *verb = write ? "write" : "read";
	char text[MAX_TEXT];

	switch (api_what_is(addr, size, &family)) {
	case IS_PAGE_MEMBER:
		return;
	case IS_PAGE_STRUCT:
		snprintf(text, sizeof(text),
			 "%s of %zu bytes in a struct page, not in its memory",
			 verb, size);
		end_run(R_PAGE_AS_MEMORY, text);
		break;
	case IS_FREED:
	case IS_ARENA:
		snprintf(text, sizeof(text), "%s of %zu bytes in freed memory%s%s",
			 verb, size, *family ? " of " : "", family);
		end_run(R_USE_AFTER_FREE, text);
		break;
	case IS_RESERVED:
		snprintf(text, sizeof(text),
			 "%s of %zu bytes in an element that was given back to its mempool",
			 verb, size);
		end_run(R_USE_AFTER_FREE, text);
		break;
	case IS_LIVE:
		snprintf(text, sizeof(text),
			 "out of bounds: %s of %zu bytes beyond memory of %s",
			 verb, size, family);
		end_run(R_OTHER, text);
		break;
	default:
		snprintf(text, sizeof(text), "out of bounds: %s of %zu bytes",
			 verb, size);
		end_run(R_OTHER, text);
	}
}

/*
 * What gcc -fsanitize=address calls before it would touch poisoned memory; the
 * second form, of -fsanitize-recover, goes on after that.
 */
#define REPORT(name, bytes, write)					\
void __asan_report_##name(void *addr);					\
void __asan_report_##name(void *addr)					\
{									\
	bad_access(addr, bytes, write);					\
	abort();							\
}									\
void __asan_report_##name##_noabort(void *addr);			\
void __asan_report_##name##_noabort(void *addr)				\
{									\
	bad_access(addr, bytes, write);					\
}

REPORT(load1, 1, false)
REPORT(load2, 2, false)
REPORT(load4, 4, false)
REPORT(load8, 8, false)
REPORT(load16, 16, false)
REPORT(store1, 1, true)
REPORT(store2, 2, true)
REPORT(store4, 4, true)
REPORT(store8, 8, true)
REPORT(store16, 16, true)

#define REPORT_N(name, write)						\
void __asan_report_##name(void *addr, long size);			\
void __asan_report_##name(void *addr, long size)			\
{									\
	bad_access(addr, size, write);					\
	abort();							\
}									\
void __asan_report_##name##_noabort(void *addr, long size);		\
void __asan_report_##name##_noabort(void *addr, long size)		\
{									\
	bad_access(addr, size, write);					\
}

REPORT_N(load_n, false)
REPORT_N(store_n, true)

static void wild(uintptr_t addr)
{
	char text[MAX_TEXT];

	if (addr < LOW_ADDRESS && api_failed())
		end_run(R_UNCHECKED_ALLOC,
			"NULL of a failed allocation is dereferenced");
	if (addr >= (uintptr_t)-4096 && api_failed())
		end_run(R_UNCHECKED_ALLOC,
			"the error pointer of a failed allocation is dereferenced");
	if (addr < LOW_ADDRESS)
		snprintf(text, sizeof(text), "crash: NULL + %#lx is dereferenced",
			 addr);
	else
		snprintf(text, sizeof(text), "crash: access to a wild pointer");
	end_run(R_OTHER, text);
}

#ifdef __x86_64__
/*
 * An error pointer is no canonical address once the sanitizer has turned it
 * into that of its shadow (asan_mapping.h: >> 3, + 0x7fff8000), and the signal
 * does not say which it was; but a register does.
 */
static bool shadow_of_error(const ucontext_t *context)
{
	int i;

	for (i = 0; i < NGREG; i++) {
		uintptr_t v = context->uc_mcontext.gregs[i];

		if (v >= ((uintptr_t)-4096 >> 3) + 0x7fff8000UL &&
		    v <= ((uintptr_t)-1 >> 3) + 0x7fff8000UL)
			return true;
	}
	return false;
}
#endif

#ifdef __x86_64__
/* A frame pointer that is none is no place to begin a walk. */
static void signal_place(const ucontext_t *context)
{
	uintptr_t fp = context->uc_mcontext.gregs[REG_RBP];
	uintptr_t sp = context->uc_mcontext.gregs[REG_RSP];

	if (fp >= sp && fp < sp + (1 << 20))
		raw_signal(context->uc_mcontext.gregs[REG_RIP], fp);
}
#endif

static void on_segv(int sig, siginfo_t *info, void *context)
{
	uintptr_t here = (uintptr_t)__builtin_frame_address(0), addr;
	uintptr_t sp = here;

	(void)sig;
#ifdef __x86_64__
	sp = ((ucontext_t *)context)->uc_mcontext.gregs[REG_RSP];
	signal_place(context);
#else
	(void)context;
#endif
	addr = (uintptr_t)info->si_addr;
	if (info->si_code != SEGV_MAPERR && info->si_code != SEGV_ACCERR)
		addr = LOW_ADDRESS;	/* not canonical: no address is told */
#ifdef __x86_64__
	if (addr == LOW_ADDRESS && shadow_of_error(context))
		addr = (uintptr_t)-1;
#endif
	if (addr + 65536 > sp && addr < sp + 65536) {
		snprintf(shared->finding.error, MAX_TEXT, "stack overflow");
		raw_signal(0, 0);
		end_run(R_OTHER, "crash: stack overflow");
	}
	wild(addr);
}

static void on_trap(int sig, siginfo_t *info, void *context)
{
	(void)sig;
	(void)info;
#ifdef __x86_64__
	signal_place(context);
#else
	(void)context;
#endif
	end_run(R_OTHER, "undefined behaviour, as -fsanitize=undefined sees it");
}

static void on_alarm(int sig)
{
	(void)sig;
	run_stop(STOP_STUCK, "an endless loop that calls nothing");
}

static void on_abort(int sig)
{
	(void)sig;
	end_run(R_OTHER, "crash: abort");
}

static void handle(int sig, void (*fn)(int), void (*info)(int, siginfo_t *, void *))
{
	struct sigaction sa = { .sa_flags = SA_ONSTACK | SA_NODEFER };

	if (info) {
		sa.sa_sigaction = info;
		sa.sa_flags |= SA_SIGINFO;
	} else {
		sa.sa_handler = fn;
	}
	sigaction(sig, &sa, NULL);
}

/* A stack of its own: the case's may be what has run out. */
void fault_init(void)
{
	static char *stack;
	stack_t ss;

	if (!stack)
		stack = mmap(NULL, 1 << 18, PROT_READ | PROT_WRITE,
			     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	ss = (stack_t){ .ss_sp = stack, .ss_size = 1 << 18 };
	sigaltstack(&ss, NULL);
	handle(SIGSEGV, NULL, on_segv);
	handle(SIGBUS, NULL, on_segv);
	handle(SIGILL, NULL, on_trap);
	handle(SIGTRAP, NULL, on_trap);
	handle(SIGFPE, NULL, on_trap);
	handle(SIGABRT, on_abort, NULL);
	handle(SIGVTALRM, on_alarm, NULL);
}

/* The judge handles the signals; what a case leaks is ours to find. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "detect_leaks=0:handle_segv=0:handle_sigbus=0:handle_sigill=0:"
	       "handle_sigfpe=0:handle_abort=0:allow_user_segv_handler=1:"
	       "use_sigaltstack=0:detect_stack_use_after_return=0:"
	       "detect_odr_violation=0:exitcode=77";
}
