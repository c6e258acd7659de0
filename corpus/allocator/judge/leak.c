// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory is leaked when nothing points to it any more: not the case's globals,
 * not what is registered or kept in a container, not memory so reached. Any
 * word that looks like a pointer counts, into the middle too, and a struct page
 * counts for its page.
 */
#include <stdio.h>
#include "judge.h"
#include "../ref/api.h"

#define MAX_TODO 4096

static struct {
	const void *start;
	size_t size;
} todo[MAX_TODO];
static int ntodo;

static void mark(const void *word)
{
	const void *start;
	size_t size;

	if (ntodo < MAX_TODO && api_mark(word, &start, &size)) {
		todo[ntodo].start = start;
		todo[ntodo++].size = size;
	}
}

void find_leaks(const struct unit *u, const void *returned)
{
	const void *roots[512];
	unsigned long site, lost = 0;
	const char *family;
	char text[MAX_TEXT];
	unsigned int i, n;
	size_t size;

	(void)u;
	if (!api_leaked(0, &family, &size, &site))
		return;
	api_unmark();
	ntodo = 0;
	mark(returned);
	n = api_roots(roots, 512);
	for (i = 0; i < n; i++)
		mark(roots[i]);
	for (i = 0; i < (unsigned int)nregions; i++)
		raw_words(regions[i].start, regions[i].size, mark);
	while (ntodo) {
		ntodo--;
		raw_words(todo[ntodo].start, todo[ntodo].size, mark);
	}
	if (!api_leaked(0, &family, &size, &site))
		return;
	snprintf(text, sizeof(text), "%zu bytes of %s are lost", size, family);
	host.fault(R_ALLOC_LEAK, text);
	/* The place to name is where it was allocated. */
	lost = site;
	if (lost && shared->finding.rule[R_ALLOC_LEAK].pc[0] == 0) {
		shared->finding.rule[R_ALLOC_LEAK].pc[0] = lost;
		shared->finding.rule[R_ALLOC_LEAK].pc[1] = 0;
	}
}
