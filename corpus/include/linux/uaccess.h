/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_UACCESS_H
#define _MINI_LINUX_UACCESS_H

#include <linux/types.h>
#include <linux/errno.h>
#include <linux/sched.h>

#define VERIFY_READ	0
unsigned long copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long copy_from_user(void *to, const void __user *from,
			     unsigned long n);
unsigned long __copy_to_user_inatomic(void __user *to, const void *from,
				      unsigned long n);
unsigned long __copy_from_user_inatomic(void *to, const void __user *from,
					unsigned long n);
unsigned long clear_user(void __user *mem, unsigned long len);
long strncpy_from_user(char *dst, const char __user *src, long count);
long strnlen_user(const char __user *str, long n);
unsigned long _copy_to_user(void __user *to, const void *from, unsigned long n);
unsigned long _copy_from_user(void *to, const void __user *from,
			      unsigned long n);
#define access_ok(addr, size)	likely((addr) != NULL)
#define get_user(x, ptr) ({						\
	__typeof__(*(ptr)) __gu;					\
	int __guret = _copy_from_user(&__gu, (ptr), sizeof(__gu)) ?	\
		      -EFAULT : 0;					\
	(x) = __gu;							\
	__guret; })
#define put_user(x, ptr) ({						\
	__typeof__(*(ptr)) __pu = (x);					\
	_copy_to_user((ptr), &__pu, sizeof(__pu)) ? -EFAULT : 0; })
void pagefault_disable(void);
void pagefault_enable(void);
bool pagefault_disabled(void);

#endif /* _MINI_LINUX_UACCESS_H */
