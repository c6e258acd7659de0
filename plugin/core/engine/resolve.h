/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * resolve: which symbol of which unit is which of the program, as the
 * kernel's linker sees it. Private to program.c and its helpers.
 */
#ifndef LAB_RESOLVE_H
#define LAB_RESOLVE_H

#include "program.h"

/* Fill syms, fields, fns and the maps of all units. */
void lab_program_resolve(struct lab_program *p);

/* A string of a unit as one of the program. */
lab_id lab_program_string(struct lab_program *p, const struct lab_unit *u,
			  lab_id id);

/*
 * Equal functions of headers have equal hashes, whatever the unit. Global
 * names and fields of @unit are resolved. One value for each function of the
 * unit; 0: it is the file's own, or differs from unit to unit.
 */
void lab_inline_hashes(struct lab_program *p, uint32_t unit, uint64_t *hashes);

#endif
