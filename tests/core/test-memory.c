// SPDX-License-Identifier: GPL-2.0-or-later
/* What is said to stand in memory must stand there, aliases and all. */
#include "test.h"
#include "../../plugin/core/domain/state.h"

#define CELLS 6		/* two pointers, two objects of the file, two locals */
#define OBJECTS 4
#define FIELDS 2

/* Objects of which the pointers may point to any of the file's. */
struct heap {
	struct lab_work w;
	int64_t cell[OBJECTS][FIELDS];
	unsigned int points[2];
	uint32_t version;
};

static lab_id base_of(struct heap *h, unsigned int n, unsigned int *object)
{
	if (n < 2) {
		*object = h->points[n];
		return lab_expr_leaf(h->w.x, LAB_EXPR_PARAM, n);
	}
	*object = n - 2;
	return lab_expr_leaf(h->w.x, n < 4 ? LAB_EXPR_SYM : LAB_EXPR_LOCAL, n);
}

static bool heap_step(struct heap *h, struct test_random *r)
{
	unsigned int object, field = test_below(r, FIELDS);
	lab_id base = base_of(h, test_below(r, CELLS), &object), addr;
	int64_t k = test_below(r, 1000), v;

	addr = lab_expr_field(h->w.x, base, field);
	h->version++;
	switch (test_below(r, 6)) {
	case 0:
	case 1:
		lab_work_store(&h->w, addr, lab_expr_const(h->w.x, k),
			       h->version);
		h->cell[object][field] = k;
		return true;
	case 2:
		lab_work_clobber(&h->w, field, h->version);
		h->cell[test_below(r, 2)][field] = k;
		return true;
	case 3:
		lab_work_zero_memory(&h->w, base);
		return true;
	default:
		/* a constant that is read is the one that is there */
		return !lab_expr_is_const(h->w.x, lab_work_load(&h->w, addr),
					  &v) || v == h->cell[object][field];
	}
}

void test_memory_aliases(void)
{
	struct test_random r = { 11 };
	struct lab_exprs x;
	unsigned int n, i;
	bool right = true;

	lab_exprs_init(&x);
	for (n = 0; n < 3000 && right; n++) {
		struct heap h = { .points = { n & 1, n >> 1 & 1 } };

		lab_exprs_reset(&x);
		lab_work_init(&h.w, &x, 0);
		for (i = 0; i < 30 && right; i++)
			right = heap_step(&h, &r);
		CHECK(right);
		lab_work_free(&h.w);
	}
	lab_exprs_free(&x);
}

void test_memory_versions(void)
{
	struct lab_exprs x;
	struct lab_work w;
	lab_id p, q, f, g, qf, local, before, seven, other;

	lab_exprs_init(&x);
	lab_work_init(&w, &x, 0);
	p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
	q = lab_expr_leaf(&x, LAB_EXPR_PARAM, 1);
	local = lab_expr_leaf(&x, LAB_EXPR_LOCAL, 0);
	f = lab_expr_field(&x, p, 1);
	g = lab_expr_field(&x, p, 2);
	qf = lab_expr_field(&x, q, 1);
	seven = lab_expr_const(&x, 7);
	before = lab_work_load(&w, f);
	CHECK(lab_expr_is_entry(&x, before) && lab_work_load(&w, f) == before);
	/* another field is other memory; the same field may be the same */
	lab_work_store(&w, g, seven, 5);
	CHECK(lab_work_load(&w, f) == before && lab_work_load(&w, g) == seven);
	lab_work_store(&w, qf, seven, 6);
	CHECK(lab_work_load(&w, f) != before && lab_work_load(&w, qf) == seven);
	CHECK(!lab_expr_is_entry(&x, lab_work_load(&w, f)));
	/* a local that is written is no other address's memory */
	before = lab_work_load(&w, f);
	lab_work_store(&w, lab_expr_field(&x, local, 1), p, 7);
	CHECK(lab_work_load(&w, f) == before);
	CHECK(lab_work_load(&w, lab_expr_field(&x, local, 1)) == p);
	/* a whole aggregate, and its end */
	other = lab_expr_leaf(&x, LAB_EXPR_LOCAL, 1);
	lab_work_copy_memory(&w, other, local, 9);
	CHECK(lab_work_load(&w, lab_expr_field(&x, other, 1)) == p);
	lab_work_zero_memory(&w, other);
	CHECK(lab_work_load(&w, lab_expr_field(&x, other, 1)) != p);
	CHECK(lab_work_load(&w, lab_expr_field(&x, local, 1)) == p);
	/* a value that is not known is still one value */
	lab_work_store(&w, f, 0, 10);
	before = lab_work_load(&w, f);
	CHECK(before && lab_work_load(&w, f) == before);
	lab_work_free(&w);
	lab_exprs_free(&x);
}

static struct lab_state state_of(struct lab_fact *f, uint32_t n,
				 struct lab_bind *m, uint32_t nmem, lab_id *env)
{
	return (struct lab_state){ .facts = f, .nfacts = n, .mem = m,
				   .nmem = nmem, .env = env, .nenv = 1 };
}

static lab_id one_phi(void *ctx, uint32_t i)
{
	(void)i;
	return *(lab_id *)ctx;
}

/* Where two states meet, only what both know is known. */
void test_state_join(void)
{
	struct lab_arena *arena = lab_arena_new();
	struct lab_exprs x;
	lab_id p, q, one, two, phi, ea, eb;
	struct lab_state a, b, *s;
	struct lab_val v;

	lab_exprs_init(&x);
	one = lab_expr_const(&x, 1);
	two = lab_expr_const(&x, 2);
	p = lab_expr_leaf(&x, LAB_EXPR_PARAM, 0);
	q = lab_expr_leaf(&x, LAB_EXPR_PARAM, 1);
	phi = lab_expr_opaque(&x, 9, 0, LAB_OPAQUE_PHI);
	struct lab_fact fa[] = { { p, 0, lab_val_const(1) },
				 { q, 0, lab_val_nonzero() } };
	struct lab_fact fb[] = { { p, 0, lab_val_const(0) } };
	struct lab_bind ma[] = { { p, one }, { q, one } };
	struct lab_bind mb[] = { { p, two }, { q, one } };

	ea = one;
	eb = two;
	a = state_of(fa, 2, ma, 2, &ea);
	b = state_of(fb, 1, mb, 2, &eb);
	CHECK(lab_state_equal(&a, &a) && !lab_state_equal(&a, &b));
	s = lab_state_join(arena, &x, &a, &b, one_phi, &phi);
	CHECK(s->env[0] == phi && s->nmem == 1 && s->mem[0].key == q);
	CHECK(s->nfacts == 2 && s->facts[0].expr == p &&
	      s->facts[1].expr == phi);
	v = s->facts[1].val;
	CHECK(v.lo == 1 && v.hi == 2 && v.nonzero);
	v = s->facts[0].val;
	CHECK(v.lo == 0 && v.hi == 1 && !v.nonzero);
	lab_exprs_free(&x);
	lab_arena_free(arena);
}
