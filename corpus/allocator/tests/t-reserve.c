// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The labyrinth, as the seed has it and in its safe form, under pressure and in atomic
 * context: the macro fails when the memory is gone, the reserve when its own pages are.
 */
#include <labyrinth.h>
#include "test.h"

#define SIZE	8
#define STEPS	1000000U

static struct labyrinth_reserve reserve;
static unsigned int faults;
static void *hog[4096];
static u32 nhog;

static void on_fault(enum rule rule, const char *what)
{
	(void)rule;
	(void)what;
	faults++;
}

/* Everything but what was set aside. */
static void hog_all(void)
{
	while (nhog < 4096) {
		hog[nhog] = alloc_pages(GFP_ATOMIC | __GFP_MEMALLOC, 0);
		if (!hog[nhog])
			return;
		nhog++;
	}
}

static void *out[SIZE + 1];
static u32 nout;

static void step(u64 *state)
{
	u32 r = random_u32(state);
	void *p;

	if (r & 1) {
		p = labyrinth_get(&reserve);
		/* Exactly as often as was promised. */
		CHECK(!p == (nout == SIZE));
		if (p) {
			host_fill(p, nout, PAGE_SIZE);
			out[nout++] = p;
		}
	} else if (nout) {
		u32 n = r / 2 % nout;

		labyrinth_put(&reserve, out[n]);
		out[n] = out[--nout];
	}
	CHECK(reserve.free + nout == SIZE);
}

static void atomic(void)
{
	u64 state = 11;
	u32 i;

	/* In an interrupt, with nothing left anywhere else. */
	ref_enter(CTX_HARDIRQ, true);
	for (i = 0; i < STEPS; i++) {
		/* As a cast binds looser than a comparison does. */
		if (!(i & 4095))
			CHECK(!(labyrinth));
		step(&state);
	}
	ref_leave("irq");
	CHECK(!faults);
}

int main(void)
{
	u32 i, j, before;

	ref_init(64, 512);
	ref.max_steps = ~0U;
	host.fault = on_fault;
	before = buddy.zone[ZONE_NORMAL].free;
	CHECK(!labyrinth_reserve_init(&reserve, SIZE));
	CHECK(before - buddy.zone[ZONE_NORMAL].free == SIZE);
	hog_all();
	atomic();
	for (i = 0; i < nout; i++)
		for (j = 0; j < i; j++)
			CHECK(out[i] != out[j]);
	while (nout)
		labyrinth_put(&reserve, out[--nout]);
	while (nhog)
		__free_pages(hog[--nhog], 0);
	labyrinth_reserve_destroy(&reserve);
	/* It is set aside while sleeping is allowed, and says so elsewhere. */
	ref_enter(CTX_SOFTIRQ, true);
	CHECK(!labyrinth_reserve_init(&reserve, 1));
	ref_leave("softirq");
	CHECK(faults == 1);
	labyrinth_reserve_destroy(&reserve);
	CHECK(!track_live());
	INTACT(buddy_check(3));
	CHECK(buddy.zone[ZONE_NORMAL].free == before);
	return 0;
}
