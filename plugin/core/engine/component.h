/* SPDX-License-Identifier: GPL-2.0-or-later */
/* component: one step of the way up the call graph. */
#ifndef LAB_COMPONENT_H
#define LAB_COMPONENT_H

#include "flow.h"

/* Analyse the @n functions of p->order from @first on, which are one strongly
 * connected component; those they call have been analysed. */
void lab_component_run(struct lab_run *run, uint32_t first, uint32_t n);

#endif
