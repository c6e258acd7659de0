// SPDX-License-Identifier: GPL-2.0-or-later
/* What holds for every request for memory, whichever layer serves it. */
#include <linux/sched/mm.h>
#include "ref.h"

struct conflict {
	gfp_t all;
	gfp_t none;
	const char *what;
};

/* Impossible or contradictory combinations of include/linux/gfp_types.h, 6.1. */
static const struct conflict conflicts[] = {
	/* WARN_ON_ONCE in __alloc_pages_slowpath(), mm/page_alloc.c. */
	{ __GFP_NOFAIL, __GFP_DIRECT_RECLAIM,
	  "__GFP_NOFAIL cannot be kept without direct reclaim" },
	{ __GFP_ATOMIC | __GFP_DIRECT_RECLAIM, 0,
	  "GFP_ATOMIC together with direct reclaim" },
	/* The three retry modes exclude each other ("Reclaim modifiers"). */
	{ __GFP_NORETRY | __GFP_NOFAIL, 0, "__GFP_NORETRY with __GFP_NOFAIL" },
	{ __GFP_RETRY_MAYFAIL | __GFP_NOFAIL, 0,
	  "__GFP_RETRY_MAYFAIL with __GFP_NOFAIL" },
	{ __GFP_RETRY_MAYFAIL | __GFP_NORETRY, 0,
	  "__GFP_RETRY_MAYFAIL with __GFP_NORETRY" },
	/* Retrying reclaim needs reclaim. */
	{ __GFP_RETRY_MAYFAIL, __GFP_DIRECT_RECLAIM,
	  "__GFP_RETRY_MAYFAIL without direct reclaim" },
	/* GFP_ZONE_BAD of include/linux/gfp.h. */
	{ __GFP_DMA | __GFP_HIGHMEM, 0, "two zones: DMA and HIGHMEM" },
	{ __GFP_DMA | __GFP_DMA32, 0, "two zones: DMA and DMA32" },
	{ __GFP_DMA32 | __GFP_HIGHMEM, 0, "two zones: DMA32 and HIGHMEM" },
	{ __GFP_MEMALLOC | __GFP_NOMEMALLOC, 0,
	  "__GFP_MEMALLOC with __GFP_NOMEMALLOC" },
};

static void check_flags(gfp_t gfp)
{
	unsigned int i;

	for (i = 0; i < sizeof(conflicts) / sizeof(conflicts[0]); i++)
		if ((gfp & conflicts[i].all) == conflicts[i].all &&
		    !(gfp & conflicts[i].none))
			host_fault(R_GFP_MISUSE, "%s", conflicts[i].what);
}

void ref_request(gfp_t gfp, const char *what)
{
	bool blocking = gfp & __GFP_DIRECT_RECLAIM;

	if (ref.quiet)
		return;
	check_flags(gfp);
	if (host.alloc_flags)
		host.alloc_flags(gfp);
	if (ref_ctx()->kind == CTX_NMI) {
		host_fault(R_GFP_MISUSE, "%s in NMI", what);
		return;
	}
	if (blocking) {
		ref_might_sleep(R_ATOMIC_ALLOC, what);
		ref_let_others_run(what);
	} else {
		ref_rt_check(what);
		if ((gfp & __GFP_ATOMIC) && host.atomic_request)
			host.atomic_request(!ref_atomic());
	}
}

/* Whether this request shall fail: every one may, but for __GFP_NOFAIL. */
bool ref_fails(gfp_t gfp, const char *what)
{
	if (!ref.judging || (gfp & __GFP_NOFAIL))
		return false;
	/* Enough for every loop that retries to be seen failing and ending. */
	if (ref.failed >= 8)
		return false;
	if (!host.choose(2, what))
		return false;
	ref.failed++;
	ref.failed_atomic = !(gfp & __GFP_DIRECT_RECLAIM);
	host_step("%s fails", what);
	return true;
}

void might_alloc(gfp_t gfp_mask)
{
	POINT();
	if (gfp_mask & __GFP_DIRECT_RECLAIM)
		ref_might_sleep(R_ATOMIC_ALLOC, "might_alloc");
}

void fs_reclaim_acquire(gfp_t gfp_mask)
{
	(void)gfp_mask;
}

void fs_reclaim_release(gfp_t gfp_mask)
{
	(void)gfp_mask;
}

unsigned int memalloc_noio_save(void)
{
	return 0;
}

void memalloc_noio_restore(unsigned int flags)
{
	(void)flags;
}

unsigned int memalloc_nofs_save(void)
{
	return 0;
}

void memalloc_nofs_restore(unsigned int flags)
{
	(void)flags;
}

unsigned int memalloc_noreclaim_save(void)
{
	return 0;
}

void memalloc_noreclaim_restore(unsigned int flags)
{
	(void)flags;
}
