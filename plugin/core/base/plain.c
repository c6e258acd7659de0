/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "base.h"

unsigned int lab_utf8_length(const unsigned char *s, size_t left)
{
	unsigned char low = 0x80, high = 0xbf;
	unsigned int n, i;

	if (!left)
		return 0;
	if (s[0] < 0x80)
		return 1;
	if (s[0] < 0xc2 || s[0] > 0xf4)
		return 0;
	n = s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : 4;
	if (n > left)
		return 0;
	if (s[0] == 0xe0)
		low = 0xa0;
	else if (s[0] == 0xed)
		high = 0x9f;
	else if (s[0] == 0xf0)
		low = 0x90;
	else if (s[0] == 0xf4)
		high = 0x8f;
	for (i = 1; i < n; i++) {
		if (s[i] < low || s[i] > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

/*
 * What may steer a terminal, or make text read otherwise than it is: controls
 * of C0 and C1, and those that turn the direction of writing.
 */
static bool steers(const unsigned char *s, unsigned int n)
{
	if (n == 1)
		return (*s < 0x20 && *s != '\t') || *s == 0x7f;
	if (n == 2)
		return s[0] == 0xc2 && s[1] < 0xa0;
	if (n != 3 || s[0] != 0xe2)
		return false;
	if (s[1] == 0x80)	/* U+200E, 200F, 2028 to 202E */
		return s[2] == 0x8e || s[2] == 0x8f ||
		       (s[2] >= 0xa8 && s[2] <= 0xae);
	return s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9;
}

void lab_plain(struct lab_buf *out, const char *text, size_t n)
{
	const unsigned char *s = (const unsigned char *)text;
	size_t i = 0;

	while (i < n) {
		unsigned int len = lab_utf8_length(s + i, n - i);

		if (!len || steers(s + i, len))
			lab_buf_char(out, '?');
		else
			lab_buf_add(out, s + i, len);
		i += len ? len : 1;
	}
}

void lab_plain_str(struct lab_buf *out, const char *text)
{
	if (text)
		lab_plain(out, text, strlen(text));
}

uint32_t lab_utf8_columns(const char *text, size_t n)
{
	uint32_t columns = 0;
	size_t i;

	for (i = 0; i < n; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}
