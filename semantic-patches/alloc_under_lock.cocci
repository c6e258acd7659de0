// SPDX-License-Identifier: GPL-2.0-or-later
/// An allocation that may sleep, where a spinning lock is held (plain, _bh, _irq,
/// _irqsave, raw_, reader-writer, bit, seqlock writer), preemption, interrupts
/// or bottom halves are off, or an RCU reader runs: in the function that does
/// that, and up to three calls down in the same file.
///
//# Reported is what has the lock held on every way to it; a lock taken under a
//# condition is passed over, and so is code that asks in_atomic(), a parameter
//# "atomic" or the like first. Known to be wrong where a helper of another file,
//# or a macro, gives the lock back, and where two expressions name one lock.
//# Patch mode writes GFP_ATOMIC, where the function with the lock allocates.
//# Allocating before the lock is taken is often better: read each hunk.
//
// Confidence: Moderate
// Copyright: (C) 2026 The labcheck authors
// Keywords: GFP_KERNEL, GFP_ATOMIC, spin_lock, rcu_read_lock, preempt_disable
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
LOCKS = set("""
	spin_lock spin_lock_bh spin_lock_irq spin_lock_irqsave spin_lock_nested
	spin_lock_irqsave_nested spin_lock_nest_lock raw_spin_lock raw_spin_lock_bh raw_spin_lock_irq
	raw_spin_lock_irqsave raw_spin_lock_nested raw_spin_lock_irqsave_nested raw_spin_lock_nest_lock
	spin_lock_bh_nested read_lock read_lock_bh read_lock_irq read_lock_irqsave write_lock
	write_lock_bh write_lock_irq write_lock_irqsave write_lock_nested write_seqlock
	write_seqlock_bh write_seqlock_irq write_seqlock_irqsave read_seqlock_excl read_seqlock_excl_bh
	read_seqlock_excl_irq read_seqlock_excl_irqsave xa_lock xa_lock_bh xa_lock_irq xa_lock_irqsave
	task_lock hlist_bl_lock bh_lock_sock netif_tx_lock netif_tx_lock_bh netif_addr_lock
	netif_addr_lock_bh sch_tree_lock uart_port_lock uart_port_lock_irq uart_port_lock_irqsave
""".split())
TRIES = set("""
	spin_trylock spin_trylock_bh spin_trylock_irq spin_trylock_irqsave raw_spin_trylock
	raw_spin_trylock_bh raw_spin_trylock_irq raw_spin_trylock_irqsave read_trylock write_trylock
	write_trylock_irqsave xa_trylock
""".split())
UNLOCKS = set("""
	spin_unlock spin_unlock_bh spin_unlock_irq spin_unlock_irqrestore raw_spin_unlock
	raw_spin_unlock_bh raw_spin_unlock_irq raw_spin_unlock_irqrestore read_unlock read_unlock_bh
	read_unlock_irq read_unlock_irqrestore write_unlock write_unlock_bh write_unlock_irq
	write_unlock_irqrestore write_sequnlock write_sequnlock_bh write_sequnlock_irq
	write_sequnlock_irqrestore read_sequnlock_excl read_sequnlock_excl_bh read_sequnlock_excl_irq
	read_sequnlock_excl_irqrestore xa_unlock xa_unlock_bh xa_unlock_irq xa_unlock_irqrestore
	task_unlock hlist_bl_unlock bh_unlock_sock netif_tx_unlock netif_tx_unlock_bh netif_addr_unlock
	netif_addr_unlock_bh sch_tree_unlock uart_port_unlock uart_port_unlock_irq
	uart_port_unlock_irqrestore
""".split())
ON = set("""
	preempt_disable get_cpu get_cpu_var get_cpu_ptr local_irq_disable local_irq_save
	raw_local_irq_disable raw_local_irq_save local_bh_disable rcu_read_lock rcu_read_lock_bh
	rcu_read_lock_sched bit_spin_lock kmap_atomic
""".split())
OFF = set("""
	preempt_enable preempt_enable_no_resched put_cpu put_cpu_var put_cpu_ptr local_irq_enable
	local_irq_restore raw_local_irq_enable raw_local_irq_restore local_bh_enable rcu_read_unlock
	rcu_read_unlock_bh rcu_read_unlock_sched bit_spin_unlock kunmap_atomic
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

maybe = set()      # places that are reached without the lock, too
sure = set()       # places that are reached with it only
releasers = set()  # functions that give back what they did not take
sleepers = {}      # function: the places in it, or below it, that may sleep
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
	for table in (maybe, sure, releasers, sleepers, passers, defined, edges):
		table.clear()

SAY = "%s may sleep: %s [labcheck:atomic-alloc]"

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

def report_call(p, callee, line):
	if not certain(p):
		return
	sure.add(where(p))
	if callee not in defined:
		tell(p, SAY % (callee, "atomic since line %s" % line))
	how = "%s() is called at line %s, atomic since line %s" % (callee, p.line, line)
	for place, inner in [*sleepers.get(callee, []), *ends(callee)]:
		tell(place, SAY % (inner, how))

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

// Functions of this file that give back a lock which they did not take.
@releaser exists@
iterator name scoped_guard;
identifier r;
identifier lock : script:python() { lock in LOCKS | TRIES };
identifier unlock : script:python() { unlock in UNLOCKS | OFF };
@@
r(...)
{
... when != lock(...)
unlock(...)
... when any
}

@script:python@
func << releaser.r;
@@
releasers.add(func)

@here@
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
if func not in releasers and callee not in INERT | ASKS and certain(site[0]):
	add(passers, func, [(site[0], callee)])

// Functions of this file that come to such a call.
@bottom@
constant G : script:python() { G.strip() in SLEEPY };
identifier fn : script:python() { fn not in INERT };
identifier va : script:python() { va in ALLOCS };
expression E1, E2;
position p;
@@
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\)

@bottom_name@
identifier c;
position bottom.p;
@@
c@p(...)

@script:python@
site << bottom.p;
callee << bottom_name.c;
@@
if callee not in defined and certain(site[0]):
	add(sleepers, site[0].current_element, [(site[0], callee)])

@script:python@
@@
climb()

// Such calls, and calls of such functions, with something held.
@held exists@
identifier lock : script:python() { lock in LOCKS };
identifier trylock : script:python() { trylock in TRIES };
identifier unlock : script:python() { unlock in UNLOCKS };
constant G : script:python() { G.strip() in SLEEPY };
identifier fn : script:python() { fn not in INERT };
identifier va : script:python() { va in ALLOCS };
expression E1, E2;
identifier g : script:python() { g in sleepers };
expression L;
statement S;
position p, q;
@@
(
lock@q(L, ...);
... when != unlock(L, ...)
    when any
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\|g@p(...)\)
|
if (\(!trylock@q(L, ...)\|trylock@q(L, ...) == 0\)) S
... when != unlock(L, ...)
    when any
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\|g@p(...)\)
|
if (\(trylock@q(L, ...)\|trylock@q(L, ...) != 0\)) {
... when != unlock(L, ...)
    when any
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\|g@p(...)\)
... when any
}
)

@held_off exists@
identifier on : script:python() { on in ON };
identifier off : script:python() { off in OFF };
constant G : script:python() { G.strip() in SLEEPY };
identifier fn : script:python() { fn not in INERT };
identifier va : script:python() { va in ALLOCS };
expression E1, E2;
identifier g : script:python() { g in sleepers };
position p, q;
@@
on@q(...)
... when != off(...)
    when any
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\|g@p(...)\)

// Ways to the same place on which it is not held.
@held_entry exists@
identifier lock : script:python() { lock in LOCKS };
identifier trylock : script:python() { trylock in TRIES };
identifier f, c;
expression held.L;
position held.p, n;
@@
f(...)
{
... when != \(lock(L, ...)\|trylock(L, ...)\)
c@p@n(...)
... when any
}

@script:python@
other << held_entry.n;
@@
maybe.add(where(other[0]))

@held_after exists@
identifier lock : script:python() { lock in LOCKS };
identifier trylock : script:python() { trylock in TRIES };
identifier unlock : script:python() { unlock in UNLOCKS };
identifier r : script:python() { r in releasers };
identifier c;
expression held.L;
position held.p, n;
@@
\(unlock(L, ...)\|r(...)\)
... when != \(lock(L, ...)\|trylock(L, ...)\)
    when any
c@p@n(...)

@script:python@
other << held_after.n;
@@
maybe.add(where(other[0]))

@held_off_entry exists@
identifier on : script:python() { on in ON };
identifier f, c;
position held_off.p, n;
@@
f(...)
{
... when != on(...)
c@p@n(...)
... when any
}

@script:python@
other << held_off_entry.n;
@@
maybe.add(where(other[0]))

@held_off_after exists@
identifier on : script:python() { on in ON };
identifier off : script:python() { off in OFF };
identifier c;
position held_off.p, n;
@@
off(...)
... when != on(...)
    when any
c@p@n(...)

@script:python@
other << held_off_after.n;
@@
maybe.add(where(other[0]))

@held_name@
identifier c;
position held.p;
@@
c@p(...)

@script:python@
site << held.p;
since << held.q;
callee << held_name.c;
@@
report_call(site[0], callee, since[0].line)

@held_off_name@
identifier c;
position held_off.p;
@@
c@p(...)

@script:python@
site << held_off.p;
since << held_off.q;
callee << held_off_name.c;
@@
report_call(site[0], callee, since[0].line)

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
