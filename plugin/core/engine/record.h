/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * record: the results of a component as bytes. One function says, for each
 * struct, what is in it, for both directions: `x->n = lab_io_num(io, x->n)` writes
 * the number and gives it back, or gives the one that was read. Private.
 */
#ifndef LAB_RECORD_H
#define LAB_RECORD_H

#include "flow.h"
#include "ident.h"

struct lab_io {
	struct lab_run *run;
	struct lab_program *p;
	bool reading, failed;
	struct lab_buf *out;		/* writing */
	struct lab_table written;	/* kind and id, or pointer -> number */
	const unsigned char *at, *end;	/* reading */
	/* What has been met, by number; written in full the first time. */
	LAB_VEC(const char *) strings;
	LAB_VEC(lab_id) syms, fields, origins;
	LAB_VEC(const struct lab_oblig *) obligs;
	LAB_VEC(const struct lab_site *) sites;
	uint32_t count[8];		/* writing: how many of each kind */
};

enum lab_io_kind { LAB_IO_STR, LAB_IO_SYM, LAB_IO_FIELD, LAB_IO_ORIGIN,
		   LAB_IO_OBLIG, LAB_IO_SITE };

/* --- record-io.c --- */
void lab_io_fail(struct lab_io *io);
uint64_t lab_io_num(struct lab_io *io, uint64_t v);
int64_t lab_io_int(struct lab_io *io, int64_t v);
/* A number that LAB_NONE is likely among. */
lab_id lab_io_id(struct lab_io *io, lab_id v);
/* A number of elements, each of which takes a byte at least. */
uint32_t lab_io_count(struct lab_io *io, uint32_t n);
const char *lab_io_str(struct lab_io *io, const char *s);
lab_id lab_io_psym(struct lab_io *io, lab_id psym);
lab_id lab_io_field(struct lab_io *io, lab_id field);
lab_id lab_io_fn(struct lab_io *io, lab_id fn);
/* A location of @fn's, by what stands there. */
lab_id lab_io_loc(struct lab_io *io, lab_id fn, lab_id loc);
/* Has it been met? Its number in *@nth; else it follows. */
bool lab_io_met(struct lab_io *io, enum lab_io_kind kind, uint64_t what,
		uint32_t known, uint32_t *nth);
void lab_io_free(struct lab_io *io);

/* --- record-ctx.c --- */
lab_id lab_io_origin(struct lab_io *io, lab_id origin);
void lab_io_ctx(struct lab_io *io, struct lab_ctx *c);
void lab_io_val(struct lab_io *io, struct lab_val *v);
void lab_io_place(struct lab_io *io, struct lab_place *at);

/* --- record-summary.c --- */
/* The summaries of functions of one component; those of all other functions
 * that they lead to are there. */
void lab_io_summaries(struct lab_io *io, uint32_t first, uint32_t n);

/*
 * The @n elements of the type T at @v, each by @one(io, T *): a copy of it when
 * writing; when reading the array is made.
 */
#define LAB_IO_EACH(io, T, v, n, one)                                       \
	do {                                                                \
		T *to_ = NULL;                                              \
		uint32_t i_;                                                \
		(n) = lab_io_count(io, n);                                  \
		if ((io)->reading)                                          \
			(v) = to_ = lab_arena_alloc((io)->p->arena,         \
						    ((n) + 1) * sizeof(T)); \
		for (i_ = 0; i_ < (n) && !(io)->failed; i_++) {             \
			T e_;                                               \
			if ((io)->reading)                                  \
				memset(&e_, 0, sizeof(e_));                 \
			else                                                \
				e_ = (v)[i_];                               \
			one(io, &e_);                                       \
			if ((io)->reading)                                  \
				to_[i_] = e_;                               \
		}                                                           \
	} while (0)

#endif
