/* SPDX-License-Identifier: GPL-2.0-or-later */
/* report-impl: inside the report. */
#ifndef LAB_REPORT_IMPL_H
#define LAB_REPORT_IMPL_H

#include "findings.h"

static inline int lab_compare_num(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* By place, rule and all the rest: only equal findings compare equal. */
int lab_finding_compare(const void *a, const void *b);

/* Of findings that are one fault seen in several ways, keep one. */
void lab_report_one_way(struct lab_report *r);

#endif
