// SPDX-License-Identifier: GPL-2.0-or-later
/* rules: the rules that exist, for the engine. */
#include "report.h"

const struct lab_rule_hooks *const lab_rule_table[] = {
	&lab_rule_alloc_leak,
	&lab_rule_annotation,
	&lab_rule_atomic_alloc,
	&lab_rule_atomic_sleep,
	&lab_rule_bad_handler,
	&lab_rule_double_free,
	&lab_rule_double_lock,
	&lab_rule_fatal_atomic_failure,
	&lab_rule_gfp_guess,
	&lab_rule_gfp_misuse,
	&lab_rule_irq_unsafe_lock,
	&lab_rule_macro_alloc,
	&lab_rule_mismatched_free,
	&lab_rule_needless_atomic,
	&lab_rule_page_as_memory,
	&lab_rule_rt_atomic,
	&lab_rule_unbalanced_context,
	&lab_rule_unchecked_alloc,
	&lab_rule_use_after_free,
	NULL
};
