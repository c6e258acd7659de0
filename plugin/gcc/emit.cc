/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The unit's bytes go into a section of the object that no link keeps. */
#include "plugin.h"

static struct lab_buf bytes;

void emit_keep(const struct lab_unit *u)
{
	lab_unit_encode(u, &bytes);
}

/*
 * As numbers, not as strings: the kernel reads its own assembly output
 * (asm-offsets, devicetable-offsets) line by line and takes every .ascii
 * that begins with "->" for an offset, also one that quotes its asm texts.
 */
static void emit_bytes(const char *s, size_t n)
{
	const size_t row = 32;
	size_t at, i;

	for (at = 0; at < n; at += row) {
		fputs("\t.byte\t", asm_out_file);
		for (i = at; i < n && i < at + row; i++)
			fprintf(asm_out_file, i == at ? "%u" : ",%u",
				(unsigned char)s[i]);
		putc('\n', asm_out_file);
	}
}

void emit_section(void)
{
	if (!bytes.n || !asm_out_file || seen_error())
		return;
	switch_to_section(get_section(LAB_UNIT_SECTION,
				      SECTION_DEBUG | SECTION_EXCLUDE, NULL));
	emit_bytes(bytes.s, bytes.n);
	lab_buf_free(&bytes);
}
