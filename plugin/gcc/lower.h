/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * lower: from GIMPLE in SSA form to a unit. Private to plugin/gcc; C++,
 * includes GCC's headers.
 *
 * Anything GCC accepts is accepted: what is not understood becomes a value
 * or an operand that is not tracked, never an error.
 */
#ifndef LAB_LOWER_H
#define LAB_LOWER_H

#include "gcc-compat.h"
#include "../core/labcheck.h"

/* location_t <-> loc ids of the unit; it outlives the unit's builder. */
struct loc_table {
	hash_map<int_hash<location_t, UNKNOWN_LOCATION, BUILTINS_LOCATION>,
		 lab_id> ids;
	std::vector<location_t> where;	/* by loc id */
};

/* One comparison of a branch that tests several. */
struct atom {
	enum tree_code code;
	tree a, b;
	uint32_t block, yes, no;	/* ids in the unit */
};

struct lower {
	struct lab_builder *b;
	struct loc_table *locs;
	tree gfp_name;			/* identifier "gfp_t" */
	hash_map<tree, lab_id> syms;	/* by declaration */
	hash_map<tree, lab_id> names;	/* by identifier: not static */
	hash_map<tree, lab_id> fields;	/* by FIELD_DECL */
	hash_map<tree, const char *> records; /* by main variant */

	/* The function at hand. */
	struct function *fn;
	hash_map<tree, lab_id> locals;
	std::vector<struct lab_opnd> values;	/* by SSA version */
	std::vector<bool> defined;		/* by SSA version */
	std::vector<uint32_t> block_of;		/* by index of basic block */
	std::vector<uint32_t> chain_of;		/* likewise, in chains */
	std::vector<std::vector<struct atom>> chains;
	std::vector<uint32_t> preds, succs;	/* scratch, of one block */
	std::vector<uint32_t> succ_at;	/* by block: its place in succs */
	std::vector<struct lab_opnd> args;	/* scratch */
	location_t at;			/* of the statement at hand ... */
	lab_id at_id;			/* ... and its id, once asked for */
};

/* loc.cc */
lab_id lower_loc(struct lower *l, location_t loc);
/* Where the user wrote it; *@macro: outermost macro it came from or NULL. */
location_t lower_where(location_t loc, const char **macro);

/* build-hash.cc */
void build_hash_record(struct lab_builder *b);

/* lower-type.cc */
enum lab_type lower_type(struct lower *l, tree type);
const char *lower_record(struct lower *l, tree type); /* name or "" */
/* Field @field of a record that stands in @outer if it has no name itself;
 * @skip: bytes of nameless members on the way to it. */
lab_id lower_field(struct lower *l, tree field, const char *outer,
		   uint64_t skip);
/* Bytes of the nameless members that @ref, the place of a field, ends in. */
uint64_t lower_skipped(tree ref);
/* Bytes from the beginning of its record; those of bits before are whole. */
uint64_t lower_field_offset(tree field);

/* lower-sym.cc */
lab_id lower_sym(struct lower *l, tree decl);
void lower_exports(struct lower *l);

/* notes.cc: what attributes say of @decl, one thing a line */
std::string notes_of(tree decl);
/* notes-source.cc: what the source beside the body of @decl says */
void notes_of_source(tree decl, std::string *out);

/* A declaration was read, whatever the file. */
void lower_watch_decl(tree decl);

/* lower-init.cc */
void lower_inits(struct lower *l);

static inline bool has_prefix(const char *s, const char *prefix)
{
	return !strncmp(s, prefix, strlen(prefix));
}

/* remark.cc */
/* Where the call stands, for the user. */
location_t remark_place(gcall *stmt);
void remark_call(struct lower *l, gcall *stmt);
void remark_store(struct lower *l, gassign *stmt);
/* @decl is handed over as a @want, pointer type, for @what. */
void remark_function(struct lower *l, tree want, tree decl, const char *what,
		     location_t loc);

/* lower-opnd.cc: operands and addresses */
static inline struct lab_opnd opnd(unsigned int kind, int64_t v)
{
	struct lab_opnd o;

	o.kind = (uint8_t)kind;
	o.v = v;
	return o;
}
static inline struct lab_opnd opnd_unknown(void)
{
	return opnd(LAB_OPND_UNKNOWN, 0);
}
int64_t lower_const(const_tree cst);
/* Behind copies and conversions that keep the value. */
tree lower_strip(tree op);
/* What an SSA name or other GIMPLE operand of register type stands for. */
struct lab_opnd lower_opnd(struct lower *l, tree op);
/* The same, but never by adding an instruction. */
struct lab_opnd lower_plain_opnd(struct lower *l, tree op);
/* The value that an SSA name's definition is to set. */
lab_id lower_def(struct lower *l, tree name);
/* Does a conversion keep the value, as far as we follow values? */
bool lower_keeps(tree to, tree from);
/* The address of @ref, a reference to memory; adds instructions. With @dst
 * the last of them, if there is one, sets that value. */
struct lab_opnd lower_addr(struct lower *l, tree ref, lab_id dst = LAB_NONE);
/* The nearest record with a name that @ref goes through, or "". */
const char *lower_outer(struct lower *l, tree ref);
bool lower_part(tree ref); /* only some bits of what has the address? */

/* lower-insn.cc: adding instructions */
void add_insn(struct lower *l, enum lab_op op, unsigned int sub,
	      unsigned int flags, lab_id dst, lab_id aux,
	      const struct lab_opnd *args, uint32_t n);
void add_insn2(struct lower *l, enum lab_op op, unsigned int sub, lab_id dst,
	       lab_id aux, struct lab_opnd a, struct lab_opnd b);
struct lab_opnd add_value(struct lower *l, enum lab_op op, unsigned int sub,
			  enum lab_type type, lab_id aux, struct lab_opnd a,
			  struct lab_opnd b);
void add_load(struct lower *l, lab_id dst, struct lab_opnd addr, bool vol);
void add_store(struct lower *l, struct lab_opnd addr, struct lab_opnd value,
	       bool vol);
void add_undef(struct lower *l, tree name);

/* lower-test.cc: comparisons */
/* COND's or BIN's operator and operands for @a @code @b. */
unsigned int lower_compare(struct lower *l, enum tree_code code, tree a,
			   tree b, struct lab_opnd out[2]);
/* Look through !, == 0 and !!x of a condition. */
void lower_peel(enum tree_code *code, tree *a, tree *b);
/* The number @cst of a comparison or a switch on @op, as @op's own type. */
int64_t lower_rebase(tree op, const_tree cst);

/* lower-split.cc: branches on a & b, a | b. Give @bb's further comparisons
 * block ids from @nblocks on; returns the new number of blocks. */
uint32_t lower_split(struct lower *l, basic_block bb, uint32_t nblocks);
/* The comparisons that end @bb, its own last; NULL if it has one or none. */
const std::vector<struct atom> *lower_chain(struct lower *l, basic_block bb);
void lower_chain_head(struct lower *l, const std::vector<struct atom> &chain);
void lower_chain_rest(struct lower *l, const std::vector<struct atom> &chain);
/* Add to l->preds the blocks that edge @e comes from. */
void lower_preds(struct lower *l, edge e);

/* lower-bits.cc: is @a == or != @b a test of one bit-field? Of which value? */
bool lower_bit_test(struct lower *l, tree a, tree b, struct lab_opnd out[2]);

/* lower-assign.cc, lower-call.cc, lower-end.cc: statements */
void lower_assign(struct lower *l, gassign *stmt);
void lower_call(struct lower *l, gcall *stmt);
void lower_asm(struct lower *l, gasm *stmt);
/* Is the call's result its argument? Which one, or NULL. */
tree lower_call_copies(gcall *stmt);
tree lower_asm_copies(gasm *stmt);
/* Successors of @bb, in the order of its terminator, into l->succs. */
void lower_succs(struct lower *l, basic_block bb);
/* The terminator. */
void lower_end(struct lower *l, basic_block bb);

/* lower.cc */
void lower_function(struct lower *l, cgraph_node *node);
/* Every function and initialiser of the file. */
struct lab_unit *lower_file(struct loc_table *locs, const char *compiler);

/* gfp.cc */
void gfp_watch_enum(tree type);	/* a type was completed */
void gfp_record(struct lab_builder *b);

#endif
