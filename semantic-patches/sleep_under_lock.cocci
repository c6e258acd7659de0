// SPDX-License-Identifier: GPL-2.0-or-later
/// A call that may sleep whatever its arguments (a mutex, a delay, a wait, a
/// flush, user memory, vfree), where a spinning lock is held, preemption,
/// interrupts or bottom halves are off, or an RCU reader runs: in the function
/// that does that, and up to three calls down in the same file.
///
//# Reported is what has the lock held on every way to it; a lock taken under a
//# condition is passed over, and so is code that asks in_atomic(), a parameter
//# "atomic" or the like first. Known to be wrong where a helper of another file,
//# or a macro, gives the lock back, and where two expressions name one lock;
//# for user memory with page faults disabled.
//# There is no patch mode: what to do depends on why the lock is held.
//
// Confidence: Moderate
// Copyright: (C) 2026 The labcheck authors
// Keywords: mutex_lock, msleep, copy_from_user, flush_work, vfree, spin_lock
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
SLEEPS = set("""
	msleep msleep_interruptible ssleep usleep_range usleep_idle_range fsleep schedule
	schedule_timeout schedule_timeout_interruptible schedule_timeout_killable
	schedule_timeout_uninterruptible schedule_timeout_idle schedule_hrtimeout io_schedule yield
	cond_resched might_sleep mutex_lock mutex_lock_nested mutex_lock_interruptible
	mutex_lock_killable mutex_lock_io down down_interruptible down_killable down_timeout down_read
	down_write down_read_killable down_write_killable down_read_interruptible down_read_nested
	down_write_nested percpu_down_read percpu_down_write lock_sock lock_sock_nested rt_mutex_lock
	ww_mutex_lock device_lock console_lock rtnl_lock inode_lock mmap_read_lock mmap_write_lock
	lock_page folio_lock wait_for_completion wait_for_completion_timeout
	wait_for_completion_interruptible wait_for_completion_interruptible_timeout
	wait_for_completion_killable wait_for_completion_killable_timeout wait_for_completion_io
	wait_event wait_event_timeout wait_event_interruptible wait_event_interruptible_timeout
	wait_event_killable wait_event_freezable wait_on_bit wait_on_bit_timeout flush_work
	flush_delayed_work flush_workqueue flush_scheduled_work drain_workqueue destroy_workqueue
	cancel_work_sync cancel_delayed_work_sync kthread_stop kthread_park kthread_flush_work
	kthread_cancel_work_sync tasklet_kill napi_disable synchronize_irq free_irq request_irq
	request_threaded_irq devm_request_irq devm_request_threaded_irq devm_free_irq synchronize_rcu
	synchronize_rcu_expedited synchronize_net synchronize_srcu rcu_barrier copy_from_user
	copy_to_user copy_struct_from_user get_user put_user __get_user __put_user clear_user
	strncpy_from_user strnlen_user strndup_user memdup_user memdup_user_nul vmemdup_user
	kmem_cache_destroy kmap vm_unmap_ram vunmap iounmap request_firmware kernel_read filp_open
	filp_close readl_poll_timeout readw_poll_timeout readb_poll_timeout readx_poll_timeout
	regmap_read_poll_timeout read_poll_timeout clk_prepare clk_prepare_enable clk_unprepare
	clk_disable_unprepare clk_set_rate regulator_enable regulator_disable regulator_set_voltage
	gpiod_set_value_cansleep gpiod_get_value_cansleep gpio_set_value_cansleep
	gpio_get_value_cansleep i2c_transfer i2c_master_send i2c_master_recv i2c_smbus_read_byte_data
	i2c_smbus_write_byte_data i2c_smbus_read_word_data i2c_smbus_write_word_data spi_sync
	spi_sync_transfer spi_write spi_read spi_write_then_read usb_control_msg usb_bulk_msg
	usb_interrupt_msg usb_kill_urb usb_set_interface usb_reset_device usb_control_msg_send
	usb_control_msg_recv device_add device_register device_unregister device_del
	platform_device_register platform_device_unregister sysfs_create_group sysfs_remove_group
	sysfs_create_file sysfs_remove_file kobject_add kobject_del debugfs_create_dir debugfs_remove
	debugfs_remove_recursive proc_create proc_remove misc_register misc_deregister register_netdev
	unregister_netdev register_netdevice input_register_device input_unregister_device
	unregister_chrdev cdev_device_add cdev_device_del dma_pool_destroy mmput disable_irq
	request_module vfree kvfree kvfree_sensitive
""".split())
DEFER = set("""
	vfree kvfree kvfree_sensitive
""".split())
BH = set("""
	spin_lock_bh raw_spin_lock_bh read_lock_bh write_lock_bh write_seqlock_bh read_seqlock_excl_bh
	xa_lock_bh netif_tx_lock_bh netif_addr_lock_bh local_bh_disable rcu_read_lock_bh
	spin_trylock_bh
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

SAY = "%s may sleep: %s [labcheck:atomic-sleep]"

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

// vfree() and its like put their work off where bottom halves are off.
@putoff exists@
identifier bh : script:python() { bh in BH };
identifier late : script:python() { late in DEFER };
position n;
@@
bh(...)
... when any
late@n(...)

@script:python@
other << putoff.n;
@@
maybe.add(where(other[0]))

@nofault exists@
identifier c;
position n;
@@
pagefault_disable(...)
... when != pagefault_enable(...)
    when any
c@n(...)

@script:python@
other << nofault.n;
@@
maybe.add(where(other[0]))

// Polling without a delay spins.
@quick@
identifier poll = {
	readb_poll_timeout, readw_poll_timeout, readl_poll_timeout, readx_poll_timeout, read_poll_timeout
};
expression E1, E2, E3;
position n;
@@
poll@n(E1, E2, E3, 0, ...)

@script:python@
other << quick.n;
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

// Functions of this file that come to such a call.
@bottom@
identifier slp : script:python() { slp in SLEEPS };
position p;
@@
slp@p(...)

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
identifier slp : script:python() { slp in SLEEPS };
identifier g : script:python() { g in sleepers };
expression L;
statement S;
position p, q;
@@
(
lock@q(L, ...);
... when != unlock(L, ...)
    when any
\(slp@p(...)\|g@p(...)\)
|
if (\(!trylock@q(L, ...)\|trylock@q(L, ...) == 0\)) S
... when != unlock(L, ...)
    when any
\(slp@p(...)\|g@p(...)\)
|
if (\(trylock@q(L, ...)\|trylock@q(L, ...) != 0\)) {
... when != unlock(L, ...)
    when any
\(slp@p(...)\|g@p(...)\)
... when any
}
)

@held_off exists@
identifier on : script:python() { on in ON };
identifier off : script:python() { off in OFF };
identifier slp : script:python() { slp in SLEEPS };
identifier g : script:python() { g in sleepers };
position p, q;
@@
on@q(...)
... when != off(...)
    when any
\(slp@p(...)\|g@p(...)\)

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
