// SPDX-License-Identifier: GPL-2.0-or-later
/* Messages, bugs, strings that are allocated, and copies to the user. */
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/dev_printk.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/random.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "memory.h"
#include "ref.h"

int vsnprintf(char *buf, size_t size, const char *fmt, va_list args);

/* printk() is legal everywhere, in NMI too; nobody reads it here. */
int _printk(const char *fmt, ...)
{
	(void)fmt;
	POINT();
	return 0;
}

void _dev_err(const struct device *dev, const char *fmt, ...)
{
	(void)dev;
	(void)fmt;
	POINT();
}

void _dev_warn(const struct device *dev, const char *fmt, ...)
{
	(void)dev;
	(void)fmt;
	POINT();
}

void _dev_info(const struct device *dev, const char *fmt, ...)
{
	(void)dev;
	(void)fmt;
	POINT();
}

void dump_stack(void)
{
}

/*
 * The end of the machine. If it comes after an atomic request failed, nobody
 * had made a reserve for that. Where it comes with nothing failing as well,
 * the judge takes that back: it tells the two apart by their words.
 */
static void __attribute__((noreturn)) die(const char *what)
{
	if (ref.failed_atomic)
		host_fault(R_FATAL_ATOMIC_FAILURE,
			   "%s after an atomic allocation failed", what);
	else
		host_fault(R_OTHER, ref.failed ?
			   "bug: %s after an allocation failed" : "bug: %s",
			   what);
	host_stop(STOP_FAULT, "%s", what);
}

void panic(const char *fmt, ...)
{
	(void)fmt;
	POINT();
	die("panic");
}

void __mini_bug(void)
{
	POINT();
	die("BUG");
}

void __warn_printk(const char *fmt, ...)
{
	(void)fmt;
	host_step("WARN");
}

bool try_module_get(struct module *module)
{
	(void)module;
	POINT();
	return true;
}

void module_put(struct module *module)
{
	(void)module;
	POINT();
}

void get_random_bytes(void *buf, size_t len)
{
	POINT();
	host_fill(buf, 0x37, len);
}

u32 get_random_u32(void)
{
	POINT();
	return 0x37373737;
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return n >= (int)size ? (int)size - 1 : n;
}

int sysfs_emit(char *buf, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vsnprintf(buf, PAGE_SIZE, fmt, args);
	va_end(args);
	return n;
}

ssize_t strscpy(char *dst, const char *src, size_t n)
{
	size_t i;

	for (i = 0; i + 1 < n && src[i]; i++)
		dst[i] = src[i];
	if (n)
		dst[i] = 0;
	return src[i] ? -E2BIG : (ssize_t)i;
}

static void *copy_of(const void *src, size_t len, size_t room, gfp_t gfp,
		     const char *what)
{
	char *p = ref_kmalloc(room, gfp, FAM_KMALLOC, NULL, what);

	if (!p)
		return NULL;
	host_copy(p, src, len);
	host_fill(p + len, 0, room - len);
	return p;
}

char *kstrdup(const char *s, gfp_t gfp)
{
	POINT();
	return s ? copy_of(s, strlen(s), strlen(s) + 1, gfp, "kstrdup") : NULL;
}

/* Memory of the file itself need not be copied. */
const char *kstrdup_const(const char *s, gfp_t gfp)
{
	return mem_in_bytes(s) ? kstrdup(s, gfp) : s;
}

char *kstrndup(const char *s, size_t len, gfp_t gfp)
{
	POINT();
	if (!s)
		return NULL;
	len = strnlen(s, len);
	return copy_of(s, len, len + 1, gfp, "kstrndup");
}

void *kmemdup(const void *src, size_t len, gfp_t gfp)
{
	POINT();
	return copy_of(src, len, len, gfp, "kmemdup");
}

char *kmemdup_nul(const char *s, size_t len, gfp_t gfp)
{
	POINT();
	return s ? copy_of(s, len, len + 1, gfp, "kmemdup_nul") : NULL;
}

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	char text[256];

	POINT();
	vsnprintf(text, sizeof(text), fmt, args);
	return copy_of(text, strlen(text), strlen(text) + 1, gfp, "kasprintf");
}

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *p;

	va_start(args, fmt);
	p = kvasprintf(gfp, fmt, args);
	va_end(args);
	return p;
}

unsigned long *bitmap_alloc(unsigned int nbits, gfp_t flags)
{
	return kmalloc_array(BITS_TO_LONGS(nbits), sizeof(long), flags);
}

unsigned long *bitmap_zalloc(unsigned int nbits, gfp_t flags)
{
	return bitmap_alloc(nbits, flags | __GFP_ZERO);
}

void bitmap_free(const unsigned long *bitmap)
{
	kfree(bitmap);
}

/*
 * The user's memory is not there: what is copied in is zeroes, what is copied
 * out is read and dropped. A fault is always possible. might_fault() complains
 * in atomic context unless page faults are disabled (mm/memory.c, 6.1).
 */
static bool fault(const char *what)
{
	POINT();
	if (!ref_ctx()->pagefault) {
		ref_might_sleep(R_ATOMIC_SLEEP, what);
		ref_let_others_run(what);
	}
	return ref.judging && host.choose(2, "the user's address is bad");
}

unsigned long copy_to_user(void *to, const void *from, unsigned long n)
{
	char last;

	(void)to;
	if (n)
		host_copy(&last, (const char *)from + n - 1, 1);
	return fault("copy_to_user") ? n : 0;
}

unsigned long copy_from_user(void *to, const void *from, unsigned long n)
{
	(void)from;
	host_fill(to, 0, n);
	return fault("copy_from_user") ? n : 0;
}

unsigned long __copy_to_user_inatomic(void *to, const void *from,
				      unsigned long n)
{
	(void)to;
	(void)from;
	POINT();
	return ref.judging && host.choose(2, "the user's page is away") ? n : 0;
}

unsigned long __copy_from_user_inatomic(void *to, const void *from,
					unsigned long n)
{
	host_fill(to, 0, n);
	return __copy_to_user_inatomic((void *)from, to, n);
}

unsigned long clear_user(void *mem, unsigned long len)
{
	(void)mem;
	return fault("clear_user") ? len : 0;
}

long strncpy_from_user(char *dst, const char *src, long count)
{
	(void)src;
	if (fault("strncpy_from_user"))
		return -EFAULT;
	if (count)
		dst[0] = 0;
	return 0;
}

unsigned long _copy_from_user(void *to, const void *from, unsigned long n)
{
	return copy_from_user(to, from, n);
}

unsigned long _copy_to_user(void *to, const void *from, unsigned long n)
{
	return copy_to_user(to, from, n);
}

static void *user_copy(size_t len, enum family family, const char *what)
{
	void *p;

	POINT();
	p = ref_kmalloc(len ? len : 1, GFP_KERNEL | __GFP_ZERO, family, NULL,
			what);
	if (!p)
		return ERR_PTR(-ENOMEM);
	if (ref.judging && host.choose(2, "the user's address is bad")) {
		track_release(track_at(p));
		ref.failed++;
		return ERR_PTR(-EFAULT);
	}
	return p;
}

void *memdup_user(const void *src, size_t len)
{
	(void)src;
	return user_copy(len, FAM_KMALLOC, "memdup_user");
}

void *vmemdup_user(const void *src, size_t len)
{
	(void)src;
	return user_copy(len, FAM_KV, "vmemdup_user");
}

void *memdup_user_nul(const void *src, size_t len)
{
	(void)src;
	return user_copy(len + 1, FAM_KMALLOC, "memdup_user_nul");
}

char *strndup_user(const char *s, long n)
{
	(void)s;
	(void)n;
	return user_copy(8, FAM_KMALLOC, "strndup_user");
}
