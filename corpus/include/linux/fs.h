/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_FS_H
#define _MINI_LINUX_FS_H

#include <linux/types.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/slab.h>

#define FMODE_READ	((__force fmode_t)0x1)
#define FMODE_WRITE	((__force fmode_t)0x2)
#define O_NONBLOCK	00004000

struct inode {
	umode_t i_mode;
	dev_t i_rdev;
	void *i_private;
	loff_t i_size;
	unsigned long i_ino;
};

struct file {
	unsigned int f_flags;
	fmode_t f_mode;
	loff_t f_pos;
	void *private_data;
	struct inode *f_inode;
};

struct poll_table_struct;
struct vm_area_struct;
struct kiocb;
struct iov_iter;

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t off, int whence);
	ssize_t (*read)(struct file *file, char __user *buf, size_t len,
			loff_t *ppos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t len,
			 loff_t *ppos);
	__poll_t (*poll)(struct file *file, struct poll_table_struct *wait);
	long (*unlocked_ioctl)(struct file *file, unsigned int cmd,
			       unsigned long arg);
	long (*compat_ioctl)(struct file *file, unsigned int cmd,
			     unsigned long arg);
	int (*mmap)(struct file *file, struct vm_area_struct *vma);
	int (*open)(struct inode *inode, struct file *file);
	int (*flush)(struct file *file, void *id);
	int (*release)(struct inode *inode, struct file *file);
	int (*fsync)(struct file *file, loff_t start, loff_t end, int datasync);
	int (*fasync)(int fd, struct file *file, int on);
};

static inline struct inode *file_inode(const struct file *f)
{
	return f->f_inode;
}

int nonseekable_open(struct inode *inode, struct file *filp);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
#define no_llseek	NULL

#include <linux/mm_types.h>
#include <linux/fcntl.h>

#endif /* _MINI_LINUX_FS_H */
