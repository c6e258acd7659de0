/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * program: several units as one: names resolved as the linker would, fields
 * named alike made one, the targets of function pointers collected by field,
 * and the call graph in strongly connected components.
 */
#ifndef LAB_PROGRAM_H
#define LAB_PROGRAM_H

#include "../domain/ctx.h"
#include "../unit/unit.h"

struct lab_summary;

struct lab_target {		/* a function, or a table, stored somewhere */
	lab_id psym;
	uint32_t unit;
	lab_id fn, loc;		/* where: function (or LAB_NONE), unit loc */
	/* into which object, as far as that can be told: the variable it is
	 * part of, or the field that the pointer to it was read from */
	lab_id var, base;	/* program symbol, program field; LAB_NONE */
	lab_id member;		/* the field that object is; LAB_NONE */
};

struct lab_targets {
	struct lab_target *v;
	uint32_t n, cap;
};

/* What the source says of a function (docs/annotations.md). */
struct lab_told {
	bool sleeps;		/* may: 'sleep', or a count of 0 expected */
	bool atomic;		/* called so: 'atomic', or more than 0 expected */
	/* sparse's annotations and lockdep's assertion: locks more and less
	 * at the end, and locks that stay held */
	uint8_t acquires, releases, holds;
	bool adjusts;
	int adjust;		/* by how much, of preempt_count()'s depth */
	uint32_t frees, keeps;	/* masks of parameters */
};

struct lab_psym {		/* a symbol of the program */
	lab_id name;		/* program string */
	uint32_t unit, sym;	/* where it is defined, else declared first */
	lab_id fn;		/* program function; LAB_NONE without a body */
	const struct lab_model_fn *model;
	const struct lab_told *told;	/* NULL: nothing */
	int8_t gfp_param;	/* first gfp_t parameter, -1: none */
	struct lab_targets targets; /* variable: functions in it */
};

struct lab_pfield {		/* a field of a struct, across units */
	lab_id record, name;	/* program strings */
	uint8_t type;
	bool asked;		/* says in which context something is called */
	/* struct lab_field's; LAB_NONE also where two files disagree */
	uint32_t off, size;
	const struct lab_model_ops *ops;
	struct lab_targets targets;
};

struct lab_home {		/* a module that has functions in a table */
	lab_id record;		/* program string: the struct */
	uint32_t module;
	const char *name;	/* of the module */
};

struct lab_fn {			/* a function body */
	uint32_t unit;
	const struct lab_func *f;
	const struct lab_symbol *sym;
	lab_id psym;
	const struct lab_summary *summary; /* NULL: not analysed yet */
	uint32_t edge, nedges;	/* in edges */
	uint32_t scc;		/* number of its component, callees first */
	uint32_t ncallers;	/* direct calls in the program */
	/* called through a pointer, or called back: any worker may say so */
	_Atomic bool invoked;
	bool wanted;		/* not only a header's inline */
	bool calls_itself;	/* directly, or through a pointer */
};

/* The GFP bits of one unit, by role; 0 where the kernel has no such bit. */
#define LAB_GFP_ROLES(X)                                               \
	X(DIRECT, "__GFP_DIRECT_RECLAIM") X(KSWAPD, "__GFP_KSWAPD_RECLAIM") \
	X(HIGH, "__GFP_HIGH") X(ATOMIC, "__GFP_ATOMIC")                \
	X(IO, "__GFP_IO") X(FS, "__GFP_FS") X(NOFAIL, "__GFP_NOFAIL")  \
	X(NORETRY, "__GFP_NORETRY") X(MAYFAIL, "__GFP_RETRY_MAYFAIL")  \
	X(ZERO, "__GFP_ZERO") X(COMP, "__GFP_COMP") X(DMA, "__GFP_DMA") \
	X(DMA32, "__GFP_DMA32") X(HIGHMEM, "__GFP_HIGHMEM")
enum lab_gfp_role {
#define X(id, name) LAB_GFP_##id,
	LAB_GFP_ROLES(X)
#undef X
	LAB_GFP_COUNT
};

struct lab_punit {
	const struct lab_unit *u;
	lab_id *syms;		/* unit symbol -> program symbol */
	lab_id *fields;		/* unit field -> program field */
	uint64_t gfp[LAB_GFP_COUNT];
	bool foreign;		/* believed, not asked about */
	uint32_t module;	/* that it ends in; 0: the kernel itself */
};

/*
 * Workers have a copy each, with an arena of its own; what the vectors point
 * to is shared, and no longer grows once lab_program_order() is done.
 */
struct lab_program {
	struct lab_arena *arena;
	struct lab_strtab *strings;
	const struct lab_model *model;
	uint32_t nunits;
	struct lab_punit *units;
	LAB_VEC(struct lab_psym) syms;
	LAB_VEC(struct lab_pfield) fields;
	LAB_VEC(struct lab_fn) fns;
	LAB_VEC(lab_id) order;	/* functions to analyse, callees first */
	LAB_VEC(lab_id) edges;	/* functions that each one may call */
	LAB_VEC(struct lab_arena *) arenas; /* of workers that are done */
	LAB_VEC(struct lab_home) homes;	/* sorted, each once */
	struct lab_idents *idents;
};

/* @modules, @foreign: see struct lab_options. */
struct lab_program *lab_program_new(const struct lab_unit *const *units,
				    uint32_t n, const uint32_t *modules,
				    const bool *foreign,
				    const struct lab_model *model);
void lab_program_free(struct lab_program *p);

const char *lab_program_str(const struct lab_program *p, lab_id id);
const char *lab_psym_name(const struct lab_program *p, lab_id psym);
/* "net_device_ops.ndo_open" */
const char *lab_pfield_name(struct lab_program *p, lab_id field);
const struct lab_symbol *lab_psym_decl(const struct lab_program *p,
				       lab_id psym);
/* "GFP_KERNEL", "GFP_ATOMIC | __GFP_ZERO" or "0x..."; in the arena. */
const char *lab_gfp_text(struct lab_program *p, uint32_t unit, uint64_t flags);

/* Of one call through a pointer; with more of them it is not followed. */
#define LAB_MAX_TARGETS 64
/* With more, stored at run time, each of them is only possible. */
#define LAB_FEW_TARGETS 4

/* Record what was stored there; of equal ones the first place counts. */
void lab_targets_add(struct lab_targets *v, const struct lab_target *t);

/*
 * The object that a called pointer is read from: part of the variable @var;
 * or reached through the field @base, itself part of the variable @holder.
 * LAB_NONE where that is not known.
 */
struct lab_called {
	lab_id var, base, holder;
	lab_id member;		/* the field that the object is */
};

/* Can a call through a pointer in @c reach @t? Not if that is known to be
 * another object than the one @t was stored into. */
bool lab_target_fits(const struct lab_program *p, const struct lab_target *t,
		     const struct lab_called *c);

/* The functions of @t that a call in @c can reach, each once; how many, or
 * more than LAB_MAX_TARGETS. */
uint32_t lab_targets_fitting(const struct lab_program *p,
			     const struct lab_targets *t,
			     const struct lab_called *c,
			     lab_id fit[LAB_MAX_TARGETS]);

/* Was it foreseen that @from calls @to? Only then is the summary of @to there
 * when @from is analysed, whatever the number of workers. */
bool lab_program_may_call(const struct lab_program *p, lab_id from, lab_id to);

/* --- siblings.c --- */
/* Which modules put functions into the fields of which structs. */
void lab_program_collect_homes(struct lab_program *p);
/* A number that changes if others do so for @record. */
uint64_t lab_program_homes_look(const struct lab_program *p, lab_id record);

/* --- notes.c --- */
/* Read what the source says of its functions. Of one without body and model
 * it is the model. */
void lab_notes_read(struct lab_program *p);

/*
 * Fill p->order with all functions reachable from wanted ones, callees
 * before callers; members of one component stand together (same scc).
 */
void lab_program_order(struct lab_program *p);

#endif
