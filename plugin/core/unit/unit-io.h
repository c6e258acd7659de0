/* SPDX-License-Identifier: GPL-2.0-or-later */
/* unit-io: units as bytes (docs/unit-format.md) and as text, both ways. */
#ifndef LAB_UNIT_IO_H
#define LAB_UNIT_IO_H

#include "unit.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Append the framed, self-delimiting binary form of @u to @out. Equal units
 * give equal bytes. */
void lab_unit_encode(const struct lab_unit *u, struct lab_buf *out);

/*
 * Decode the unit at the start of @p, at most @n bytes of hostile input; on
 * success *@used says how long it was (concatenated units follow on; zero
 * padding between them is skipped). NULL with @err set if it is truncated,
 * corrupt, or of another major version.
 */
struct lab_unit *lab_unit_decode(const void *p, size_t n, size_t *used,
				 struct lab_error *err);

/* Where the unit at the start of @p lies, without reading it; errors as
 * above, but for those inside. */
struct lab_frame {
	size_t at, length;	/* header included; zero padding lies before */
};
int lab_unit_frame(const void *p, size_t n, struct lab_frame *frame,
		   struct lab_error *err);

/* The text form, exact: parse(print(u)) has the same binary form as u. */
void lab_unit_print(const struct lab_unit *u, struct lab_buf *out);
struct lab_unit *lab_unit_parse(const char *text, size_t n, const char *name,
				struct lab_error *err);

#ifdef __cplusplus
}
#endif
#endif
