/* SPDX-License-Identifier: GPL-2.0-or-later */
/* own-report: what the rules about the life of an allocation share. */
#ifndef LAB_RULES_OWN_REPORT_H
#define LAB_RULES_OWN_REPORT_H

#include "report.h"

/* The call that made the memory: "kmalloc"; NULL if that was not seen. */
const char *lab_rule_own_maker(struct lab_run *run,
			       const struct lab_own_event *e);
/*
 * Report @e under @rule: where the memory came from, where it was freed, and
 * @last where the fault shows ("%s" in it is the call there).
 */
void lab_rule_report_own(struct lab_run *run, enum lab_rule rule,
			 const struct lab_own_event *e, const char *last,
			 const char *message);
/* The same with the word at the fault that is to be another. */
void lab_rule_report_own_swap(struct lab_run *run, enum lab_rule rule,
			      const struct lab_own_event *e, const char *last,
			      const char *message, struct lab_swap swap);

#endif
