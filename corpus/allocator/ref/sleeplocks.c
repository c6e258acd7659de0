// SPDX-License-Identifier: GPL-2.0-or-later
/* Locks that sleep: mutex, rw_semaphore, semaphore, and SRCU's readers. */
#include <linux/cpu.h>
#include <linux/mutex.h>
#include <linux/rtmutex.h>
#include <linux/rtnetlink.h>
#include <linux/rwsem.h>
#include <linux/semaphore.h>
#include <linux/srcu.h>
#include <net/sock.h>
#include "ref.h"

static void acquire(const void *lock, enum lock_kind kind, const char *what)
{
	ref_touch(lock);
	ref_might_sleep(R_ATOMIC_SLEEP, what);
	ref_let_others_run(what);
	ref_lock(lock, 0, kind);
}

/* A signal may arrive while we wait. */
static int acquire_intr(const void *lock, enum lock_kind kind, const char *what)
{
	ref_touch(lock);
	ref_might_sleep(R_ATOMIC_SLEEP, what);
	ref_let_others_run(what);
	if (ref.judging && host.choose(2, "a signal arrives"))
		return -EINTR;
	ref_lock(lock, 0, kind);
	return 0;
}

void __mutex_init(struct mutex *lock, const char *name, void *key)
{
	(void)name;
	(void)key;
	*lock = (struct mutex){ 0 };
}

void mutex_destroy(struct mutex *lock)
{
	ref_touch(lock);
}

void mutex_lock(struct mutex *lock)
{
	POINT();
	acquire(lock, LOCK_MUTEX, "mutex_lock");
}

void mutex_lock_nested(struct mutex *lock, unsigned int subclass)
{
	(void)subclass;
	POINT();
	acquire(lock, LOCK_MUTEX, "mutex_lock");
}

int mutex_lock_interruptible(struct mutex *lock)
{
	POINT();
	return acquire_intr(lock, LOCK_MUTEX, "mutex_lock_interruptible");
}

int mutex_lock_killable(struct mutex *lock)
{
	POINT();
	return acquire_intr(lock, LOCK_MUTEX, "mutex_lock_killable");
}

int mutex_trylock(struct mutex *lock)
{
	POINT();
	return ref_trylock(lock, 0, LOCK_MUTEX);
}

void mutex_unlock(struct mutex *lock)
{
	POINT();
	ref_unlock(lock, 0, LOCK_MUTEX);
}

bool mutex_is_locked(struct mutex *lock)
{
	POINT();
	ref_touch(lock);
	return ref_held(lock, 0) != NULL;
}

int atomic_dec_and_mutex_lock(atomic_t *cnt, struct mutex *lock)
{
	POINT();
	if (cnt->counter != 1) {
		cnt->counter--;
		return 0;
	}
	acquire(lock, LOCK_MUTEX, "mutex_lock");
	cnt->counter--;
	return 1;
}

void rt_mutex_lock(struct rt_mutex *lock)
{
	POINT();
	acquire(lock, LOCK_MUTEX, "rt_mutex_lock");
}

void rt_mutex_unlock(struct rt_mutex *lock)
{
	POINT();
	ref_unlock(lock, 0, LOCK_MUTEX);
}

void __init_rwsem(struct rw_semaphore *sem, const char *name, void *key)
{
	(void)name;
	(void)key;
	*sem = (struct rw_semaphore){ 0 };
}

void down_read(struct rw_semaphore *sem)
{
	POINT();
	acquire(sem, LOCK_SEM_READ, "down_read");
}

int down_read_interruptible(struct rw_semaphore *sem)
{
	POINT();
	return acquire_intr(sem, LOCK_SEM_READ, "down_read_interruptible");
}

int down_read_killable(struct rw_semaphore *sem)
{
	POINT();
	return acquire_intr(sem, LOCK_SEM_READ, "down_read_killable");
}

int down_read_trylock(struct rw_semaphore *sem)
{
	POINT();
	return ref_trylock(sem, 0, LOCK_SEM_READ);
}

void down_write(struct rw_semaphore *sem)
{
	POINT();
	acquire(sem, LOCK_SEM_WRITE, "down_write");
}

int down_write_killable(struct rw_semaphore *sem)
{
	POINT();
	return acquire_intr(sem, LOCK_SEM_WRITE, "down_write_killable");
}

int down_write_trylock(struct rw_semaphore *sem)
{
	POINT();
	return ref_trylock(sem, 0, LOCK_SEM_WRITE);
}

void up_read(struct rw_semaphore *sem)
{
	POINT();
	ref_unlock(sem, 0, LOCK_SEM_READ);
}

void up_write(struct rw_semaphore *sem)
{
	POINT();
	ref_unlock(sem, 0, LOCK_SEM_WRITE);
}

void downgrade_write(struct rw_semaphore *sem)
{
	struct held *h;

	POINT();
	h = ref_held(sem, 0);
	if (h)
		h->kind = LOCK_SEM_READ;
}

/*
 * A semaphore has no owner: it is no part of the held locks, and up() may come
 * from an interrupt. Waiting at zero lets everything else run first.
 */
static void wait_for_count(struct semaphore *sem)
{
	if (!sem->count)
		ref_let_others_run("down");
	while (!sem->count && ref_run_pending())
		;
	if (sem->count)
		return;
	host_fault(R_DOUBLE_LOCK, "down() waits for an up() that nobody does");
	host_stop(STOP_FAULT, "deadlock");
}

void sema_init(struct semaphore *sem, int val)
{
	*sem = (struct semaphore){ .count = val };
}

void down(struct semaphore *sem)
{
	POINT();
	ref_touch(sem);
	ref_might_sleep(R_ATOMIC_SLEEP, "down");
	wait_for_count(sem);
	sem->count--;
}

int down_interruptible(struct semaphore *sem)
{
	POINT();
	ref_touch(sem);
	ref_might_sleep(R_ATOMIC_SLEEP, "down_interruptible");
	if (ref.judging && host.choose(2, "a signal arrives"))
		return -EINTR;
	wait_for_count(sem);
	sem->count--;
	return 0;
}

int down_killable(struct semaphore *sem)
{
	return down_interruptible(sem);
}

int down_timeout(struct semaphore *sem, long jiffies)
{
	(void)jiffies;
	POINT();
	ref_touch(sem);
	ref_might_sleep(R_ATOMIC_SLEEP, "down_timeout");
	if (!sem->count)
		ref_let_others_run("down_timeout");
	if (!sem->count)
		return -ETIME;
	sem->count--;
	return 0;
}

int down_trylock(struct semaphore *sem)
{
	POINT();
	ref_touch(sem);
	if (!sem->count)
		return 1;
	if (ref.judging && ref.contended < 2 &&
	    host.choose(2, "semaphore is contended")) {
		ref.contended++;
		return 1;
	}
	sem->count--;
	return 0;
}

void up(struct semaphore *sem)
{
	POINT();
	sem->count++;
}

int init_srcu_struct(struct srcu_struct *ssp)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "init_srcu_struct");
	ssp->mini_readers = 0;
	return 0;
}

void cleanup_srcu_struct(struct srcu_struct *ssp)
{
	POINT();
	ref_touch(ssp);
	ref_might_sleep(R_ATOMIC_SLEEP, "cleanup_srcu_struct");
}

int srcu_read_lock(struct srcu_struct *ssp)
{
	POINT();
	ref_lock(ssp, 0, LOCK_SRCU);
	return 0;
}

void srcu_read_unlock(struct srcu_struct *ssp, int idx)
{
	(void)idx;
	POINT();
	ref_unlock(ssp, 0, LOCK_SRCU);
}

void synchronize_srcu(struct srcu_struct *ssp)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "synchronize_srcu");
	if (ref_held(ssp, 0)) {
		host_fault(R_OTHER, "deadlock: synchronize_srcu in its own reader");
		host_stop(STOP_FAULT, "deadlock");
	}
	ref_let_others_run("synchronize_srcu");
}

/* Global locks of the kernel that drivers take by name. */
static struct mutex rtnl_mutex;
static struct rw_semaphore hotplug;

void rtnl_lock(void)
{
	POINT();
	acquire(&rtnl_mutex, LOCK_MUTEX, "rtnl_lock");
}

void rtnl_unlock(void)
{
	POINT();
	ref_unlock(&rtnl_mutex, 0, LOCK_MUTEX);
}

int rtnl_trylock(void)
{
	POINT();
	return ref_trylock(&rtnl_mutex, 0, LOCK_MUTEX);
}

int rtnl_is_locked(void)
{
	return ref_held(&rtnl_mutex, 0) != NULL;
}

void cpus_read_lock(void)
{
	POINT();
	acquire(&hotplug, LOCK_SEM_READ, "cpus_read_lock");
}

void cpus_read_unlock(void)
{
	POINT();
	ref_unlock(&hotplug, 0, LOCK_SEM_READ);
}

void lock_sock_nested(struct sock *sk, int subclass)
{
	(void)subclass;
	POINT();
	acquire(&sk->sk_lock.owned, LOCK_MUTEX, "lock_sock");
}

void release_sock(struct sock *sk)
{
	POINT();
	ref_unlock(&sk->sk_lock.owned, 0, LOCK_MUTEX);
}

/* Either way is possible; the fast one holds the spinlock, softirqs off. */
bool lock_sock_fast(struct sock *sk)
{
	POINT();
	ref_might_sleep(R_ATOMIC_SLEEP, "lock_sock_fast");
	if (ref.judging && host.choose(2, "the socket is owned")) {
		ref_lock(&sk->sk_lock.owned, 0, LOCK_MUTEX);
		return true;
	}
	ref_preempt_add(SOFTIRQ_DISABLE_OFFSET + 1);
	ref_lock(&sk->sk_lock.slock, 0, LOCK_SPIN);
	return false;
}

void unlock_sock_fast(struct sock *sk, bool slow)
{
	POINT();
	if (slow) {
		ref_unlock(&sk->sk_lock.owned, 0, LOCK_MUTEX);
		return;
	}
	ref_unlock(&sk->sk_lock.slock, 0, LOCK_SPIN);
	ref_preempt_sub(SOFTIRQ_DISABLE_OFFSET + 1);
}
