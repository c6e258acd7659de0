/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seeds DIR [SECTION...]: random units to begin with, in DIR/unit and DIR/text,
 * and an empty model in DIR/model. Units are written as payloads, packed and (for
 * the fuzzer to see inside) plain; so are those of real sections.
 */
#include "../test.h"
#include "../../../plugin/core/unit/unit-io.h"
#include "../../../plugin/core/unit/wire.h"

#include <stdio.h>

uint32_t test_below(struct test_random *r, uint32_t n)
{
	r->state = r->state * 6364136223846793005ull + 1442695040888963407ull;
	return n ? (uint32_t)(r->state >> 33) % n : 0;
}

static void save(const char *dir, const char *kind, int i, const void *p,
		 size_t n)
{
	char name[4096];
	FILE *f;

	snprintf(name, sizeof(name), "%s/%s-%d", dir, kind, i);
	f = fopen(name, "w");
	if (!f)
		lab_die("cannot write %s", name);
	fwrite(p, 1, n, f);
	fclose(f);
}

static void save_payloads(const char *dir, const char *name, const char *s,
			  size_t n)
{
	struct lab_buf plain = { 0 };
	struct lab_error err;
	char kind[256];

	save(dir, name, 0, s, n);
	lab_buf_char(&plain, 0);
	if (lab_wire_unpack((const unsigned char *)s, n, &plain, &err))
		lab_die("%s", err.msg);
	snprintf(kind, sizeof(kind), "%s-plain", name);
	save(dir, kind, 0, plain.s, plain.n);
	lab_buf_free(&plain);
}

/* The section in the file @path, of one unit. */
static void save_section(const char *dir, const char *path)
{
	static char bytes[1 << 20];
	const char *base = strrchr(path, '/');
	FILE *f = fopen(path, "r");
	char name[256];
	size_t n;

	if (!f)
		lab_die("cannot read %s", path);
	n = fread(bytes, 1, sizeof(bytes), f);
	fclose(f);
	snprintf(name, sizeof(name), "unit/%s", base ? base + 1 : path);
	if (n > WIRE_FRAME)
		save_payloads(dir, name, bytes + WIRE_FRAME, n - WIRE_FRAME);
}

int main(int argc, char **argv)
{
	static const char model[] = "source a 1\nfn f: lock spin arg0; sleep if gfp arg1\n"
				    "ops a.b: bh\n";
	char name[64];
	int i;

	if (argc < 2)
		lab_die("usage: seeds DIR [SECTION...]");
	for (i = 2; i < argc; i++)
		save_section(argv[1], argv[i]);
	if (argc > 2)
		return 0;
	save(argv[1], "model/seed", 0, model, sizeof(model) - 1);
	for (i = 0; i < 30; i++) {
		struct lab_unit *u = test_random_unit((uint64_t)i);
		struct lab_buf b = { 0 };

		lab_unit_encode(u, &b);
		snprintf(name, sizeof(name), "unit/random-%d", i);
		save_payloads(argv[1], name, b.s + WIRE_FRAME,
			      b.n - WIRE_FRAME);
		b.n = 0;
		lab_unit_print(u, &b);
		save(argv[1], "text/random", i, b.s, b.n);
		lab_buf_free(&b);
		lab_unit_free(u);
	}
	return 0;
}
