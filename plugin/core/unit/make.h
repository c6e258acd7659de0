/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * make: puts a unit together, piece by piece, in the one canonical layout.
 * Private to this room: the builder, the binary reader and the text reader
 * all end here. Nothing is checked here; lab_unit_verify() does that.
 */
#ifndef LAB_MAKE_H
#define LAB_MAKE_H

#include "unit.h"

struct lab_make {
	struct lab_unit *u;
	struct lab_arena *keys;		/* of the two indexes */
	struct lab_strtab *loc_index, *field_index;
	LAB_VEC(struct lab_loc) locs;
	LAB_VEC(struct lab_field) fields;
	LAB_VEC(struct lab_symbol) syms;
	LAB_VEC(struct lab_param) params;
	LAB_VEC(struct lab_func) funcs;
	LAB_VEC(struct lab_init) inits;
	LAB_VEC(struct lab_remark) remarks;
	LAB_VEC(struct lab_gfp) gfps;
	/* The body that is being made. */
	LAB_VEC(struct lab_block) blocks;
	LAB_VEC(struct lab_insn) insns;
	LAB_VEC(struct lab_opnd) opnds;
	LAB_VEC(uint32_t) succs;
	LAB_VEC(struct lab_case) cases;
	LAB_VEC(struct lab_local) locals;
	LAB_VEC(uint8_t) vtypes;
};

void lab_make_init(struct lab_make *m);
/* The unit, or, with @keep false, nothing; @m is empty afterwards. */
struct lab_unit *lab_make_finish(struct lab_make *m, bool keep);

lab_id lab_make_str(struct lab_make *m, const char *s, size_t n);
/* The same content gives the same id; the zero location is 0. */
lab_id lab_make_loc(struct lab_make *m, const struct lab_loc *loc);
lab_id lab_make_field(struct lab_make *m, const struct lab_field *f);
/* param and nparams are set from the arguments. */
lab_id lab_make_sym(struct lab_make *m, const struct lab_symbol *sym,
		    const struct lab_param *params, uint32_t nparams);

/* Of two values for one name the later one holds. */
void lab_make_sort_gfps(struct lab_make *m);

/* A body: blocks in order, each filled before the next one is begun. The
 * values that are the parameters of @sym are there from the beginning. */
void lab_make_body(struct lab_make *m, lab_id sym);
lab_id lab_make_value(struct lab_make *m, unsigned int type);
void lab_make_block(struct lab_make *m);
struct lab_insn *lab_make_insn(struct lab_make *m, unsigned int op);
void lab_make_arg(struct lab_make *m, struct lab_opnd arg);
void lab_make_succ(struct lab_make *m, uint32_t block);
void lab_make_case(struct lab_make *m, int64_t lo, int64_t hi, uint32_t succ);
/* Predecessors are derived from successors, in the order of block ids; a
 * successor that is no block is left for lab_unit_verify() to find. */
void lab_make_body_end(struct lab_make *m, lab_id sym, lab_id end);

#endif
