/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pack: the units of a whole kernel in one file, found by what they define. */
#ifndef LAB_PACK_H
#define LAB_PACK_H

#include "cli.h"

/* The release that OBJ/include/config/kernel.release names; NULL: none. */
const char *lab_kernel_release(struct lab_arena *a, const char *obj);

/* Dies, in words, if @path is no pack, or of another release than @release
 * (which may be NULL: not known). */
struct lab_pack *lab_pack_open(const char *path, const char *release,
			       struct lab_arena *a);
void lab_pack_close(struct lab_pack *p);
/*
 * Append to @units those units of the pack that define what @units call and
 * neither define nor find in @model; then what these call, and so on,
 * LAB_PACK_DEPTH times.
 */
#define LAB_PACK_DEPTH 4
void lab_pack_add(struct lab_pack *p, const struct lab_model *model,
		  struct lab_units *units);

#endif
