// SPDX-License-Identifier: GPL-2.0-or-later
/* The first mention decides. */

int member_bad(void)
{
	struct thing *t;

	t = kmalloc(sizeof(*t), GFP_KERNEL);
	t->a = 1;
	return 0;
}

int declared_bad(int n)
{
	u8 *buf = kzalloc(n, GFP_KERNEL);

	memset(buf, 0, n);
	return 0;
}

int tested_ok(int n)
{
	struct thing *t = kmalloc(sizeof(*t), GFP_KERNEL);
	u8 *buf;

	if (!t)
		return -ENOMEM;
	t->a = 1;
	t = kmalloc(sizeof(*t), GFP_ATOMIC);
	if (!t || t->a)
		return -ENOMEM;
	buf = kmalloc(n, GFP_KERNEL);
	return buf && buf[0];
}

int never_fails_ok(void)
{
	struct thing *t = kmalloc(sizeof(*t), GFP_KERNEL | __GFP_NOFAIL);

	t->a = 1;
	return 0;
}

int not_evaluated_ok(void)
{
	struct thing *t = kmalloc(sizeof(*t), GFP_KERNEL);

	return use(t, sizeof(t->a));
}
