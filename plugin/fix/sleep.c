// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * atomic-sleep: the function that does the same without sleeping, or the call
 * at the other side of the lock.
 */
#include "fixer.h"

#include <stdlib.h>

/* Spinning for longer with a lock held is no fix. udelay() is good for no more
 * on some architectures (include/linux/delay.h: MAX_UDELAY_MS). */
#define MOST_UDELAY 1000
#define MOST_SPIN   5000	/* microseconds */

/* "5", "5U", "(5)" */
static bool read_number(const char *text, uint32_t *value)
{
	char *end;

	while (*text == '(' || *text == ' ' || *text == '\t')
		text++;
	if (*text < '0' || *text > '9')
		return false;
	*value = (uint32_t)strtoul(text, &end, 0);
	return !end[strspn(end, "uUlL) \t\r\n")];
}

/* "#define NAME VALUE" of this file. */
static const char *defined(const struct lab_fixer *x, const char *name)
{
	for (lab_id i = 0; i < x->s->toks.n; i++) {
		const char *s;

		if (x->s->toks.v[i].kind != LAB_CTOK_DIRECTIVE)
			continue;
		s = lab_ctok_str(x->s, i, x->a) + 1;
		s += strspn(s, " \t");
		if (strncmp(s, "define", 6))
			continue;
		s += 6 + strspn(s + 6, " \t");
		if (!strncmp(s, name, strlen(name)) &&
		    strspn(s + strlen(name), " \t"))
			return lab_arena_str(x->a, s + strlen(name),
				strcspn(s + strlen(name), "/\r\n"));
	}
	return NULL;
}

static bool constant(const struct lab_fixer *x, const char *text,
		     uint32_t *value)
{
	if (text && read_number(text, value))
		return true;
	text = text ? defined(x, text) : NULL;
	return text && read_number(text, value);
}

static void swap(struct lab_fixer *x, lab_id call, bool args, const char *now,
		 const char *reason)
{
	const struct lab_ctok *from = &x->s->toks.v[call], *to = from;

	if (args)
		to = &x->s->toks.v[x->s->toks.v[call + 1].match];
	lab_fixer_edit(lab_fixer_begin(x, LAB_FIX_SWAP, reason), from->at,
		       to->at + to->n - from->at, now);
}

/* As many microseconds, spinning. @text: what is written there. */
static void spin_us(struct lab_fixer *x, lab_id call, const char *text)
{
	uint32_t us;

	if (!constant(x, text, &us) || us > MOST_SPIN)
		return;
	if (us <= MOST_UDELAY)
		swap(x, call, true, lab_arena_printf(x->a, "udelay(%s)", text),
		     lab_arena_printf(x->a, "udelay() does not sleep, and %u microseconds are short enough to spin", us));
	else
		swap(x, call, true, lab_arena_printf(x->a, "mdelay(%u)",
						     (us + 999) / 1000),
		     lab_arena_printf(x->a, "mdelay() does not sleep; can the wait of %u microseconds not stand outside the lock?", us));
}

static void spin_ms(struct lab_fixer *x, lab_id call, const char *text)
{
	uint32_t ms;

	if (constant(x, text, &ms) && ms <= MOST_SPIN / 1000)
		swap(x, call, false, "mdelay", lab_arena_printf(x->a,
			"mdelay() does not sleep; can the wait of %u ms not stand outside the lock?", ms));
}

/* The last two arguments of those that poll: the pause, the whole. */
static void spin_poll(struct lab_fixer *x, lab_id call)
{
	static const char *const names[] = {
		"readb_poll_timeout", "readw_poll_timeout", "readl_poll_timeout",
		"readq_poll_timeout", "readl_relaxed_poll_timeout",
		"readx_poll_timeout", "regmap_read_poll_timeout",
	};
	uint32_t pause, most;
	unsigned int n = 0;

	for (size_t i = 0; i < LAB_ARRAY_SIZE(names); i++) {
		if (!lab_fixer_is(x, call, names[i]))
			continue;
		while (lab_fixer_arg(x, call, n))
			n++;
		if (n < 2 || !constant(x, lab_fixer_arg(x, call, n - 2), &pause) ||
		    !constant(x, lab_fixer_arg(x, call, n - 1), &most) ||
		    pause > MOST_UDELAY || !most || most > MOST_SPIN)
			return;
		swap(x, call, false, lab_arena_printf(x->a, "%s_atomic", names[i]),
		     lab_arena_printf(x->a, "polls without sleeping, for %u microseconds at most", most));
	}
}

/* include/linux/{interrupt,gpio/consumer,gpio}.h */
static const struct { const char *sleeps, *now, *reason; } others[] = {
	{ "disable_irq", "disable_irq_nosync",
	  "disable_irq_nosync() does not sleep; it does not wait for a handler that runs on another CPU: is that needed here?" },
	{ "gpiod_set_value_cansleep", "gpiod_set_value",
	  "for a line whose controller does not sleep; is it one?" },
	{ "gpiod_get_value_cansleep", "gpiod_get_value",
	  "for a line whose controller does not sleep; is it one?" },
};

static void swap_call(struct lab_fixer *x, lab_id call)
{
	const char *name = lab_ctok_str(x->s, call, x->a);
	const char *arg = lab_fixer_arg(x, call, 0);

	if (!strcmp(name, "usleep_range") || !strcmp(name, "fsleep"))
		spin_us(x, call, arg);
	else if (!strcmp(name, "msleep") ||
		 !strcmp(name, "msleep_interruptible"))
		spin_ms(x, call, arg);
	spin_poll(x, call);
	for (size_t i = 0; i < LAB_ARRAY_SIZE(others); i++)
		if (!strcmp(name, others[i].sleeps))
			swap(x, call, false, others[i].now, others[i].reason);
}

void lab_fix_sleep(struct lab_fixer *x)
{
	const struct lab_finding *f = x->f;
	const struct lab_place *begin = NULL;

	for (uint32_t i = 0; i < f->nsteps; i++) {
		const struct lab_step *s = &f->steps[i];
		lab_id call;

		if (s->kind == LAB_STEP_BEGIN)
			begin = &s->at;
		if (s->kind != LAB_STEP_SITE || !lab_fixer_here(x, &s->at) ||
		    !lab_fixer_enter(x, s->at.line))
			continue;
		call = lab_fixer_call(x, &s->at);
		if (call == LAB_NONE)
			continue;
		swap_call(x, call);
		if (begin && lab_fixer_here(x, begin) && begin->function &&
		    s->at.function && !strcmp(begin->function, s->at.function))
			lab_fixer_move_next(x, begin, call);
	}
}
