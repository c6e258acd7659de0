// SPDX-License-Identifier: GPL-2.0-or-later
/// An allocation that may sleep, in a function that is registered to run in an
/// interrupt, a timer, a tasklet, an RCU callback, a cross call, a URB completion
/// or NAPI, or in what such a function calls, up to three calls down in the file.
///
//# Reported is code that does not ask in_atomic(), a parameter "atomic" or the
//# like first. Known to be wrong for a handler that is registered for a line
//# whose controller sleeps (it runs in a thread there, by
//# request_any_context_irq), and where a callee is called in one place only by
//# a task although the handler mentions it. Patch mode writes GFP_ATOMIC where
//# flags stand in the handler itself, or in what it calls: look at the callee's
//# other callers.
//
// Confidence: Moderate
// Copyright: (C) 2026 The labcheck authors
// Keywords: request_irq, timer_setup, tasklet_setup, hrtimer, GFP_KERNEL
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
# by the place of the handler among the arguments
REG0 = set("""
	on_each_cpu smp_call_function stop_machine
""".split())
REG1 = set("""
	request_irq request_threaded_irq request_any_context_irq request_percpu_irq timer_setup
	timer_setup_on_stack tasklet_setup tasklet_init hrtimer_setup hrtimer_setup_on_stack call_rcu
	call_rcu_hurry smp_call_function_single smp_call_function_many on_each_cpu_mask init_irq_work
	setup_timer
""".split())
REG2 = set("""
	devm_request_irq devm_request_threaded_irq devm_request_any_context_irq pci_request_irq
	netif_napi_add netif_napi_add_weight netif_napi_add_tx
""".split())
REG5 = set("""
	usb_fill_bulk_urb usb_fill_int_urb
""".split())
REG6 = set("""
	usb_fill_control_urb
""".split())
# calls and flags by which code asks whether it may sleep
ASKS = set("""
	in_atomic in_interrupt in_irq in_hardirq in_softirq in_task in_nmi irqs_disabled preemptible
	gfpflags_allow_blocking oops_in_progress atomic is_atomic in_atomic_ctx can_sleep cansleep
	may_sleep maysleep may_block can_block nowait no_wait wait block sleep locked polling canblock
	rcu_walk nonblock blocking
""".split())
SLEEPY = set("""
	GFP_KERNEL GFP_KERNEL_ACCOUNT GFP_NOIO GFP_NOFS GFP_USER GFP_HIGHUSER GFP_HIGHUSER_MOVABLE
	__GFP_RECLAIM __GFP_DIRECT_RECLAIM
""".split())
INERT = set("""
	mapping_set_gfp_mask mapping_gfp_constraint mapping_gfp_mask INIT_RADIX_TREE RADIX_TREE_INIT
	gfpflags_allow_blocking gfp_has_io_fs gfpflags_normal_context fs_reclaim_acquire
	fs_reclaim_release might_alloc BUILD_BUG_ON WARN_ON WARN_ON_ONCE BUG_ON pr_debug pr_info pr_err
	trace_kmalloc xa_init_flags __xa_store __xa_insert __xa_alloc __xa_alloc_cyclic __xa_cmpxchg
	max min set_bit
""".split())
ALLOCS = set("""
	vmalloc vzalloc vmalloc_user vmalloc_32 vmalloc_32_user vmalloc_node vzalloc_node vmalloc_array
	vcalloc vmap vm_map_ram alloc_percpu __alloc_percpu kmem_cache_create
	kmem_cache_create_usercopy KMEM_CACHE mempool_create mempool_create_slab_pool
	mempool_create_kmalloc_pool mempool_create_page_pool dma_pool_create alloc_workqueue
	create_singlethread_workqueue alloc_etherdev alloc_netdev ioremap ioremap_wc
""".split())
# never in atomic context, whatever the flags
LARGE = set("""
	kvmalloc kvzalloc kvmalloc_node kvzalloc_node kvmalloc_array kvcalloc __vmalloc
""".split())

def where(p):
	return (p.file, int(p.line), int(p.column))

maybe = set()      # places that are reached after a question only
sure = set()       # places that are reached in atomic context
passers = {}       # function: the place to which its flags go
defined = set()
edges = []         # caller, callee, place
told = set()
DEPTH = 3

def asks(word):
	# a name by which code decides whether it may sleep
	low = word.lower()
	return word in ASKS or (word not in defined and not low.startswith(("atomic", "gfp_")) and
		(word.isupper() and "ATOMIC" in word or
		 any(part in low for part in ("nowait", "can_sleep", "may_sleep", "is_atomic"))))

def add(table, name, places):
	known = table.setdefault(name, [])
	new = [x for x in places if where(x[0]) not in {where(k[0]) for k in known}]
	known.extend(new[:8])

def certain(p):
	return where(p) not in maybe

def tell(p, what):
	if where(p) not in told:
		told.add(where(p))
		printer(p, what)

def forget():
	for table in (maybe, sure, passers, handlers, defined, edges):
		table.clear()

SAY = "%s may sleep: %s() %s [labcheck:atomic-alloc]"
handlers = {}      # function: how it comes to be atomic

def enter(name, how):
	handlers.setdefault(name, how)

def descend():
	for depth in range(DEPTH):
		for caller, callee, p in edges:
			if caller in handlers:
				enter(callee, "is called at line %s by %s(), which is atomic" % (p.line, caller))

def ends(callee, depth=0):
	"""Where flags given to callee end up, in this file."""
	for place, inner in passers.get(callee, []):
		if inner not in defined:
			yield place, inner
		elif depth < 3:
			yield from ends(inner, depth + 1)

def climb():
	for f in releasers:
		sleepers.pop(f, None)
	for depth in range(DEPTH):
		for caller, callee, p in list(edges):
			if caller not in releasers and callee in sleepers:
				add(sleepers, caller, sleepers[callee])

def report_inside(p, callee):
	if p.current_element not in handlers or not certain(p):
		return
	sure.add(where(p))
	how = handlers[p.current_element]
	if callee not in defined:
		tell(p, SAY % (callee, p.current_element, how))
	for place, inner in ends(callee):
		tell(place, SAY % (inner, callee, "gets its flags at line %s, in a handler" % p.line))

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

@script:python@
@@
forget()

@here@
iterator name scoped_guard;
identifier f;
@@
f(...) { ... }

@script:python@
func << here.f;
@@
defined.add(func)

// Calls that come after a question whether sleeping is allowed.
@asked exists@
identifier ask : script:python() { asks(ask) };
identifier c;
position n;
@@
\(ask(...)\|ask\)
... when any
c@n(...)

@script:python@
other << asked.n;
@@
maybe.add(where(other[0]))

// Who calls whom in this file.
@calls@
identifier c;
position p;
@@
c@p(...)

@script:python@
site << calls.p;
callee << calls.c;
@@
if callee in defined and callee != site[0].current_element and certain(site[0]):
	edges.append((site[0].current_element, callee, site[0]))

// Where flags that are handed down end up.
@passes exists@
identifier f, g, c;
typedef gfp_t;
expression E1;
position p;
@@
f(..., gfp_t g, ...)
{
... when != g = E1
    when any
c@p(..., \(g\|g | E1\), ...)
... when any
}

@script:python@
func << passes.f;
site << passes.p;
callee << passes.c;
@@
if callee not in INERT | ASKS and certain(site[0]):
	add(passers, func, [(site[0], callee)])

// What is registered to run in an interrupt, a softirq or a timer.
@regs@
identifier reg0 : script:python() { reg0 in REG0 };
identifier reg1 : script:python() { reg1 in REG1 };
identifier reg2 : script:python() { reg2 in REG2 };
identifier reg5 : script:python() { reg5 in REG5 };
identifier reg6 : script:python() { reg6 in REG6 };
identifier h;
expression E1, E2, E3, E4, E5, E6;
position p;
@@
(
reg0@p(\(h\|&h\), ...)
|
reg1@p(E1, \(h\|&h\), ...)
|
reg2@p(E1, E2, \(h\|&h\), ...)
|
reg5@p(E1, E2, E3, E4, E5, \(h\|&h\), ...)
|
reg6@p(E1, E2, E3, E4, E5, E6, \(h\|&h\), ...)
)

@script:python@
func << regs.h;
site << regs.p;
@@
enter(func, "registered at line %s" % site[0].line)

@decl@
identifier h, t;
position p;
declarer name DEFINE_TIMER, DECLARE_TASKLET, DEFINE_IRQ_WORK;
@@
(
DEFINE_TIMER@p(t, h);
|
DECLARE_TASKLET@p(t, h);
|
DEFINE_IRQ_WORK@p(t, h);
)

@script:python@
func << decl.h;
site << decl.p;
@@
enter(func, "registered at line %s" % site[0].line)

@hrt@
expression T, E1, E2;
identifier h;
position p;
@@
hrtimer_init(&T, E1, E2);
...
T.function@p = \(h\|&h\);

@script:python@
func << hrt.h;
site << hrt.p;
@@
enter(func, "set at line %s" % site[0].line)

@table@
identifier h, t;
position p;
@@
struct net_device_ops t = {
...,
.ndo_start_xmit = h@p,
...,
};

@script:python@
func << table.h;
site << table.p;
@@
enter(func, "in an operations table at line %s" % site[0].line)

@script:python@
@@
descend()

// Such calls there.
@inside@
constant G : script:python() { G.strip() in SLEEPY };
identifier fn : script:python() { fn not in INERT };
identifier va : script:python() { va in ALLOCS };
expression E1, E2;
position p;
@@
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\)

@inside_name@
identifier c;
position inside.p;
@@
c@p(...)

@script:python@
site << inside.p;
callee << inside_name.c;
@@
report_inside(site[0], callee)

@depends on context@
identifier c;
position h : script:python() { where(h[0]) in sure };
@@
* c@h(...)

@depends on patch@
identifier fn : script:python() { fn not in LARGE };
position h : script:python() { where(h[0]) in sure };
constant G = {GFP_KERNEL, GFP_NOIO, GFP_NOFS};
expression E1;
@@
(
 fn@h(...,
- G
+ GFP_ATOMIC
 , ...)
|
 fn@h(...,
- G
+ GFP_ATOMIC
  | E1, ...)
)
