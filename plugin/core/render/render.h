/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * render: a report as bytes for people or programs. Everything is printed in
 * the order of the report (lab_report_sort() first) and holds no time, so
 * equal reports give equal bytes.
 */
#ifndef LAB_RENDER_H
#define LAB_RENDER_H

#include "../findings/findings.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Formats: id; name in --format; one line for --help. */
#define LAB_FORMATS(X)                                                 \
	X(TEXT, "text", "for people: message, source line, path")      \
	X(JSONL, "jsonl", "one JSON object a line")                    \
	X(LINE, "line", "one line a finding, for bots and editors")    \
	X(GITHUB, "github", "annotations of a GitHub workflow")        \
	X(SARIF, "sarif", "SARIF 2.1.0, for code scanning")            \
	X(HTML, "html", "one page that needs no network")
enum lab_format {
#define X(id, name, text) LAB_FORMAT_##id,
	LAB_FORMATS(X)
#undef X
	LAB_FORMAT_COUNT
};
const char *lab_format_name(enum lab_format f);
const char *lab_format_text(enum lab_format f);
int lab_format_by_name(const char *name); /* -1: no such format */

/* Of the last line of complete jsonl; readers refuse another one. */
#define LAB_JSONL_VERSION 1

/* What a baseline said of one rule, for the page that shows the trend. */
struct lab_trend {
	uint32_t was, gone;	/* entries; of them no longer found */
};

struct lab_render_options {
	bool ledger;		/* also what was not analysed */
	bool colour;		/* text: for a terminal */
	uint32_t width;		/* text: its columns; 0: lines end only where
				 * they do, as programs want it */
	const char *root;	/* directory that relative file names start
				 * from, to show source; NULL: the current */
	const char *version;	/* of labcheck; NULL: not told */
	/* The page on a rule, Markdown; NULL: there are none. */
	const char *(*page)(enum lab_rule r);
	/* Of each rule; NULL: there is no baseline. */
	const struct lab_trend *trend;
};

/* Append @r in the format @f to @out. */
void lab_render(enum lab_format f, const struct lab_report *r,
		const struct lab_render_options *opt, struct lab_buf *out);

/* How far down the stairs each step of @f is: a function that is entered is
 * one further than its caller, a return goes back up to where it was. On the
 * heap. */
uint8_t *lab_steps_depth(const struct lab_finding *f);

/* Break the line that @out holds from @start on at blanks, so that it fits
 * @width columns (0: does nothing); what follows is @indent columns in. */
void lab_wrap(struct lab_buf *out, size_t start, size_t indent,
	      uint32_t width);

/* The formats one by one; lab_render() calls these. */
void lab_render_text(const struct lab_report *r,
		     const struct lab_render_options *opt,
		     struct lab_buf *out);
void lab_render_jsonl(const struct lab_report *r,
		      const struct lab_render_options *opt,
		      struct lab_buf *out);
void lab_render_line(const struct lab_report *r,
		     const struct lab_render_options *opt,
		     struct lab_buf *out);
void lab_render_github(const struct lab_report *r,
		       const struct lab_render_options *opt,
		       struct lab_buf *out);
void lab_render_sarif(const struct lab_report *r,
		      const struct lab_render_options *opt,
		      struct lab_buf *out);
void lab_render_html(const struct lab_report *r,
		     const struct lab_render_options *opt,
		     struct lab_buf *out);

#ifdef __cplusplus
}
#endif
#endif
