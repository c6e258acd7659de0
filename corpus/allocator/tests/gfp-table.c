// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The GFP table as data in an object file, to be read back without running
 * anything. The kernel's headers or ours: the includes decide.
 */
#include <linux/gfp.h>

#include "gfp-names.h"

#define MAY_BLOCK(flag) (((flag) & __GFP_DIRECT_RECLAIM) != 0)
#define ENTRY(flag) { (unsigned int)(flag), MAY_BLOCK(flag), #flag },

const struct gfp_entry gfp_table[]
	__attribute__((used, section(".gfp_table"))) = { GFP_NAMES(ENTRY) };

/* The inline itself agrees with the table, name by name: else this does not link. */
extern void gfp_predicate_differs(void);
void gfp_check(void);

#define CHECK(flag)						\
	if (gfpflags_allow_blocking(flag) != MAY_BLOCK(flag))	\
		gfp_predicate_differs();

void gfp_check(void)
{
	GFP_NAMES(CHECK)
}
