// SPDX-License-Identifier: GPL-2.0-or-later
/* Just enough of the shell's grammar to read what make -n prints. */
#include "kbuild.h"

static const char *quoted(const char *p, char quote, struct lab_buf *word)
{
	while (*p && *p != quote) {
		if (quote == '"' && *p == '\\' && p[1] && strchr("\\\"$`", p[1]))
			p++;
		lab_buf_char(word, *p++);
	}
	return *p ? p + 1 : p;
}

/* One word into @word; *@any says whether there was one. */
static const char *read_word(const char *p, struct lab_buf *word, bool *any)
{
	*any = false;
	while (*p && !strchr(" \t\n;&|()<>", *p)) {
		*any = true;
		if (*p == '\'' || *p == '"') {
			p = quoted(p + 1, *p, word);
		} else if (*p == '\\' && p[1] == '\n') {
			p += 2;
		} else {
			if (*p == '\\' && p[1])
				p++;
			lab_buf_char(word, *p++);
		}
	}
	return p;
}

const char *lab_words_next(const char *p, struct lab_arena *a,
			   struct lab_words *words)
{
	struct lab_buf word = { 0 };
	bool any;

	words->n = 0;
	while (*p && !strchr("\n;&|()<>", *p)) {
		if (*p == ' ' || *p == '\t') {
			p++;
			continue;
		}
		word.n = 0;
		p = read_word(p, &word, &any);
		if (any)
			*LAB_PUSH(words) = lab_arena_str(a, word.n ? word.s : "",
							 word.n);
	}
	lab_buf_free(&word);
	return *p ? p + 1 : p;
}
