/* SPDX-License-Identifier: GPL-2.0-or-later */
/* test: the little that the core's tests need. */
#ifndef TEST_H
#define TEST_H

#include "../../plugin/core/base/base.h"

struct lab_unit;

/* A failed check is printed with its place and what was expected; the test
 * goes on, the run ends with status 1. */
#define CHECK(cond) test_check(cond, __FILE__, __LINE__, #cond)
#define CHECK_STR(is, should) test_str(is, should, __FILE__, __LINE__)
void test_check(bool ok, const char *file, int line, const char *what);
void test_str(const char *is, const char *should, const char *file, int line);

/* The same numbers in every run. */
struct test_random {
	uint64_t state;
};
uint32_t test_below(struct test_random *r, uint32_t n);

/* A unit with everything in it that the builder can make. */
struct lab_unit *test_random_unit(uint64_t seed);

#define TESTS(X)                                                       \
	X(test_arena) X(test_vec) X(test_buf) X(test_strtab) X(test_error) \
	X(test_unit_names) X(test_builder) X(test_builder_canonical)   \
	X(test_verify)                                                 \
	X(test_text_example) X(test_text_shorthand) X(test_text_errors) \
	X(test_round_trips)                                            \
	X(test_concatenated) X(test_frame) X(test_truncated)           \
	X(test_flipped_bytes) X(test_hostile_payload) X(test_hostile_text) \
	X(test_model_effects) X(test_model_lookup) X(test_model_replace) \
	X(test_model_errors) X(test_model_hostile) X(test_model_builtin) \
	X(test_findings_names) X(test_findings_sort) X(test_findings_merge) X(test_findings_fold) \
	X(test_ledger)                                                 \
	X(test_render_formats) X(test_render_text) X(test_render_narrow) X(test_render_source) \
	X(test_render_jsonl) X(test_render_utf8) X(test_render_line)   \
	X(test_render_github) X(test_render_suppressed)                \
	X(test_val_sets) X(test_val_operators) X(test_val_sharp)       \
	X(test_val_flags)                                              \
	X(test_expr_folding) X(test_expr_one_form) X(test_expr_kinds)  \
	X(test_expr_copy)                                              \
	X(test_ctx_compose) X(test_ctx_associative) X(test_ctx_unlock) \
	X(test_ctx_history) X(test_ctx_interrupts) X(test_ctx_bounds)  \
	X(test_entries_raised) X(test_entries_lowered) X(test_entries_atomic) \
	X(test_state_paths) X(test_state_contradictions)               \
	X(test_state_pushed_down) X(test_state_forget) X(test_state_join) \
	X(test_memory_aliases) X(test_memory_versions)                \
	X(test_engine_examples) X(test_engine_random_units)
#define X(name) void name(void);
TESTS(X)
#undef X

#endif
