// SPDX-License-Identifier: GPL-2.0-or-later
/// A call that may sleep, allocations included, in the scope of guard() or
/// scoped_guard() of a spinning lock, RCU, preemption or interrupts; and guard()
/// of a sleeping lock where such a scope, or a spinlock, is held.
///
//# The scope of guard() is the rest of its block. Calls in loops around that
//# block, and calls through other functions, are passed over. A guard class
//# that a subsystem defines for itself is known if it is in the list. Patch mode
//# writes GFP_ATOMIC; often it is better to allocate before the scope.
//
// Confidence: Moderate
// Copyright: (C) 2026 The labcheck authors
// Keywords: guard, scoped_guard, GFP_KERNEL, mutex_lock, spinlock
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
import re

# what braces do not count in
TEXT = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'", re.S)
KINDS = set("""
	spinlock spinlock_irq spinlock_irqsave spinlock_bh spinlock_try spinlock_irq_try
	spinlock_irqsave_try raw_spinlock raw_spinlock_irq raw_spinlock_irqsave raw_spinlock_bh
	raw_spinlock_nested read_lock read_lock_irq read_lock_irqsave write_lock write_lock_irq
	write_lock_irqsave rcu preempt preempt_notrace irq irqsave xa_lock task_lock uart_port_lock
	uart_port_lock_irq uart_port_lock_irqsave
""".split())
SLEEPING = set("""
	mutex mutex_intr mutex_kill rwsem_read rwsem_write rwsem_read_intr device
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
	request_module
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
# calls and flags by which code asks whether it may sleep
ASKS = set("""
	in_atomic in_interrupt in_irq in_hardirq in_softirq in_task in_nmi irqs_disabled preemptible
	gfpflags_allow_blocking oops_in_progress atomic is_atomic in_atomic_ctx can_sleep cansleep
	may_sleep maysleep may_block can_block nowait no_wait wait block sleep locked polling canblock
	rcu_walk nonblock blocking
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

told = set()
maybe = set()
sure = set()

def block_end(p):
	# the line on which the block that p stands in ends
	with open(p.file, errors="replace") as source:
		text = "".join(source.readlines()[int(p.line) - 1:])[int(p.column):]
	text = TEXT.sub(lambda m: "\n" * m[0].count("\n"), text)
	depth = 0
	for i, c in enumerate(text):
		depth += (c == "{") - (c == "}")
		if depth < 0:
			return int(p.line) + text.count("\n", 0, i)
	return int(p.line)

def within(p, guard):
	return int(guard.line) <= int(p.line) <= block_end(guard)

def report_call(p, callee, line):
	if where(p) in maybe:
		return
	sure.add(where(p))
	rule = "atomic-sleep" if callee in SLEEPS else "atomic-alloc"
	tell(p, "%s may sleep: atomic since line %s [labcheck:%s]" % (callee, line, rule))

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
maybe.clear()

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

@scope exists@
iterator name scoped_guard;
identifier k : script:python() { k in KINDS };
constant G : script:python() { G.strip() in SLEEPY };
identifier fn : script:python() { fn not in INERT };
identifier va : script:python() { va in ALLOCS };
expression E1, E2;
identifier slp : script:python() { slp in SLEEPS };
position p, q;
@@
scoped_guard@q(k, ...) {
... when any
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\|slp@p(...)\)
... when any
}

@scope_name@
identifier c;
position scope.p;
@@
c@p(...)

@script:python@
site << scope.p;
since << scope.q;
callee << scope_name.c;
@@
report_call(site[0], callee, since[0].line)

@single@
iterator name scoped_guard;
identifier k : script:python() { k in KINDS };
constant G : script:python() { G.strip() in SLEEPY };
identifier fn : script:python() { fn not in INERT };
identifier va : script:python() { va in ALLOCS };
expression E1, E2;
identifier slp : script:python() { slp in SLEEPS };
expression x;
position p, q;
@@
scoped_guard@q(k, ...)
	\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...);\|va@p(...);\|x = fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...);\|x = va@p(...);\|slp@p(...);\)

@single_name@
identifier c;
position single.p;
@@
c@p(...)

@script:python@
site << single.p;
since << single.q;
callee << single_name.c;
@@
report_call(site[0], callee, since[0].line)

// The rest of the block that guard() stands in.
@rest exists@
identifier k : script:python() { k in KINDS };
constant G : script:python() { G.strip() in SLEEPY };
identifier fn : script:python() { fn not in INERT };
identifier va : script:python() { va in ALLOCS };
expression E1, E2;
identifier slp : script:python() { slp in SLEEPS };
position p, q;
@@
guard@q(k)(...);
... when any
\(fn@p(..., \(G\|G | E1\|G | E1 | E2\), ...)\|va@p(...)\|slp@p(...)\)

@rest_name@
identifier c;
position rest.p;
@@
c@p(...)

@script:python@
site << rest.p;
since << rest.q;
callee << rest_name.c;
@@
if within(site[0], since[0]):
	report_call(site[0], callee, since[0].line)

// A sleeping lock by guard(), with a spinning one held.
@inner exists@
identifier lock : script:python() { lock in LOCKS };
identifier unlock : script:python() { unlock in UNLOCKS };
identifier m : script:python() { m in SLEEPING };
identifier k : script:python() { k in KINDS };
expression L;
position p, q;
@@
(
lock@q(L, ...);
... when != unlock(L, ...)
    when any
guard@p(m)(...);
|
guard@q(k)(...);
... when any
guard@p(m)(...);
)

@script:python@
site << inner.p;
since << inner.q;
@@
if within(site[0], since[0]):
	sure.add(where(site[0]))
	tell(site[0], "guard of a sleeping lock: atomic since line %s [labcheck:atomic-sleep]" % since[0].line)

@depends on context@
identifier c;
position h : script:python() { where(h[0]) in sure };
@@
* \(c@h(...)\|c@h\)

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
