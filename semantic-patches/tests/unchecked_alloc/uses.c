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

struct labelled {
	int number;
	char label[16];
};

int address_only_ok(void)
{
	struct labelled *l = kmalloc(sizeof(*l), GFP_KERNEL);
	char *label = l->label;

	if (!l)
		return -1;
	label[0] = 0;
	kfree(l);
	return 0;
}

int number_read_bad(void)
{
	struct labelled *l = kmalloc(sizeof(*l), GFP_KERNEL);
	int number = l->number;

	kfree(l);
	return number;
}
