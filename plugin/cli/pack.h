/* SPDX-License-Identifier: GPL-2.0-or-later */
/* pack: the units of a whole kernel in one file (core/engine/pack.h). */
#ifndef LAB_CLI_PACK_H
#define LAB_CLI_PACK_H

#include "cli.h"

/* The release that OBJ/include/config/kernel.release names; NULL: none. */
const char *lab_kernel_release(struct lab_arena *a, const char *obj);

struct lab_pack_file {
	const char *path;
	struct lab_map map;
	struct lab_pack *pack;
};

/* Dies, in words, if @path is no pack, or of another release than @release
 * (which may be NULL: not known). */
void lab_pack_file_open(struct lab_pack_file *f, const char *path,
			const char *release);
/*
 * Append to @units those of the pack that they need, and close it. Dies if the
 * pack is damaged, or of another configuration than the units.
 */
void lab_pack_file_add(struct lab_pack_file *f, const struct lab_model *model,
		       struct lab_units *units);

#endif
