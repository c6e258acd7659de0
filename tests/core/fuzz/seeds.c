/* SPDX-License-Identifier: GPL-2.0-or-later */
/* seeds DIR: random units to begin with, in DIR/unit and DIR/text, and an
 * empty model in DIR/model. */
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

	snprintf(name, sizeof(name), "%s/%s/%d", dir, kind, i);
	f = fopen(name, "w");
	if (!f)
		lab_die("cannot write %s", name);
	fwrite(p, 1, n, f);
	fclose(f);
}

int main(int argc, char **argv)
{
	static const char model[] = "source a 1\nfn f: lock spin arg0; sleep if gfp arg1\n"
				    "ops a.b: bh\n";
	int i;

	if (argc != 2)
		lab_die("usage: seeds DIR");
	save(argv[1], "model", 0, model, sizeof(model) - 1);
	for (i = 0; i < 30; i++) {
		struct lab_unit *u = test_random_unit((uint64_t)i);
		struct lab_buf b = { 0 };

		lab_unit_encode(u, &b);
		save(argv[1], "unit", i, b.s + WIRE_FRAME, b.n - WIRE_FRAME);
		b.n = 0;
		lab_unit_print(u, &b);
		save(argv[1], "text", i, b.s, b.n);
		lab_buf_free(&b);
		lab_unit_free(u);
	}
	return 0;
}
