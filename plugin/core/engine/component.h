/* SPDX-License-Identifier: GPL-2.0-or-later */
/* component: one step of the way up the call graph. */
#ifndef LAB_COMPONENT_H
#define LAB_COMPONENT_H

#include "flow.h"

/* Analyse the @n functions of p->order from @first on, which are one strongly
 * connected component; those they call have been analysed. */
void lab_component_run(struct lab_run *run, uint32_t first, uint32_t n);

/* --- key.c --- */
struct lab_key128 {
	uint64_t a, b;		/* a is 0: the component has no key */
};
/* Of all that its analysis depends on; @keys: those of the components before
 * it, @salt: of the model, the options and this program. */
struct lab_key128 lab_component_key(const struct lab_program *p,
				    uint32_t first, uint32_t n, uint64_t salt,
				    const struct lab_key128 *keys);

/* --- record.c --- */
/* Where a worker stood before the component: what came behind is its. */
struct lab_mark {
	uint32_t component;
	uint32_t key, nkeys, finding, nfindings, root, nroots, fatal, nfatals,
		 stored, nstored, invoked;
};

/*
 * What the analysis of a component has given, as bytes: summaries, findings
 * and ledger (all that is in @report), and what @run has from @m on. False:
 * something in it cannot be named.
 */
bool lab_record_write(struct lab_run *run, const struct lab_mark *m,
		      uint32_t first, uint32_t n,
		      const struct lab_report *report, struct lab_buf *out);
/* The same put back, as if it had been analysed now. False, with nothing
 * changed but memory used up, if the bytes are not of this program. */
bool lab_record_read(struct lab_run *run, uint32_t first, uint32_t n,
		     const void *p, size_t size);

#endif
