/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The unit's bytes go into a section of the object that no link keeps. */
#include "plugin.h"

static struct lab_buf bytes;

void emit_keep(const struct lab_unit *u)
{
	lab_unit_encode(u, &bytes);
}

void emit_section(void)
{
	const size_t most = 1 << 20;
	size_t at, n;

	if (!bytes.n || !asm_out_file || seen_error())
		return;
	switch_to_section(get_section(LAB_UNIT_SECTION,
				      SECTION_DEBUG | SECTION_EXCLUDE, NULL));
	/* assemble_string() counts in int. */
	for (at = 0; at < bytes.n; at += n) {
		n = bytes.n - at < most ? bytes.n - at : most;
		assemble_string(bytes.s + at, (int)n);
	}
	lab_buf_free(&bytes);
}
