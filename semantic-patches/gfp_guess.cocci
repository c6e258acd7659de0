// SPDX-License-Identifier: GPL-2.0-or-later
/// GFP flags chosen by in_atomic(), in_interrupt(), irqs_disabled() or the like.
///
//# in_atomic() does not see a spinlock in a kernel without preemption counting,
//# and in_interrupt() does not see one in any kernel: the guess is GFP_KERNEL
//# where it must not be. Code that can only be called from an interrupt or from
//# a task with nothing held is reported, although its guess is right.
//# There is no patch mode: the caller knows, and has to hand the flags down.
//
// Confidence: High
// Copyright: (C) 2026 The labcheck authors
// Keywords: in_atomic, in_interrupt, irqs_disabled, gfp_t
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
GUESSES = set("""
	in_atomic in_interrupt irqs_disabled in_softirq in_irq in_hardirq in_task preemptible
	in_serving_softirq rcu_preempt_depth
""".split())
FLAGS = set("""
	GFP_KERNEL GFP_KERNEL_ACCOUNT GFP_NOIO GFP_NOFS GFP_USER GFP_HIGHUSER GFP_HIGHUSER_MOVABLE
	__GFP_RECLAIM __GFP_DIRECT_RECLAIM GFP_ATOMIC GFP_NOWAIT
""".split())
# what may wait: a guess between two that may not decides nothing
WAITS = FLAGS - {"GFP_ATOMIC", "GFP_NOWAIT"}

SAY = "flags are guessed from the context; the caller knows it [labcheck:gfp-guess]"
guessed = set()

def where(p):
	return (p.file, int(p.line), int(p.column))

told = set()

def tell(p, what):
	if where(p) not in told:
		told.add(where(p))
		printer(p, what)

@initialize:python depends on report@
@@
def printer(p, what):
	coccilib.report.print_report(p, "WARNING: " + what)

@initialize:python depends on org@
@@
def printer(p, what):
	coccilib.org.print_safe_todo(p, what)

@initialize:python depends on patch || context@
@@
def printer(p, what):
	pass

// As a value.
@value@
iterator name scoped_guard;
identifier guess : script:python() { guess in GUESSES };
constant F : script:python() { F.strip() in FLAGS };
constant K : script:python() { K.strip() in WAITS };
position p;
@@
(
 guess@p(...) ? F : K
|
 guess@p(...) ? K : F
|
 (<+... guess@p(...) ...+>) ? F : K
|
 (<+... guess@p(...) ...+>) ? K : F
)

// By a branch.
@branch@
identifier guess : script:python() { guess in GUESSES };
constant F : script:python() { F.strip() in FLAGS };
constant K : script:python() { K.strip() in WAITS };
expression flags;
position p;
@@
(
if (<+... guess@p(...) ...+>)
	flags = F;
else
	flags = K;
|
if (<+... guess@p(...) ...+>)
	flags = K;
else
	flags = F;
)

@change@
identifier guess : script:python() { guess in GUESSES };
constant F : script:python() { F.strip() in FLAGS };
constant K : script:python() { K.strip() in WAITS };
identifier v;
typedef gfp_t;
position p;
@@
(
\(gfp_t v = F;\|v = F;\)
...
if (<+... guess@p(...) ...+>)
	v = K;
|
\(gfp_t v = K;\|v = K;\)
...
if (<+... guess@p(...) ...+>)
	v = F;
)

// In two calls.
@calls@
identifier guess : script:python() { guess in GUESSES };
constant F : script:python() { F.strip() in FLAGS };
constant K : script:python() { K.strip() in WAITS };
identifier c;
expression x;
position p;
@@
(
if (<+... guess@p(...) ...+>)
	x = c(..., F, ...);
else
	x = c(..., K, ...);
|
if (<+... guess@p(...) ...+>)
	x = c(..., K, ...);
else
	x = c(..., F, ...);
)

@script:python@
site << value.p;
@@
guessed.add(where(site[0]))
tell(site[0], SAY)

@script:python@
site << branch.p;
@@
guessed.add(where(site[0]))
tell(site[0], SAY)

@script:python@
site << change.p;
@@
guessed.add(where(site[0]))
tell(site[0], SAY)

@script:python@
site << calls.p;
@@
guessed.add(where(site[0]))
tell(site[0], SAY)

@depends on context@
identifier c;
position h : script:python() { where(h[0]) in guessed };
@@
* c@h(...)
