// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The GFP table as data in an object file, to be read back without running
 * anything. The kernel's headers or ours: the includes decide.
 */
#include <linux/gfp.h>

#define GFP_BLOCKING(flag) (((flag) & __GFP_DIRECT_RECLAIM) != 0)
#include "gfp-names.h"

const struct gfp_entry gfp_table[]
	__attribute__((used, section(".gfp_table"))) = { GFP_ENTRIES };

/* The inline itself agrees with the table: else this does not link. */
extern void gfp_predicate_differs(void);
void gfp_check(void);
void gfp_check(void)
{
	if (!gfpflags_allow_blocking(GFP_KERNEL) ||
	    gfpflags_allow_blocking(GFP_ATOMIC) ||
	    gfpflags_allow_blocking(GFP_NOWAIT) ||
	    !gfpflags_allow_blocking(GFP_NOIO))
		gfp_predicate_differs();
}
