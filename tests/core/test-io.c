/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "../../plugin/core/unit/unit-io.h"
#include "../../plugin/core/unit/wire.h"

#include <stdio.h>
#include <stdlib.h>

#define UNITS 300

static bool same(const struct lab_buf *a, const struct lab_buf *b)
{
	return a->n == b->n && !memcmp(a->s, b->s, a->n);
}

/* Encode again, and hope for the bytes of @should. */
static void check_encodes(struct lab_unit *u, const struct lab_buf *should)
{
	struct lab_buf b = { 0 };

	CHECK(u != NULL);
	if (!u)
		return;
	lab_unit_encode(u, &b);
	CHECK(same(&b, should));
	lab_buf_free(&b);
	lab_unit_free(u);
}

void test_round_trips(void)
{
	uint64_t seed;

	for (seed = 0; seed < UNITS; seed++) {
		struct lab_unit *u = test_random_unit(seed), *v;
		struct lab_buf bytes = { 0 }, text = { 0 }, again = { 0 };
		struct lab_error err = { "" };
		size_t used = 0;

		lab_unit_encode(u, &bytes);
		lab_unit_print(u, &text);
		v = lab_unit_decode(bytes.s, bytes.n, &used, &err);
		CHECK_STR(err.msg, "");
		CHECK(used == bytes.n);
		if (v)
			lab_unit_print(v, &again);
		CHECK(same(&text, &again));
		check_encodes(v, &bytes);
		v = lab_unit_parse(text.s, text.n, "t", &err);
		CHECK_STR(err.msg, "");
		check_encodes(v, &bytes);
		lab_unit_free(u);
		lab_buf_free(&bytes);
		lab_buf_free(&text);
		lab_buf_free(&again);
	}
}

static void random_bytes(uint64_t seed, struct lab_buf *b)
{
	struct lab_unit *u = test_random_unit(seed);

	lab_unit_encode(u, b);
	lab_unit_free(u);
}

/* As `ld -r` leaves them: one behind the other, aligned with zeros. */
void test_concatenated(void)
{
	static const char zeros[7];
	struct lab_buf b = { 0 };
	struct lab_error err;
	size_t at = 0, used;
	uint32_t n = 0;

	lab_buf_add(&b, zeros, 3);
	random_bytes(1, &b);
	random_bytes(2, &b);
	lab_buf_add(&b, zeros, 7);
	random_bytes(3, &b);
	lab_buf_add(&b, zeros, 1);
	while (at < b.n) {
		struct lab_unit *u = lab_unit_decode(b.s + at, b.n - at, &used,
						     &err);

		if (!u)
			break;
		lab_unit_free(u);
		at += used;
		n++;
	}
	CHECK(n == 3 && at == b.n);
	lab_buf_free(&b);
}

static void expect(const char *bytes, size_t n, const char *message)
{
	struct lab_error err = { "" };
	size_t used;

	CHECK(!lab_unit_decode(bytes, n, &used, &err));
	CHECK_STR(err.msg, message);
}

void test_frame(void)
{
	struct lab_buf b = { 0 };
	char message[200];

	expect("", 0, "unit: truncated: 0 bytes left, a header has 20");
	expect("\0\0\0", 3, "unit: truncated: 0 bytes left, a header has 20");
	expect("LABX5678901234567890", 20, "unit: does not begin with 'LABU'");
	random_bytes(1, &b);
	snprintf(message, sizeof(message), "unit: truncated: %zu of %zu bytes",
		 b.n - 21, b.n - 20);
	expect(b.s, b.n - 1, message);
	b.s[4]++;
	expect(b.s, b.n, "unit: format 4.0, but this labcheck reads 3.0 to 3.0: use the plugin and the command of one version");
	b.s[4]--;
	b.s[6]++;
	expect(b.s, b.n, "unit: format 3.1, but this labcheck reads 3.0 to 3.0: use the plugin and the command of one version");
	b.s[6]--;
	b.s[b.n - 1] ^= 1;
	expect(b.s, b.n, "unit: corrupt: the checksum is wrong");
	lab_buf_free(&b);
}

/* No part of a unit is a unit, and what is said is never nothing. */
static void check_refused(const char *s, size_t n)
{
	/* An exact copy, so that the sanitizer sees a read behind it. */
	char *copy = lab_xalloc(n);
	struct lab_error err = { "" };
	size_t used;

	if (n)
		memcpy(copy, s, n);
	CHECK(!lab_unit_decode(copy, n, &used, &err));
	CHECK(err.msg[0]);
	free(copy);
}

void test_truncated(void)
{
	struct lab_buf b = { 0 };
	size_t n;

	random_bytes(5, &b);
	for (n = 0; n < b.n; n++)
		check_refused(b.s, n);
	lab_buf_free(&b);
}

void test_flipped_bytes(void)
{
	struct lab_buf b = { 0 };
	unsigned int bit;
	size_t i;

	random_bytes(5, &b);
	for (i = 0; i < b.n; i++) {
		for (bit = 0; bit < 8; bit++) {
			b.s[i] = (char)(b.s[i] ^ 1 << bit);
			check_refused(b.s, b.n);
			b.s[i] = (char)(b.s[i] ^ 1 << bit);
		}
	}
	lab_buf_free(&b);
}

static void seal(struct lab_buf *b)
{
	unsigned char *p = (unsigned char *)b->s;
	size_t n = b->n - WIRE_FRAME;
	uint64_t sum;
	int i;

	for (i = 0; i < 4; i++)
		p[8 + i] = (unsigned char)(n >> 8 * i);
	sum = lab_hash(p + WIRE_FRAME, n,
		       lab_hash(p, WIRE_CHECKED, WIRE_SEED));
	for (i = 0; i < 8; i++)
		p[WIRE_CHECKED + i] = (unsigned char)(sum >> 8 * i);
}

/* A sealed unit is refused with a reason, or is one that goes round again. */
static void check_sealed(const struct lab_buf *b)
{
	struct lab_error err = { "" };
	struct lab_buf text = { 0 }, bytes = { 0 };
	struct lab_unit *u, *v;
	size_t used;

	u = lab_unit_decode(b->s, b->n, &used, &err);
	if (!u) {
		CHECK(err.msg[0]);
		return;
	}
	CHECK(lab_arena_bytes(u->arena) < 200 * b->n + 1000);
	lab_unit_encode(u, &bytes);
	lab_unit_print(u, &text);
	v = lab_unit_parse(text.s, text.n, "t", &err);
	CHECK_STR(err.msg, "");
	check_encodes(v, &bytes);
	lab_unit_free(u);
	lab_buf_free(&text);
	lab_buf_free(&bytes);
}

/* Bytes changed, left out and put in, behind a checksum that is right. */
void test_hostile_payload(void)
{
	struct test_random r = { 7 };
	uint32_t round, k;

	for (round = 0; round < 6000; round++) {
		struct lab_buf b = { 0 };

		random_bytes(round % 40, &b);
		for (k = 1 + test_below(&r, 4); k; k--) {
			size_t at = WIRE_FRAME +
				    test_below(&r, (uint32_t)b.n - WIRE_FRAME);

			if (test_below(&r, 3))
				b.s[at] = (char)(test_below(&r, 3) ?
						 b.s[at] ^ 1 << test_below(&r, 8) :
						 (int)test_below(&r, 256));
			else
				memmove(b.s + at, b.s + at + 1, --b.n - at);
		}
		seal(&b);
		check_sealed(&b);
		lab_buf_free(&b);
	}
}

void test_hostile_text(void)
{
	static const char odd[] = "%@$!?{}[]()=:.,\"\\#0x-\n \t\x80";
	struct test_random r = { 8 };
	uint32_t round, k;

	for (round = 0; round < 3000; round++) {
		struct lab_unit *u = test_random_unit(round % 40);
		struct lab_error err = { "" };
		struct lab_buf b = { 0 };

		lab_unit_print(u, &b);
		lab_unit_free(u);
		for (k = 1 + test_below(&r, 3); k; k--) {
			size_t at = test_below(&r, (uint32_t)b.n);

			if (test_below(&r, 2))
				b.s[at] = odd[test_below(&r, sizeof(odd))];
			else if (test_below(&r, 2))
				memmove(b.s + at, b.s + at + 1, --b.n - at);
			else
				b.n = at + 1;
		}
		u = lab_unit_parse(b.s, b.n, "t", &err);
		CHECK(u || err.msg[0]);
		lab_unit_free(u);
		lab_buf_free(&b);
	}
}
