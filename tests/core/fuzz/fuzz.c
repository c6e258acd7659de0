/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * libFuzzer's door to the readers of the core; FUZZ names the one that is
 * tried: unit, text or model. What is accepted must go round.
 */
#include "../../../plugin/core/model/model.h"
#include "../../../plugin/core/unit/unit-io.h"
#include "../../../plugin/core/unit/wire.h"

#include <stdlib.h>

static void need(bool ok, const char *what)
{
	if (!ok)
		BUG("%s", what);
}

static void go_round(const struct lab_unit *u)
{
	struct lab_buf bytes = { 0 }, text = { 0 }, again = { 0 };
	struct lab_error err;
	struct lab_unit *v;
	size_t used;

	lab_unit_encode(u, &bytes);
	lab_unit_print(u, &text);
	v = lab_unit_parse(text.s, text.n, "text", &err);
	need(v, err.msg);
	lab_unit_encode(v, &again);
	need(again.n == bytes.n && !memcmp(again.s, bytes.s, bytes.n),
	     "text gives other bytes");
	lab_unit_free(v);
	v = lab_unit_decode(bytes.s, bytes.n, &used, &err);
	need(v && used == bytes.n, err.msg);
	lab_unit_free(v);
	lab_buf_free(&bytes);
	lab_buf_free(&text);
	lab_buf_free(&again);
}

static void check(struct lab_unit *u, const struct lab_error *err)
{
	if (u)
		go_round(u);
	else
		need(err->msg[0], "refused without a word");
	lab_unit_free(u);
}

/* The input is a payload; it gets a frame that is right. */
static inline void fuzz_unit(const uint8_t *p, size_t n)
{
	unsigned char frame[WIRE_FRAME] = LAB_UNIT_MAGIC;
	struct lab_error err = { "" };
	struct lab_buf b = { 0 };
	uint64_t sum;
	size_t used;
	int i;

	frame[4] = LAB_UNIT_MAJOR;
	for (i = 0; i < 4; i++)
		frame[8 + i] = (unsigned char)(n >> 8 * i);
	sum = lab_hash(p, n, lab_hash(frame, WIRE_CHECKED, WIRE_SEED));
	for (i = 0; i < 8; i++)
		frame[WIRE_CHECKED + i] = (unsigned char)(sum >> 8 * i);
	lab_buf_add(&b, frame, sizeof(frame));
	lab_buf_add(&b, p, n);
	check(lab_unit_decode(b.s, b.n, &used, &err), &err);
	lab_buf_free(&b);
}

static inline void fuzz_text(const uint8_t *p, size_t n)
{
	struct lab_error err = { "" };

	check(lab_unit_parse((const char *)p, n, "input", &err), &err);
}

static inline void fuzz_model(const uint8_t *p, size_t n)
{
	struct lab_model *m = lab_model_new(), *again = lab_model_new();
	struct lab_error err = { "" };
	struct lab_buf b = { 0 };

	if (lab_model_read(m, (const char *)p, n, "input", &err)) {
		need(err.msg[0], "refused without a word");
	} else {
		lab_model_print(m, &b);
		need(!lab_model_read(again, b.s ? b.s : "", b.n, "again", &err),
		     err.msg);
		need(lab_model_hash(m) == lab_model_hash(again),
		     "printed model is another one");
	}
	lab_buf_free(&b);
	lab_model_free(m);
	lab_model_free(again);
}

#define JOIN(a, b) a##b
#define CALL(name) JOIN(fuzz_, name)

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
	CALL(FUZZ)(p, n);
	return 0;
}
