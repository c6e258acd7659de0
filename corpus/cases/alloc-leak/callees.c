// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Across functions, in a message router: a callee that frees, that keeps, that
 * does either by its result, that only looks; two levels deep; a constructor
 * whose result nobody wants; memory returned by value, by address, in a
 * structure.
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

struct route_msg {
	struct list_head node;
	u32 to;
	u32 len;
	u8 *body;
};

static LIST_HEAD(route_pending);
static u32 route_seen;

static struct route_msg *route_msg_new(u32 len)
{
	struct route_msg *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return NULL;
	m->body = kmalloc(len, GFP_KERNEL);
	if (!m->body) {
		kfree(m);
		return NULL;
	}
	m->len = len;
	return m;
}

static void route_msg_free(struct route_msg *m)
{
	kfree(m->body);
	kfree(m);
}

static void route_msg_keep(struct route_msg *m)
{
	list_add_tail(&m->node, &route_pending);
}

static void route_msg_look(const struct route_msg *m)
{
	route_seen += m->len;
}

int route_free_ok(void)
{
	struct route_msg *m = route_msg_new(32);

	if (!m)
		return -ENOMEM;
	route_msg_look(m);
	route_msg_free(m);
	return 0;
}

int route_look_bad(void)
{
	u8 *body = kzalloc(32, GFP_KERNEL);
	struct route_msg m = { .len = 32, .body = body };

	if (!body)
		return -ENOMEM;
	route_msg_look(&m);
	return 0; /* WARN: alloc-leak */
}

/* The body goes, the message that carried it does not. */
int route_body_only_bad(void)
{
	struct route_msg *m = route_msg_new(32);

	if (!m)
		return -ENOMEM;
	kfree(m->body);
	return 0; /* WARN: alloc-leak */
}

/* The message goes, its body does not. */
int route_message_only_bad(void)
{
	struct route_msg *m = route_msg_new(32);

	if (!m)
		return -ENOMEM;
	kfree(m);
	return 0; /* WARN: alloc-leak */
}

int route_keep_ok(void)
{
	struct route_msg *m = route_msg_new(32);

	if (!m)
		return -ENOMEM;
	route_msg_keep(m);
	return 0;
}

/* Takes the message when it returns 0, and only then. */
static int route_submit(struct route_msg *m, u32 to)
{
	if (to > 3)
		return -ENXIO;
	m->to = to;
	route_msg_keep(m);
	return 0;
}

int route_submit_bad(int to)
{
	struct route_msg *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return -ENOMEM;
	return route_submit(m, to); /* WARN: alloc-leak */
}

int route_submit_ok(int to)
{
	struct route_msg *m = kzalloc(sizeof(*m), GFP_KERNEL);
	int ret;

	if (!m)
		return -ENOMEM;
	ret = route_submit(m, to);
	if (ret)
		kfree(m);
	return ret;
}

static void route_drop(struct route_msg *m)
{
	route_seen++;
	route_msg_free(m);
}

/* Takes the message in any case. */
static int route_deliver(struct route_msg *m, u32 to)
{
	if (to > 3) {
		route_drop(m);
		return -ENXIO;
	}
	route_msg_keep(m);
	return 0;
}

int route_deliver_ok(int to)
{
	struct route_msg *m = route_msg_new(16);

	if (!m)
		return -ENOMEM;
	return route_deliver(m, to);
}

/* Two levels down one of the ways forgets it. */
static int route_try(struct route_msg *m, u32 to)
{
	if (to == 1)
		return -EAGAIN;
	return route_deliver(m, to);
}

int route_try_bad(int to)
{
	struct route_msg *m = route_msg_new(16);

	if (!m)
		return -ENOMEM;
	return route_try(m, to); /* WARN: alloc-leak */
}

int route_try_ok(int to)
{
	struct route_msg *m = route_msg_new(16);
	int ret;

	if (!m)
		return -ENOMEM;
	ret = route_try(m, to);
	if (ret == -EAGAIN)
		route_msg_free(m);
	return ret;
}

struct route_msg *route_make_ok(void)
{
	return route_msg_new(8);
}

struct route_msg *route_make_checked_bad(int to)
{
	struct route_msg *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return ERR_PTR(-ENOMEM);
	if (to > 3)
		return ERR_PTR(-ENXIO); /* WARN: alloc-leak */
	m->to = to;
	return m;
}

struct route_msg *route_make_checked_ok(int to)
{
	struct route_msg *m = kzalloc(sizeof(*m), GFP_KERNEL);

	if (!m)
		return ERR_PTR(-ENOMEM);
	if (to > 3) {
		kfree(m);
		return ERR_PTR(-ENXIO);
	}
	m->to = to;
	return m;
}

static int route_copy_out(u8 **out)
{
	u8 *copy = kzalloc(16, GFP_KERNEL);

	if (!copy)
		return -ENOMEM;
	*out = copy;
	return 0;
}

int route_out_bad(bool verbose)
{
	u8 *copy;
	int ret = route_copy_out(&copy);

	if (ret)
		return ret;
	if (!verbose)
		return 0; /* WARN: alloc-leak */
	route_seen += copy[0];
	kfree(copy);
	return 0;
}

int route_out_ok(bool verbose)
{
	u8 *copy;
	int ret = route_copy_out(&copy);

	if (ret)
		return ret;
	if (verbose)
		route_seen += copy[0];
	kfree(copy);
	return 0;
}

/* Its result is dropped on the floor. */
int route_dropped_bad(void)
{
	if (!route_msg_new(4))
		return -ENOMEM;
	route_seen++;
	return 0; /* WARN: alloc-leak */
}

static void *route_buffer_new(void)
{
	void *buf = kmalloc(48, GFP_KERNEL);

	if (buf)
		memset(buf, 0, 48);
	return buf;
}

/* Asked for, and the answer not even looked at. */
int route_unlooked_bad(void)
{
	route_buffer_new();
	route_seen++;
	return 0; /* WARN: alloc-leak */
}

int route_unlooked_ok(void)
{
	kfree(route_buffer_new());
	route_seen++;
	return 0;
}
