/* SPDX-License-Identifier: GPL-2.0-or-later */
/* build: inside the builder; see build.c. */
#ifndef LAB_BUILD_H
#define LAB_BUILD_H

#include "unit-build.h"
#include "make.h"

/* A block as it was given; its parts are ranges of the builder's arrays. */
struct lab_raw_block {
	bool filled;
	uint32_t pred, npreds, succ, nsuccs;
	uint32_t insn, ninsns, kase, ncases;
};

struct lab_raw_def {
	uint8_t type;
	bool live;
	uint32_t insn;		/* that defines it; LAB_NONE */
	lab_id id;		/* in the finished body; LAB_NONE */
};

struct lab_builder {
	struct lab_make make;
	lab_id sym;		/* of the body; LAB_NONE outside */
	struct lab_raw_block *block; /* being filled */
	LAB_VEC(struct lab_raw_block) blocks;
	LAB_VEC(struct lab_insn) insns;
	LAB_VEC(struct lab_opnd) opnds;
	LAB_VEC(uint32_t) edges;
	LAB_VEC(struct lab_case) cases;
	LAB_VEC(struct lab_local) locals;
	LAB_VEC(struct lab_raw_def) values;
	LAB_VEC(uint32_t) work;	/* instructions found live */
	LAB_VEC(uint8_t) live;	/* [insns.n] */
	LAB_VEC(uint32_t) order; /* scratch: of one block's edges */
};

/* Of the function whose body is being built, for messages. */
const char *lab_builder_name(const struct lab_builder *b);
void lab_builder_free_body(struct lab_builder *b);

#endif
