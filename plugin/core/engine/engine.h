/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * engine: from units and a model to a report. Needs no compiler, writes no
 * file, keeps no state between calls.
 */
#ifndef LAB_ENGINE_H
#define LAB_ENGINE_H

#include "../unit/unit.h"
#include "../findings/findings.h"

#ifdef __cplusplus
extern "C" {
#endif

struct lab_model;

struct lab_options {
	uint32_t rules;		/* mask of 1 << enum lab_rule; 0:
				 * LAB_RULES_DEFAULT */
	enum lab_certainty least; /* leave out what is less certain */
};

/* What is shown if the user does not say otherwise. */
#define LAB_LEAST_DEFAULT LAB_CERT_LIKELY

/*
 * Analyse @n units as one program: static names belong to their unit, others
 * are shared. Findings and ledger are added to @report, unsorted.
 */
void lab_engine_run(const struct lab_unit *const *units, uint32_t n,
		    const struct lab_model *model,
		    const struct lab_options *opt, struct lab_report *report);

#ifdef __cplusplus
}
#endif
#endif
