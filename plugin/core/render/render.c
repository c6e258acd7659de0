/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "render.h"

static const struct {
	const char *name, *text;
} formats[] = {
#define X(id, name, text) { name, text },
	LAB_FORMATS(X)
#undef X
};

const char *lab_format_name(enum lab_format f)
{
	return (unsigned int)f < LAB_FORMAT_COUNT ? formats[f].name : "?";
}

const char *lab_format_text(enum lab_format f)
{
	return (unsigned int)f < LAB_FORMAT_COUNT ? formats[f].text : "?";
}

int lab_format_by_name(const char *name)
{
	int i;

	for (i = 0; i < LAB_FORMAT_COUNT; i++)
		if (!strcmp(formats[i].name, name))
			return i;
	return -1;
}

void lab_render(enum lab_format f, const struct lab_report *r,
		const struct lab_render_options *opt, struct lab_buf *out)
{
	static void (*const renderers[])(const struct lab_report *,
					 const struct lab_render_options *,
					 struct lab_buf *) = {
		[LAB_FORMAT_TEXT] = lab_render_text,
		[LAB_FORMAT_JSONL] = lab_render_jsonl,
		[LAB_FORMAT_LINE] = lab_render_line,
		[LAB_FORMAT_GITHUB] = lab_render_github,
		[LAB_FORMAT_SARIF] = lab_render_sarif,
		[LAB_FORMAT_HTML] = lab_render_html,
	};

	if ((unsigned int)f >= LAB_FORMAT_COUNT)
		BUG("no format %d", f);
	renderers[f](r, opt, out);
}
