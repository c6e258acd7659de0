/* SPDX-License-Identifier: GPL-2.0-or-later */
/* escape: text from outside, made harmless for where it goes. */
#ifndef LAB_RENDER_ESCAPE_H
#define LAB_RENDER_ESCAPE_H

#include "../base/base.h"

/* Bytes of the well-formed UTF-8 sequence at @s, of which @left are there; 0:
 * surrogates, overlong forms and what is beyond U+10FFFF are not. */
unsigned int lab_utf8_length(const unsigned char *s, size_t left);
/* Characters in @n bytes, as editors count columns. */
uint32_t lab_utf8_columns(const char *text, size_t n);

/* A JSON string (RFC 8259) with its quotes; NULL is "". */
void lab_json_string(struct lab_buf *out, const char *text);
void lab_json_bytes(struct lab_buf *out, const char *text, size_t n);
/* KEY:"text"; @key is a literal of ours, with what stands before it. */
void lab_json_member(struct lab_buf *out, const char *key, const char *text);

/* For a terminal: what could steer it becomes '?'. NULL is nothing. */
void lab_plain(struct lab_buf *out, const char *text, size_t n);
void lab_plain_str(struct lab_buf *out, const char *text);

#endif
