/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

void test_arena(void)
{
	struct lab_arena *a = lab_arena_new();
	unsigned char *p;
	uint32_t i, k;

	for (k = 0; k < 2; k++) {
		for (i = 0; i < 3000; i++) {
			p = lab_arena_alloc(a, i);
			CHECK((uintptr_t)p % _Alignof(max_align_t) == 0);
			CHECK(!i || (!p[0] && !p[i - 1]));
			memset(p, 0xa5, i);
		}
		CHECK(lab_arena_bytes(a) > 3000 * 1000);
		lab_arena_reset(a);
		CHECK(lab_arena_bytes(a) == 0);
	}
	CHECK_STR(lab_arena_str(a, "hello", 4), "hell");
	CHECK_STR(lab_arena_str(a, NULL, 0), "");
	CHECK_STR(lab_arena_printf(a, "%d-%s", 7, "x"), "7-x");
	CHECK(!memcmp(lab_arena_dup(a, "abc", 3), "abc", 3));
	lab_arena_free(a);
	lab_arena_free(NULL);
}

void test_vec(void)
{
	LAB_VEC(uint64_t) v = { 0 };
	uint32_t i, sum = 0;

	for (i = 0; i < 1000; i++) {
		uint64_t *p = LAB_PUSH(&v);

		sum += *p != 0;
		*p = i + 1;
	}
	CHECK(sum == 0 && v.n == 1000 && v.v[999] == 1000);
	LAB_VEC_FREE(&v);
	CHECK(!v.v && !v.n && !v.cap);
}

void test_buf(void)
{
	struct lab_buf b = { 0 };
	int i;

	lab_buf_str(&b, "");
	CHECK_STR(b.s, "");
	for (i = 0; i < 1000; i++)
		lab_buf_printf(&b, "%d,", i % 10);
	CHECK(b.n == 2000 && strlen(b.s) == 2000);
	lab_buf_char(&b, 'x');
	lab_buf_add(&b, NULL, 0);
	CHECK_STR(b.s + 1998, "9,x");
	lab_buf_free(&b);
}

void test_strtab(void)
{
	struct lab_arena *a = lab_arena_new();
	struct lab_strtab *t = lab_strtab_new(a);
	char name[16];
	lab_id i;
	int n;

	CHECK(lab_strtab_intern(t, "", 0) == 0);
	for (i = 1; i < 5000; i++) {
		n = snprintf(name, sizeof(name), "s%u", i);
		CHECK(lab_strtab_find(t, name, (size_t)n) == LAB_NONE);
		CHECK(lab_strtab_intern(t, name, (size_t)n) == i);
		CHECK(lab_strtab_intern(t, name, (size_t)n) == i);
		CHECK(lab_strtab_find(t, name, (size_t)n) == i);
	}
	CHECK(lab_strtab_count(t) == 5000);
	CHECK_STR(lab_strtab_get(t, 17), "s17");
	CHECK(lab_strtab_len(t, 4321) == 5);
	CHECK(lab_strtab_find(t, "s1x", 2) == 1);
	lab_strtab_free(t);
	lab_arena_free(a);
}

void test_error(void)
{
	struct lab_error e;
	char lots[2000];

	memset(lots, 'x', sizeof(lots) - 1);
	lots[sizeof(lots) - 1] = '\0';
	CHECK(lab_error_set(&e, "a %d", 1) == -1);
	CHECK_STR(e.msg, "a 1");
	CHECK(lab_error_set(&e, "%s", lots) == -1);
	CHECK(strlen(e.msg) == sizeof(e.msg) - 1);
	CHECK(lab_error_set(NULL, "nobody asks") == -1);
	CHECK(lab_hash("a", 1, 0) != lab_hash("b", 1, 0));
	CHECK(lab_hash("a", 1, 0) != lab_hash("a", 1, 1));
	/* Part of the format: it may not change. */
	CHECK(lab_hash("labcheck", 8, 0) == 0x46a576ec133f1e97ull);
}
