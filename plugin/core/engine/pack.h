/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * pack: the units of a whole kernel in one piece, found by the functions they
 * define: only those that a driver needs are decoded.
 *
 * The bytes: a line that says what it is, one with the kernel's release, one with
 * the hash of its configuration, for each unit a line "unit LENGTH" and one for
 * each global function it defines, an empty line, and the units, one behind the
 * other.
 */
#ifndef LAB_ENGINE_PACK_H
#define LAB_ENGINE_PACK_H

#include "../model/model.h"
#include "../unit/unit.h"

#ifdef __cplusplus
extern "C" {
#endif

#define LAB_PACK_HEAD "labcheck pack 2\n"

struct lab_unit_list {
	struct lab_unit **v;
	uint32_t n, cap;
};

/* Read the index; @p stays the caller's and is used until the pack is freed.
 * NULL with @err, which does not name the file. */
struct lab_pack *lab_pack_open(const void *p, size_t n, struct lab_error *err);
void lab_pack_free(struct lab_pack *p);
/* Of the kernel: "6.1.0-18-amd64"; hash of its configuration, 0: not known. */
const char *lab_pack_release(const struct lab_pack *p);
uint64_t lab_pack_build(const struct lab_pack *p);
/*
 * Append to @units those units of the pack that define what @units call and
 * neither define nor find in @model; then what these call, and so on,
 * LAB_PACK_DEPTH times. -1 with @err: one of them is damaged.
 */
#define LAB_PACK_DEPTH 4
int lab_pack_add(struct lab_pack *p, const struct lab_model *model,
		 struct lab_unit_list *units, struct lab_error *err);

#ifdef __cplusplus
}
#endif
#endif
