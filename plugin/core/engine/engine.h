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
struct lab_graph;

struct lab_options {
	uint32_t rules;		/* mask of 1 << enum lab_rule; 0:
				 * LAB_RULES_DEFAULT */
	enum lab_certainty least; /* leave out what is less certain */
	uint32_t jobs;		/* threads; 0 or 1: none beside the caller's */
	/* Of each unit, the module it ends in: global names are shared inside
	 * one, exported ones by all. NULL: one program. */
	const uint32_t *modules;
	/* Of each unit: it is not asked about, but what it says of functions
	 * that are called is believed. NULL: all are asked about. */
	const bool *foreign;
	struct lab_graph *graph; /* if not NULL, filled (graph.h) */
	/* Results of components, kept from run to run; NULL: none are. Not used
	 * if @graph is to be filled. */
	struct lab_cache *cache;
	/* Run @fn(@arg); false, with *@why, if that ended in BUG(): then one
	 * group of functions is lost (LAB_UNAN_INTERNAL), not the run. May be
	 * called in several threads at once. NULL: call it as it is. */
	bool (*guard)(void (*fn)(void *), void *arg, const char **why);
};

/*
 * What was found out about functions, under keys of all that it depends on.
 * Both are called by several threads at once. What @get gives holds until
 * the run is over; NULL: it is not there. @salt: of the model and of this
 * program, as what is kept by another one is of no use.
 */
struct lab_cache {
	uint64_t salt;
	const void *(*get)(struct lab_cache *c, const uint64_t key[2],
			   size_t *n);
	void (*put)(struct lab_cache *c, const uint64_t key[2], const void *p,
		    size_t n);
	/* What was kept under that key does not fit, or is damaged. */
	void (*bad)(struct lab_cache *c, const uint64_t key[2]);
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
