// SPDX-License-Identifier: GPL-2.0-or-later
/// A call that may sleep whatever its arguments, in a function that is registered
/// to run in an interrupt, a timer, a tasklet, an RCU callback, a cross call, a
/// URB completion or NAPI, or in what such a function calls, up to three calls
/// down in the file.
///
//# Reported is code that does not ask in_atomic(), a parameter "atomic" or the
//# like first. Known to be wrong for a handler that is registered for a line
//# whose controller sleeps (it runs in a thread there, by
//# request_any_context_irq). There is no patch mode: the work belongs into a
//# thread or a work item.
//
// Confidence: Moderate
// Copyright: (C) 2026 The labcheck authors
// Keywords: request_irq, timer_setup, tasklet_setup, hrtimer, mutex_lock, msleep
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

SAY = "%s may sleep: %s() %s [labcheck:atomic-sleep]"
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
identifier slp : script:python() { slp in SLEEPS };
position p;
@@
slp@p(...)

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
