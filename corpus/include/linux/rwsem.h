/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_RWSEM_H
#define _MINI_LINUX_RWSEM_H

#include <linux/types.h>
#include <linux/cleanup.h>

struct rw_semaphore {
	int mini_writer;
	int mini_readers;
	int mini_frame;
};

#define __RWSEM_INITIALIZER(name)	{ 0 }
#define DECLARE_RWSEM(name) \
	struct rw_semaphore name = __RWSEM_INITIALIZER(name)

void __init_rwsem(struct rw_semaphore *sem, const char *name, void *key);
#define init_rwsem(sem)	__init_rwsem((sem), #sem, NULL)
void down_read(struct rw_semaphore *sem);
int __must_check down_read_interruptible(struct rw_semaphore *sem);
int __must_check down_read_killable(struct rw_semaphore *sem);
int down_read_trylock(struct rw_semaphore *sem);
void down_write(struct rw_semaphore *sem);
int __must_check down_write_killable(struct rw_semaphore *sem);
int down_write_trylock(struct rw_semaphore *sem);
void up_read(struct rw_semaphore *sem);
void up_write(struct rw_semaphore *sem);
void downgrade_write(struct rw_semaphore *sem);

DEFINE_GUARD(rwsem_read, struct rw_semaphore *, down_read(_T), up_read(_T))
DEFINE_GUARD(rwsem_write, struct rw_semaphore *, down_write(_T), up_write(_T))

#endif /* _MINI_LINUX_RWSEM_H */
