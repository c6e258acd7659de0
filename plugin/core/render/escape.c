/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "escape.h"

static void json_escape(struct lab_buf *out, unsigned char c)
{
	static const char from[] = "\"\\\b\f\n\r\t", to[] = "\"\\bfnrt";
	const char *at = c ? strchr(from, c) : NULL;

	if (at)
		lab_buf_printf(out, "\\%c", to[at - from]);
	else if (c < 0x20 || c == 0x7f)
		lab_buf_printf(out, "\\u%04x", c);
	else
		lab_buf_char(out, (char)c);
}

/* A byte that is not UTF-8 becomes U+FFFD: what comes out is valid JSON. */
void lab_json_bytes(struct lab_buf *out, const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0;

	lab_buf_char(out, '"');
	while (i < n) {
		unsigned int len = lab_utf8_length(s + i, n - i);

		if (len == 1)
			json_escape(out, s[i]);
		else if (len)
			lab_buf_add(out, s + i, len);
		else
			lab_buf_str(out, "\\ufffd");
		i += len ? len : 1;
	}
	lab_buf_char(out, '"');
}

void lab_json_string(struct lab_buf *out, const char *text)
{
	lab_json_bytes(out, text, text ? strlen(text) : 0);
}

void lab_json_member(struct lab_buf *out, const char *key, const char *text)
{
	lab_buf_printf(out, "%s:", key);
	lab_json_string(out, text);
}
