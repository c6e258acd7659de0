/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "diff.h"

#include <stdlib.h>

static const char *end_of(const char *line)
{
	const char *nl = strchr(line, '\n');

	return nl ? nl + 1 : line + strlen(line);
}

/* "@@ -LINE,COUNT": where a hunk begins; without lines, behind that one. */
static uint32_t hunk_line(const char *head)
{
	char *end;
	unsigned long line = strtoul(head + 4, &end, 10);

	if (*end == ',' && !strtoul(end + 1, NULL, 10))
		line++;
	return line && line < UINT32_MAX / 2 ? (uint32_t)line : 0;
}

bool lab_diff_next(struct lab_diff *d, uint32_t *line, uint32_t *del,
		   struct lab_buf *ins)
{
	const char *next;

	ins->n = *del = 0;
	lab_buf_str(ins, "");
	for (; *d->at; d->at = next) {
		next = end_of(d->at);
		if (!d->line || !strncmp(d->at, "@@ -", 4)) {
			if (*del || ins->n)
				return true;
			if (!strncmp(d->at, "@@ -", 4))
				d->line = hunk_line(d->at);
		} else if (*d->at == '-' || *d->at == '+') {
			if (!*del && !ins->n)
				*line = d->line;
			if (*d->at == '+')
				lab_buf_add(ins, d->at + 1,
					    (size_t)(next - d->at - 1));
			else
				++*del;
			d->line += *d->at == '-';
		} else if (*d->at == '\\') {
			if (ins->n && ins->s[ins->n - 1] == '\n')
				ins->s[--ins->n] = '\0';
		} else {
			if (*del || ins->n)
				return true;
			d->line++;
		}
	}
	return *del || ins->n;
}
