// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tests that come too late, stand on another path, or ask for the wrong thing,
 * in the session table of a crypto engine; and those that hold: combined
 * conditions, BUG_ON(), __GFP_NOFAIL, a helper that tests, a flag that says
 * whether there is memory.
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/types.h>

struct session {
	u32 id;
	u32 len;
	u8 *key;
	u8 *iv;
};

static u32 session_count;
static struct session *session_current;

int session_late_test_bad(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	s->id = 1; /* WARN: unchecked-alloc */
	if (!s)
		return -ENOMEM;
	kfree(s);
	return 0;
}

/* Only one way to the use has been tested. */
int session_one_path_bad(bool fresh)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (fresh && !s)
		return -ENOMEM;
	s->len = 16; /* WARN: unchecked-alloc */
	kfree(s);
	return 0;
}

int session_one_path_ok(bool fresh)
{
	struct session *s = NULL;

	if (fresh) {
		s = kzalloc(sizeof(*s), GFP_KERNEL);
		if (!s)
			return -ENOMEM;
	}
	if (fresh)
		s->len = 16;
	kfree(s);
	return 0;
}

int session_wrong_name_bad(void)
{
	u8 *key, *iv;

	key = kmalloc(32, GFP_KERNEL);
	if (!key)
		return -ENOMEM;
	iv = kmalloc(16, GFP_KERNEL);
	if (!key) {
		kfree(iv);
		return -ENOMEM;
	}
	iv[0] = 1; /* WARN: unchecked-alloc */
	kfree(iv);
	kfree(key);
	return 0;
}

int session_either_bad(void)
{
	u8 *key = kmalloc(32, GFP_KERNEL);
	u8 *iv = kmalloc(16, GFP_KERNEL);

	if (!key && !iv)
		return -ENOMEM;
	if (key)
		key[0] = 1;
	iv[0] = 1; /* WARN: unchecked-alloc */
	kfree(iv);
	kfree(key);
	return 0;
}

int session_either_ok(void)
{
	u8 *key = kmalloc(32, GFP_KERNEL);
	u8 *iv = kmalloc(16, GFP_KERNEL);

	if (!key || !iv) {
		kfree(iv);
		kfree(key);
		return -ENOMEM;
	}
	key[0] = 1;
	iv[0] = 1;
	kfree(iv);
	kfree(key);
	return 0;
}

/* kmalloc() has no error pointers. */
int session_is_err_bad(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (IS_ERR(s))
		return PTR_ERR(s);
	s->id = 2; /* WARN: unchecked-alloc */
	kfree(s);
	return 0;
}

int session_is_err_or_null_ok(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (IS_ERR_OR_NULL(s))
		return -ENOMEM;
	s->id = 2;
	kfree(s);
	return 0;
}

/* This one has nothing but error pointers. */
int session_user_key_bad(void)
{
	u8 *key = memdup_user(NULL, 32);

	if (!key)
		return -ENOMEM;
	key[0] = 0; /* WARN: unchecked-alloc */
	kfree(key);
	return 0;
}

int session_user_key_ok(void)
{
	u8 *key = memdup_user(NULL, 32);

	if (IS_ERR(key))
		return PTR_ERR(key);
	key[0] = 0;
	kfree(key);
	return 0;
}

int session_nofail_ok(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL | __GFP_NOFAIL);

	s->id = 3;
	kfree(s);
	return 0;
}

/* Harsh, but nothing is used untested. */
int session_bug_on_ok(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	BUG_ON(!s);
	s->id = 3;
	kfree(s);
	return 0;
}

static struct session *session_new(u32 id)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (!s)
		return NULL;
	s->id = id;
	return s;
}

int session_helper_bad(int id)
{
	struct session *s = session_new(id);

	s->len = id; /* WARN: unchecked-alloc */
	kfree(s);
	return 0;
}

int session_helper_ok(int id)
{
	struct session *s = session_new(id);

	if (!s)
		return -ENOMEM;
	s->len = id;
	kfree(s);
	return 0;
}

static struct session *session_must_new(u32 id)
{
	struct session *s;

	do {
		s = session_new(id);
	} while (!s);
	return s;
}

/* A helper that tries until it succeeds cannot return NULL. */
int session_must_ok(int id)
{
	struct session *s = session_must_new(id);

	s->len = 16;
	kfree(s);
	return 0;
}

static int session_setup_key(struct session *s)
{
	s->key = kmalloc(32, GFP_KERNEL);
	return s->key ? 0 : -ENOMEM;
}

int session_result_ok(void)
{
	struct session s = { .id = 4 };
	int ret = session_setup_key(&s);

	if (ret)
		return ret;
	s.key[0] = s.id;
	kfree(s.key);
	return 0;
}

/* The helper says by its result that there is no key; nobody listens. */
int session_result_bad(void)
{
	struct session s = { .id = 5 };

	if (session_setup_key(&s))
		session_count++;
	s.key[0] = s.id; /* WARN: unchecked-alloc */
	kfree(s.key);
	return 0;
}

int session_warn_bad(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	WARN_ON(!s);
	s->id = 6; /* WARN: unchecked-alloc */
	kfree(s);
	return 0;
}

int session_warn_ok(void)
{
	struct session *s = kzalloc(sizeof(*s), GFP_KERNEL);

	if (WARN_ON(!s))
		return -ENOMEM;
	s->id = 6;
	kfree(s);
	return 0;
}

int session_global_bad(void)
{
	session_current = kzalloc(sizeof(*session_current), GFP_KERNEL);
	session_current->id = 7; /* WARN: unchecked-alloc */
	session_count++;
	return 0;
}

int session_global_ok(void)
{
	session_current = kzalloc(sizeof(*session_current), GFP_KERNEL);
	if (!session_current)
		return -ENOMEM;
	session_current->id = 7;
	session_count++;
	return 0;
}
