/* SPDX-License-Identifier: GPL-2.0-or-later */
/* escape: text from outside, made harmless for where it goes. */
#ifndef LAB_RENDER_ESCAPE_H
#define LAB_RENDER_ESCAPE_H

#include "../base/base.h"

/* A JSON string (RFC 8259) with its quotes; NULL is "". */
void lab_json_string(struct lab_buf *out, const char *text);
void lab_json_bytes(struct lab_buf *out, const char *text, size_t n);
/* KEY:"text"; @key is a literal of ours, with what stands before it. */
void lab_json_member(struct lab_buf *out, const char *key, const char *text);

#endif
