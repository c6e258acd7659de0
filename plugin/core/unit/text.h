/* SPDX-License-Identifier: GPL-2.0-or-later */
/* text: what the printer and the reader of the text form share. */
#ifndef LAB_TEXT_H
#define LAB_TEXT_H

#include "make.h"

/* Characters that a name of each kind may have without quotes. */
enum lab_text_word {
	LAB_WORD_PLAIN,		/* fields, parameters, macros */
	LAB_WORD_SYMBOL,	/* and dots */
	LAB_WORD_FILE,		/* and slashes, plus, minus */
};
bool lab_text_in_word(enum lab_text_word kind, char c);

/* Words for LAB_SYM_* but FUNC and VARIADIC, which have their own syntax. */
#define LAB_TEXT_FLAGS(X)                                              \
	X(STATIC, "static") X(DEFINED, "defined") X(WEAK, "weak")      \
	X(NORETURN, "noreturn") X(INLINE, "inline") X(PURE, "pure")    \
	X(EXPORTED, "exported") X(CONST, "const") X(ALONE, "alone")

/* A cursor over the text. Errors stick; after one nothing is read. */
struct lab_text {
	const char *p, *end;
	const char *name;	/* of the text, for messages */
	uint32_t line;
	bool failed;
	struct lab_error *err;
	struct lab_buf scratch;	/* of the last quoted name */
};

/* Set "NAME:LINE: MESSAGE", unless there is an error already. */
void lab_text_error(struct lab_text *t, const char *fmt, ...) LAB_PRINTF(2, 3);
/* Skip blanks; end of line and comments are not blanks. */
char lab_text_peek(struct lab_text *t);
bool lab_text_accept(struct lab_text *t, const char *punctuation);
void lab_text_expect(struct lab_text *t, const char *punctuation);
/* A word that is exactly @word. */
bool lab_text_keyword(struct lab_text *t, const char *word);
/* A word, perhaps quoted; @n is 0 if there is none. Holds until the next
 * call. */
const char *lab_text_word(struct lab_text *t, enum lab_text_word kind,
			  size_t *n);
bool lab_text_is_number(struct lab_text *t);
/* Decimal or 0x...; a minus allowed; 64 bits, signed or not. */
int64_t lab_text_number(struct lab_text *t);
uint32_t lab_text_u32(struct lab_text *t);
/* End of line or of text, with or without a comment; then the next line
 * that holds something. */
void lab_text_end_line(struct lab_text *t);
void lab_text_skip_blank(struct lab_text *t);
void lab_text_skip_line(struct lab_text *t);

struct lab_ids {
	lab_id *v;
	uint32_t n, cap;
};

/* The reader. */
struct lab_reader {
	struct lab_text t;
	struct lab_make make;
	bool declare;		/* first pass: fn and var lines only */
	uint32_t nsyms;		/* declarations seen in this pass */
	struct lab_ids first;	/* string id -> first symbol of that name */
	struct lab_ids next;	/* symbol -> next one of the same name */
};

lab_id lab_reader_str(struct lab_reader *r, enum lab_text_word kind);
lab_id lab_reader_loc(struct lab_reader *r);
unsigned int lab_reader_type(struct lab_reader *r);
lab_id lab_reader_field(struct lab_reader *r);
/* After the '@'; with @call, a name that is not declared becomes a
 * function. */
lab_id lab_reader_sym(struct lab_reader *r, bool call);
void lab_reader_param(struct lab_reader *r, uint8_t *type, lab_id *name,
		      lab_id *record);
/* From behind the '{' to behind the '}'. */
void lab_reader_body(struct lab_reader *r, lab_id sym);

#endif
