/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "../../plugin/core/findings/findings.h"

#include <stdlib.h>

void test_findings_names(void)
{
	int i;

	for (i = 0; i < LAB_RULE_COUNT; i++) {
		CHECK(lab_rule_by_name(lab_rule_name(i)) == i);
		CHECK(lab_rule_text(i)[0]);
	}
	CHECK(lab_rule_by_name("no-such-rule") == -1);
	CHECK_STR(lab_certainty_name(LAB_CERT_LIKELY), "likely");
	for (i = 0; i < LAB_UNAN_COUNT; i++)
		CHECK(lab_unanalysed_name(i)[0] && lab_unanalysed_text(i)[0]);
}

static void add(struct lab_report *r, const char *file, uint32_t line,
		unsigned int rule, uint64_t fingerprint, const char *message)
{
	char name[16], text[16];
	const struct lab_step step = { { name, line, 1, name }, text,
				       LAB_STEP_NOTE };
	const struct lab_finding f = {
		.rule = (uint8_t)rule,
		.certainty = LAB_CERT_CERTAIN,
		.at = { name, line, 1, "f" },
		.message = text,
		.fingerprint = fingerprint,
		.steps = &step,
		.nsteps = 1,
	};

	strcpy(name, file);
	strcpy(text, message);
	lab_report_add(r, &f);
	/* Copies were made. */
	memset(name, 'x', sizeof(name));
	memset(text, 'x', sizeof(text));
}

static void check_messages(const struct lab_report *r, const char *should)
{
	struct lab_buf b = { 0 };
	uint32_t i;

	lab_buf_str(&b, "");
	for (i = 0; i < r->findings.n; i++) {
		CHECK_STR(r->findings.v[i].message,
			  r->findings.v[i].steps[0].text);
		lab_buf_printf(&b, "%s ", r->findings.v[i].message);
	}
	CHECK_STR(b.s, should);
	lab_buf_free(&b);
}

void test_findings_sort(void)
{
	struct lab_report *r = lab_report_new();

	lab_report_sort(r);
	add(r, "b.c", 1, 0, 1, "six");
	add(r, "a.c", 10, 0, 1, "five");
	add(r, "a.c", 2, 1, 1, "four");
	add(r, "a.c", 2, 0, 2, "three");
	add(r, "a.c", 2, 0, 1, "two");
	add(r, "a.c", 2, 0, 1, "one");
	add(r, "a.c", 2, 0, 1, "two");
	add(r, "b.c", 1, 0, 1, "six");
	lab_report_sort(r);
	check_messages(r, "one two three four five six ");
	lab_report_free(r);
	lab_report_free(NULL);
}

/* The order of merging does not show. */
void test_findings_merge(void)
{
	struct lab_report *all = lab_report_new();
	int i;

	for (i = 3; i > 0; i--) {
		struct lab_report *r = lab_report_new();
		const struct lab_place at = { "a.c", (uint32_t)i, 1, "f" };

		add(r, i == 2 ? "a.c" : "b.c", 1, 0, 1,
		    i == 2 ? "second" : "same");
		lab_report_unanalysed(r, LAB_UNAN_CALLEE, "g",
				      i == 1 ? "first" : "later", &at);
		lab_report_sort(r);
		lab_report_merge(all, r);
		lab_report_free(r);
	}
	lab_report_sort(all);
	check_messages(all, "second same ");
	CHECK(all->ledger.n == 1);
	CHECK(all->ledger.v[0].count == 3 && all->ledger.v[0].at.line == 1);
	CHECK_STR(all->ledger.v[0].why, "first");
	lab_report_free(all);
}

void test_ledger(void)
{
	const struct lab_place at = { "a.c", 7, 1, "f" };
	struct lab_report *r = lab_report_new();
	int i;

	lab_report_unanalysed(r, LAB_UNAN_POINTER, "z", NULL, &at);
	lab_report_unanalysed(r, LAB_UNAN_CALLEE, "z", NULL, NULL);
	lab_report_unanalysed(r, LAB_UNAN_CALLEE, "a", NULL, &at);
	/* Counting goes on after sorting. */
	for (i = 0; i < 3; i++) {
		lab_report_sort(r);
		lab_report_unanalysed(r, LAB_UNAN_CALLEE, "z", NULL, &at);
	}
	CHECK(r->ledger.n == 3);
	CHECK_STR(r->ledger.v[0].name, "a");
	CHECK_STR(r->ledger.v[1].name, "z");
	CHECK(r->ledger.v[1].kind == LAB_UNAN_CALLEE);
	CHECK(r->ledger.v[0].count == 1 && r->ledger.v[1].count == 4);
	CHECK(r->ledger.v[2].kind == LAB_UNAN_POINTER);
	lab_report_free(r);
}

static void add_seen(struct lab_report *r, enum lab_engine e, uint32_t line,
		     unsigned int rule, unsigned int certainty)
{
	const struct lab_finding f = {
		.rule = (uint8_t)rule, .certainty = (uint8_t)certainty,
		.engines = (uint8_t)(1u << e), .at = { "a.c", line, 1, "f" },
		.message = lab_engine_name(e), .fingerprint = r->findings.n,
	};

	lab_report_add(r, &f);
}

void test_findings_fold(void)
{
	const unsigned int a = LAB_RULE_ATOMIC_ALLOC, s = LAB_RULE_ATOMIC_SLEEP;
	struct lab_report *r = lab_report_new();
	const struct lab_finding *v;

	CHECK(lab_engine_by_name("cocci") == LAB_ENGINE_COCCI);
	CHECK(lab_engine_by_name("clang") == -1);
	lab_report_fold(r);
	CHECK(!r->findings.n);
	add_seen(r, LAB_ENGINE_COCCI, 7, a, LAB_CERT_CERTAIN);
	add_seen(r, LAB_ENGINE_GCC, 7, a, LAB_CERT_LIKELY);
	add_seen(r, LAB_ENGINE_SPARSE, 7, s, LAB_CERT_POSSIBLE);
	add_seen(r, LAB_ENGINE_GCC, 9, a, LAB_CERT_LIKELY);
	add_seen(r, LAB_ENGINE_GCC, 9, a, LAB_CERT_LIKELY);
	add_seen(r, LAB_ENGINE_COCCI, 8, a, LAB_CERT_LIKELY);
	lab_report_fold(r);
	lab_report_sort(r);
	v = r->findings.v;
	CHECK(r->findings.n == 5);
	CHECK_STR(v[0].message, "gcc");
	CHECK(v[0].engines == (1u << LAB_ENGINE_GCC | 1u << LAB_ENGINE_COCCI));
	CHECK(v[0].certainty == LAB_CERT_CERTAIN);
	CHECK_STR(v[1].message, "sparse");
	CHECK_STR(v[2].message, "cocci");
	/* Two of one engine are two. */
	CHECK(v[3].at.line == 9 && v[4].at.line == 9);
	CHECK(v[3].engines == 1u << LAB_ENGINE_GCC);
	/* sparse names a function, not a line. */
	add_seen(r, LAB_ENGINE_SPARSE, 20, LAB_RULE_UNBALANCED_CONTEXT,
		 LAB_CERT_POSSIBLE);
	add_seen(r, LAB_ENGINE_GCC, 25, LAB_RULE_UNBALANCED_CONTEXT,
		 LAB_CERT_CERTAIN);
	lab_report_fold(r);
	lab_report_sort(r);
	v = r->findings.v;
	CHECK(r->findings.n == 6 && v[5].at.line == 25);
	CHECK(v[5].engines == (1u << LAB_ENGINE_GCC | 1u << LAB_ENGINE_SPARSE));
	lab_report_filter(r, LAB_CERT_CERTAIN, 0);
	CHECK(r->findings.n == 2);
	lab_report_free(r);
}
