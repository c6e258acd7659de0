// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck explain: the rules' pages, built in. */
#include "cli.h"
#include "../core/base/embedded.h"

#include <stdio.h>
#include <stdlib.h>

static const struct argp argp = {
	.args_doc = "[RULE]",
	.doc = "What RULE finds, bad and good code, how to silence it, its limits. Without RULE: "
	       "the rules there are.",
};

static const struct lab_embedded *find_page(const char *rule)
{
	const struct lab_embedded *page;
	char end[128];

	snprintf(end, sizeof(end), "/%s.md", rule);
	for (page = lab_rule_pages; page->name; page++)
		if (lab_str_ends(page->name, end))
			return page;
	return NULL;
}

const char *lab_rule_page(enum lab_rule r)
{
	const struct lab_embedded *page = find_page(lab_rule_name(r));

	if (!page)
		BUG("rule %s has no page", lab_rule_name(r));
	return page->text;
}

static int list_rules(void)
{
	for (int i = 0; i < LAB_RULE_COUNT; i++)
		printf("%-20s %s%s\n", lab_rule_name(i), lab_rule_text(i),
		       LAB_RULES_DEFAULT >> i & 1 ? ""
						  : " (off by default)");
	return LAB_STATUS_CLEAN;
}

/* For a terminal: paragraphs are broken anew; code and tables stay. */
struct page {
	struct lab_buf out;
	size_t start;		/* of the paragraph */
	size_t indent;
	bool open, code;
};

static void end_paragraph(struct page *p)
{
	if (!p->open)
		return;
	lab_wrap(&p->out, p->start, p->indent, lab_terminal_width());
	lab_buf_char(&p->out, '\n');
	p->open = false;
}

static void add_line(struct page *p, const char *line, size_t n)
{
	bool fence = n >= 3 && !strncmp(line, "```", 3);
	bool item = n >= 2 && !strncmp(line, "- ", 2);

	if (fence || p->code || !n || strchr("#|", *line)) {
		end_paragraph(p);
		lab_buf_add(&p->out, line, n);
		lab_buf_char(&p->out, '\n');
		p->code ^= fence;
		return;
	}
	if (item)
		end_paragraph(p);
	if (!p->open) {
		p->start = p->out.n;
		p->indent = item ? 2 : 0;
		p->open = true;
	} else {
		for (; n && *line == ' '; n--)
			line++;
		lab_buf_char(&p->out, ' ');
	}
	lab_buf_add(&p->out, line, n);
}

static void print_page(const char *text)
{
	struct page p = { .open = false };

	while (*text) {
		size_t n = strcspn(text, "\n");

		add_line(&p, text, n);
		text += n + (text[n] == '\n');
	}
	end_paragraph(&p);
	lab_output_write(NULL, &p.out);
	lab_buf_free(&p.out);
}

int lab_explain_main(int argc, char **argv)
{
	int at, rule;

	argp_parse(&argp, argc, argv, 0, &at, NULL);
	if (at == argc)
		return list_rules();
	if (argc - at > 1)
		lab_die("explain: one rule at a time");
	rule = lab_rule_by_name(argv[at]);
	if (rule < 0)
		lab_die("explain: no rule '%s'; labcheck explain lists them",
			argv[at]);
	if (lab_terminal_width())
		print_page(lab_rule_page(rule));
	else
		fputs(lab_rule_page(rule), stdout);
	return LAB_STATUS_CLEAN;
}
