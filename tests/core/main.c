/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The core's own tests: all of them, or those whose names are given. */
#include "test.h"

#include <stdio.h>

static const struct {
	const char *name;
	void (*run)(void);
} tests[] = {
#define X(name) { #name, name },
	TESTS(X)
#undef X
};

static unsigned int failed, checks;

void test_check(bool ok, const char *file, int line, const char *what)
{
	checks++;
	if (ok)
		return;
	failed++;
	printf("%s:%d: failed: %s\n", file, line, what);
}

void test_str(const char *is, const char *should, const char *file, int line)
{
	checks++;
	if (is && should && !strcmp(is, should))
		return;
	failed++;
	printf("%s:%d: expected:\n%s\nbut it is:\n%s\n", file, line,
	       should ? should : "(null)", is ? is : "(null)");
}

/* splitmix64 */
uint32_t test_below(struct test_random *r, uint32_t n)
{
	uint64_t z = r->state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	z ^= z >> 31;
	return n ? (uint32_t)(z % n) : 0;
}

static bool wanted(const char *name, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (!strcmp(argv[i], name))
			return true;
	return argc == 1;
}

int main(int argc, char **argv)
{
	unsigned int run = 0, i;

	for (i = 0; i < LAB_ARRAY_SIZE(tests); i++) {
		unsigned int before = failed;

		if (!wanted(tests[i].name, argc, argv))
			continue;
		run++;
		tests[i].run();
		if (failed != before)
			printf("%s: %u failed\n", tests[i].name,
			       failed - before);
	}
	printf("core: %u tests, %u checks, %u failed\n", run, checks, failed);
	return failed || !run;
}
