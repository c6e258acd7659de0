/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "../../plugin/core/model/model.h"

#include <stdlib.h>

static int read_model(struct lab_model *m, const char *text, const char *name,
		      struct lab_error *err)
{
	return lab_model_read(m, text, strlen(text), name, err);
}

/* Each effect of the format, printed as it was written. */
static const char all_effects[] =
	"source include/linux/x.h 6.1\n"
	"fn a0: lock spin arg0; bh +; irq save\n"
	"fn a1: unlock rwsem_read arg1.mmap_lock; bh -; irq restore\n"
	"fn a2: trylock mutex @rtnl if zero\n"
	"fn a3: trylock raw_spin ret if nonzero\n"
	"fn a4: sleep\n"
	"fn a5: sleep if gfp arg12; sleep if zero arg0; sleep if nonzero arg3\n"
	"fn a6: sleep unless interrupt\n"
	"fn a7: fault; noreturn; pure; inert\n"
	"fn a8: alloc slab gfp arg1; returns errptr\n"
	"fn a9: alloc vmalloc; sleep; returns maybe-null\n"
	"fn b0: free page arg0; returns arg2; returns nonnull\n"
	"fn b1: test irqs_disabled\n"
	"fn b2: test irqs_disabled arg0; returns preempt_count; returns irqflags\n"
	"fn b3: callback arg1 hardirq rthard; lineoff; lineon; rtsoft\n"
	"fn b31: callback arg1 hardirq unless arg2 & 0x4; callback arg1 softirq if arg2 & 0x4\n"
	"fn b32: calls arg0 hrtimer.function hardirq if arg2 & 0x8; returns arg0.rlock\n"
	"fn b4: invoke arg0.func; invoke arg1 bh irqoff\n"
	"fn b5: preempt +; rcu -; pagefault +; hardirq -; softirq +; nmi -\n"
	"source Documentation/x.rst 6.12\n"
	"ops net_device_ops.ndo_start_xmit: bh rcu\n";

void test_model_effects(void)
{
	struct lab_model *m = lab_model_new();
	struct lab_error err = { "" };
	struct lab_buf b = { 0 };

	CHECK(read_model(m, all_effects, "m", &err) == 0);
	CHECK_STR(err.msg, "");
	lab_model_print(m, &b);
	CHECK_STR(b.s, all_effects);
	lab_buf_free(&b);
	lab_model_free(m);
}

void test_model_lookup(void)
{
	struct lab_model *m = lab_model_new();
	const struct lab_model_ops *o;
	const struct lab_model_fn *f;
	struct lab_error err;

	CHECK(!lab_model_fn(m, "a1") && !lab_model_ops(m, "a.b"));
	CHECK(read_model(m, all_effects, "m", &err) == 0);
	CHECK(!lab_model_fn(m, "") && !lab_model_fn(m, "a"));
	f = lab_model_fn(m, "a1");
	CHECK(f && f->neffects == 3);
	if (f) {
		CHECK_STR(f->name, "a1");
		CHECK_STR(f->source.path, "include/linux/x.h");
		CHECK_STR(f->source.version, "6.1");
		CHECK(f->effects[0].kind == LAB_EFF_UNLOCK);
		CHECK(f->effects[0].what == LAB_LOCK_RWSEM_READ);
		CHECK(f->effects[0].obj.arg == 1);
		CHECK_STR(f->effects[0].obj.name, "mmap_lock");
		CHECK(f->effects[1].kind == LAB_EFF_LOWER);
		CHECK(f->effects[1].what == LAB_CNT_BH);
		CHECK(f->effects[1].obj.arg == LAB_OBJ_NONE);
	}
	f = lab_model_fn(m, "a6");
	CHECK(f && f->effects->cond == LAB_COND_UNLESS &&
	      f->effects->pred == LAB_PRED_INTERRUPT);
	o = lab_model_ops(m, "net_device_ops.ndo_start_xmit");
	CHECK(o && o->contexts == (1 << LAB_CTX_BH | 1 << LAB_CTX_RCU));
	lab_model_free(m);
}

/* A later reading replaces entries of an earlier one, and only those. */
void test_model_replace(void)
{
	struct lab_model *m = lab_model_new();
	struct lab_error err = { "" };
	uint64_t before;

	CHECK(read_model(m, "source a 1\nfn f, g: sleep\n", "m", &err) == 0);
	before = lab_model_hash(m);
	CHECK(read_model(m, "source b 2\nfn f: \\\n  pure\n", "n", &err) == 0);
	CHECK_STR(err.msg, "");
	CHECK(lab_model_hash(m) != before);
	CHECK(lab_model_fn(m, "f")->effects->kind == LAB_EFF_PURE);
	CHECK_STR(lab_model_fn(m, "f")->source.path, "b");
	CHECK(lab_model_fn(m, "g")->effects->kind == LAB_EFF_SLEEP);
	CHECK_STR(lab_model_fn(m, "g")->source.path, "a");
	lab_model_free(m);
}

#define SRC "source a 1\n"
#define KINDS "spin, raw_spin, read, write, bit, seq, local, mutex, rtmutex, " \
	      "ww, sem, rwsem_read, rwsem_write, sock, srcu"

static const struct {
	const char *text, *message;
} errors[] = {
	{ "fn f: sleep\n",
	  "m:1: expected a 'source PATH VERSION' line before the first entry" },
	{ SRC "func f: sleep\n",
	  "m:2: expected a line (source, fn, ops), not 'func'" },
	{ "source a\n",
	  "m:1: expected a kernel version, not the end of the line" },
	{ "source a 1 2\n", "m:1: expected the end of the line, not '2'" },
	{ SRC "fn : sleep\n", "m:2: expected the name of a function, not ':'" },
	{ SRC "fn 9f: sleep\n",
	  "m:2: expected the name of a function, not '9f'" },
	{ SRC "fn f sleep\n", "m:2: expected ',' or ':', not 'sleep'" },
	{ SRC "fn f, f: sleep\n",
	  "m:2: expected a new name: 'f' is given already" },
	{ SRC "\n# x\nfn f: \\\n sleep\nfn f: pure\n",
	  "m:6: expected a new name: 'f' is given already" },
	{ SRC "fn f: lock spinn arg0\n",
	  "m:2: expected a kind of lock (" KINDS "), not 'spinn'" },
	{ SRC "fn f: lock spin\n",
	  "m:2: expected an object: argN, argN.FIELD, ret or @NAME, not the end of the line" },
	{ SRC "fn f: lock spin arg\n",
	  "m:2: expected an object: argN, argN.FIELD, ret or @NAME, not 'arg'" },
	{ SRC "fn f: lock spin arg0.\n",
	  "m:2: expected an object: argN, argN.FIELD, ret or @NAME, not 'arg0.'" },
	{ SRC "fn f: trylock spin arg0\n",
	  "m:2: expected 'if zero' or 'if nonzero', not the end of the line" },
	{ SRC "fn f: trylock spin arg0 if one\n",
	  "m:2: expected a result (zero, nonzero), not 'one'" },
	{ SRC "fn f: bh\n", "m:2: expected '+' or '-', not the end of the line" },
	{ SRC "fn f: + bh\n", "m:2: expected a counter before '+' or '-', not '+'" },
	{ SRC "fn f: irq maybe\n",
	  "m:2: expected what happens to interrupts (off, on, save, restore), not 'maybe'" },
	{ SRC "fn f: sleep if\n",
	  "m:2: expected a condition (gfp, zero, nonzero), not the end of the line" },
	{ SRC "fn f: \\\n  pure; \\\n  sleep if gfp 2\n",
	  "m:4: expected an argument: arg0, arg1 ..., not '2'" },
	{ SRC "fn f: sleep sometimes\n",
	  "m:2: expected ';' or the end of the line, not 'sometimes'" },
	{ SRC "fn f: alloc gfp arg1\n",
	  "m:2: expected a family of memory (slab, page, pageaddr, exact, vmalloc, kv, cache, mempool, "
	  "dma, dmapool, devm, percpu, skb, urb, id, other), not 'gfp'" },
	{ SRC "fn f: callback arg1 task if arg2\n",
	  "m:2: expected '&', not the end of the line" },
	{ SRC "fn f: callback arg1 task if arg2 & 0\n",
	  "m:2: expected bits, a number, not '0'" },
	{ SRC "fn f: callback arg1 task unless ret & 1\n",
	  "m:2: expected an argument: arg0, arg1 ..., not 'ret'" },
	{ SRC "fn f: calls arg0 function task\n",
	  "m:2: expected STRUCT.FIELD, not 'function'" },
	{ SRC "fn f: callback arg1\n",
	  "m:2: expected a context (task, hardirq, softirq, bh, irqoff, preemptoff, rcu, spin, nmi, rthard), "
	  "not the end of the line" },
	{ SRC "ops f: bh\n", "m:2: expected STRUCT.FIELD, not 'f'" },
	{ SRC "ops a.b.c: bh\n", "m:2: expected STRUCT.FIELD, not 'a.b.c'" },
	{ SRC "ops a.b:\n",
	  "m:2: expected a context (task, hardirq, softirq, bh, irqoff, preemptoff, rcu, spin, nmi, rthard), "
	  "not the end of the line" },
};

void test_model_errors(void)
{
	uint32_t i;

	for (i = 0; i < LAB_ARRAY_SIZE(errors); i++) {
		struct lab_model *m = lab_model_new();
		struct lab_error err = { "" };

		CHECK(read_model(m, errors[i].text, "m", &err) == -1);
		CHECK_STR(err.msg, errors[i].message);
		lab_model_free(m);
	}
}

/* Cut anywhere, with any byte replaced: an error or a model, and no crash. */
void test_model_hostile(void)
{
	struct test_random r = { 3 };
	size_t n = sizeof(all_effects) - 1, i;

	for (i = 0; i < 4 * n; i++) {
		char *copy = lab_xalloc(n);
		struct lab_model *m = lab_model_new();
		struct lab_error err = { "" };
		size_t len = i < n ? i : n;

		memcpy(copy, all_effects, n);
		copy = lab_xrealloc(copy, len);
		if (i >= n)
			copy[i % n] = (char)test_below(&r, 256);
		CHECK(!lab_model_read(m, copy, len, "m", &err) == !err.msg[0]);
		lab_model_free(m);
		free(copy);
	}
}

void test_model_builtin(void)
{
	struct lab_model *m = lab_model_new(), *again = lab_model_new();
	struct lab_error err = { "" };
	struct lab_buf b = { 0 };

	CHECK(lab_model_read_builtin(m, &err) == 0);
	CHECK_STR(err.msg, "");
	CHECK(lab_model_fn(m, "mutex_lock") != NULL);
	lab_model_print(m, &b);
	CHECK(lab_model_read(again, b.s, b.n, "printed", &err) == 0);
	CHECK_STR(err.msg, "");
	CHECK(lab_model_hash(m) == lab_model_hash(again));
	lab_buf_free(&b);
	lab_model_free(m);
	lab_model_free(again);
}
