/* SPDX-License-Identifier: GPL-2.0-or-later */
/* scan: the words of a model text. Errors stick; after one nothing is read. */
#ifndef LAB_MODEL_SCAN_H
#define LAB_MODEL_SCAN_H

#include "../base/base.h"

struct lab_scan {
	const char *p, *end;
	const char *name;	/* of the text */
	uint32_t line;
	bool failed;
	struct lab_error *err;
};

struct lab_word {
	const char *s;
	size_t n;
};

/* "NAME:LINE: expected WHAT, not 'WHAT IS THERE'". */
void lab_scan_expected(struct lab_scan *s, const char *what);
void lab_scan_error(struct lab_scan *s, const char *fmt, ...) LAB_PRINTF(2, 3);
/* Skip blanks, and ends of lines behind a backslash; what comes next. It is
 * '\n' at the end of a line or the text, or before a comment. */
char lab_scan_peek(struct lab_scan *s);
bool lab_scan_char(struct lab_scan *s, char c);
/* To the beginning of the next line that is not empty; false: there is none. */
bool lab_scan_line(struct lab_scan *s);
/* Up to a blank or one of ",:;"; empty if there is none. */
struct lab_word lab_scan_word(struct lab_scan *s);
bool lab_scan_keyword(struct lab_scan *s, const char *word);
/* Index of the next word in the NULL-terminated @names; else the error
 * "expected WHAT: NAME, NAME ...". */
unsigned int lab_scan_name(struct lab_scan *s, const char *const *names,
			   const char *what);
/* The same, but -1, and nothing read, if it is none of them. */
int lab_scan_maybe(struct lab_scan *s, const char *const *names);

#endif
