// SPDX-License-Identifier: GPL-2.0-or-later
/// GFP_ATOMIC or GFP_NOWAIT in a function that runs as a task with nothing held:
/// the probe of a driver, the init of a module, an open or an ioctl.
///
//# Passed over are functions that have taken any lock on a way to the place
//# (by any name with "lock" in it but that of a mutex), disabled something,
//# entered a guard, or asked for their context. Known to be wrong for a probe
//# that its core calls with a lock held, and for __init code that runs before
//# the scheduler does. Patch mode writes GFP_KERNEL.
//
// Confidence: Moderate
// Copyright: (C) 2026 The labcheck authors
// Keywords: GFP_ATOMIC, GFP_KERNEL, probe, module_init
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
DRIVERS = set("""
	platform_driver pci_driver usb_driver i2c_driver spi_driver amba_driver mdio_driver sdio_driver
	pcmcia_driver virtio_driver hid_driver acpi_driver auxiliary_driver mcb_driver vio_driver
	pnp_driver xenbus_driver serio_driver rpmsg_driver slim_driver sdw_driver mei_cl_driver
	hv_driver ssb_driver usb_serial_driver usb_composite_driver
""".split())
FREELY = set("""
	GFP_ATOMIC GFP_NOWAIT
""".split())
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
ON = set("""
	preempt_disable get_cpu get_cpu_var get_cpu_ptr local_irq_disable local_irq_save
	raw_local_irq_disable raw_local_irq_save local_bh_disable rcu_read_lock rcu_read_lock_bh
	rcu_read_lock_sched bit_spin_lock kmap_atomic
""".split())
# calls and flags by which code asks whether it may sleep
ASKS = set("""
	in_atomic in_interrupt in_irq in_hardirq in_softirq in_task in_nmi irqs_disabled preemptible
	gfpflags_allow_blocking oops_in_progress atomic is_atomic in_atomic_ctx can_sleep cansleep
	may_sleep maysleep may_block can_block nowait no_wait wait block sleep locked polling canblock
	rcu_walk nonblock blocking
""".split())
# contain "lock", and hold nothing that forbids to sleep
HARMLESS = set("""
	spin_lock_init raw_spin_lock_init rwlock_init seqlock_init mutex_lock mutex_unlock
	mutex_lock_interruptible device_lock device_unlock rtnl_lock rtnl_unlock lockdep_set_class
	lockdep_assert_held lockdep_init_map spin_unlock spin_unlock_bh spin_unlock_irq
	spin_unlock_irqrestore rcu_read_unlock
""".split())
defined = set()

def where(p):
	return (p.file, int(p.line), int(p.column))

def asks(word):
	# a name by which code decides whether it may sleep
	low = word.lower()
	return word in ASKS or (word not in defined and not low.startswith(("atomic", "gfp_")) and
		(word.isupper() and "ATOMIC" in word or
		 any(part in low for part in ("nowait", "can_sleep", "may_sleep", "is_atomic"))))

def locks(word):
	low = word.lower()
	if word in HARMLESS or "clock" in low or "block" in low or "unlock" in low:
		return False
	return "lock" in low or word in ON or word in ("guard", "scoped_guard")

told = set()
tasks = {}         # functions that run as a task: why
maybe = set()
sure = set()

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

@script:python@
@@
for table in (tasks, maybe, sure):
	table.clear()

// Functions that a task calls with nothing held.
@probe@
identifier T : script:python() { T in DRIVERS };
identifier t, f;
@@
struct T t = {
...,
.probe = f,
...,
};

@script:python@
func << probe.f;
@@
tasks[func] = "a probe"

@init@
declarer name module_init, module_exit, late_initcall, device_initcall, subsys_initcall, fs_initcall;
identifier f;
@@
\(module_init(f);\|module_exit(f);\|late_initcall(f);\|device_initcall(f);\|fs_initcall(f);\|subsys_initcall(f);\)

@script:python@
func << init.f;
@@
tasks[func] = "an init"

@ops@
identifier fld = { open, release, unlocked_ioctl, compat_ioctl, read, write, mmap };
identifier t, f;
@@
struct file_operations t = {
...,
.fld = f,
...,
};

@script:python@
func << ops.f;
@@
tasks[func] = "a file operations"

// Such flags.
@free@
identifier c;
constant G : script:python() { G.strip() in FREELY };
expression E1, E2;
position p;
@@
c@p(..., \(G\|G | E1\|G | E1 | E2\), ...)

// Calls that come after a question whether sleeping is allowed.
@asked exists@
identifier ask : script:python() { asks(ask) };
identifier c;
position free.p, n;
@@
\(ask(...)\|ask\)
... when any
c@p@n(...)

@script:python@
other << asked.n;
@@
maybe.add(where(other[0]))

// After a lock of any name.
@locked exists@
identifier lock : script:python() { locks(lock) };
identifier c;
position free.p, n;
@@
\(lock(...)\|lock(...)(...)\)
... when any
c@p@n(...)

@script:python@
other << locked.n;
@@
maybe.add(where(other[0]))

@inscope exists@
iterator name scoped_guard;
identifier c;
position free.p, n;
@@
scoped_guard(...) {
... when any
c@p@n(...)
... when any
}

@script:python@
other << inscope.n;
@@
maybe.add(where(other[0]))

@script:python@
site << free.p;
callee << free.c;
@@
why = tasks.get(site[0].current_element)
if why and where(site[0]) not in maybe:
	sure.add(where(site[0]))
	tell(site[0], "%s may sleep here, in %s function with nothing held: GFP_KERNEL [labcheck:needless-atomic]" % (callee, why))

@depends on context@
identifier c;
position h : script:python() { where(h[0]) in sure };
@@
* c@h(...)

@depends on patch@
identifier fn;
position h : script:python() { where(h[0]) in sure };
constant G = {GFP_ATOMIC, GFP_NOWAIT};
expression E1;
@@
(
 fn@h(...,
- G
+ GFP_KERNEL
 , ...)
|
 fn@h(...,
- G
+ GFP_KERNEL
  | E1, ...)
)
