/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Suppressions in the source: an attribute of a function, which the unit
 * carries, and a comment, which is read here:
 *
 *	x = kmalloc(n, GFP_KERNEL); // labcheck-ok atomic-alloc: why
 *
 * On a line of its own it is for the next line that holds code.
 */
#include "source.h"

#define MARK "labcheck-ok"
#define NO_RULE "of no rule there is: "
#define NO_REASON "without a reason; write it behind the rule: "

struct line {
	const char *s;
	size_t n;
};

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static struct line trim(struct line l)
{
	while (l.n && blank(*l.s)) {
		l.s++;
		l.n--;
	}
	while (l.n && blank(l.s[l.n - 1]))
		l.n--;
	return l;
}

static bool begins(struct line l, const char *word)
{
	size_t n = strlen(word);

	return l.n >= n && !memcmp(l.s, word, n);
}

static bool ends(struct line l, const char *word)
{
	size_t n = strlen(word);

	return l.n >= n && !memcmp(l.s + l.n - n, word, n);
}

/* What stands before the mark opens a comment, or is the margin of one. */
static bool is_comment(struct line before, bool *alone)
{
	before = trim(before);
	if (ends(before, "/*") || ends(before, "//")) {
		before.n -= 2;
		*alone = !trim(before).n;
		return true;
	}
	while (before.n && *before.s == '*') {
		before.s++;
		before.n--;
	}
	*alone = true;
	return !trim(before).n;
}

/* Is there no code on the line? */
static bool is_idle(struct line l)
{
	l = trim(l);
	return !l.n || begins(l, "/*") || begins(l, "//") || begins(l, "*");
}

static uint32_t next_code(struct lab_texts *texts, const char *file,
			  uint32_t line)
{
	struct line l;

	do {
		l.s = lab_source_line(texts, file, ++line, &l.n);
	} while (l.s && is_idle(l));
	return line;
}

static void add_fault(struct lab_report *r, const char *file, uint32_t line,
		      const char *what, struct line word)
{
	*LAB_PUSH(&r->faults) = lab_arena_printf(r->arena,
		"%s:%u: suppression %s%.*s", file, line, what, (int)word.n,
		word.s);
}

static bool has_words(const char *s)
{
	return s[strspn(s, " \t\r\n")] != '\0';
}

void lab_report_mark(struct lab_report *r, struct lab_suppression *s,
		     const char *rule, const char *reason)
{
	const struct line word = { rule, strlen(rule) };
	int id = lab_rule_by_name(rule);

	if (id < 0) {
		add_fault(r, s->at.file, s->at.line, NO_RULE, word);
	} else if (!has_words(reason)) {
		add_fault(r, s->at.file, s->at.line, NO_REASON, word);
	} else {
		s->rule = (uint8_t)id;
		s->reason = reason;
		lab_report_suppression(r, s);
	}
}

static struct line reason_of(struct line rest)
{
	size_t i;

	for (i = 0; i + 1 < rest.n; i++)
		if (rest.s[i] == '*' && rest.s[i + 1] == '/')
			rest.n = i;
	return trim(rest);
}

/* "RULE: reason" behind the mark @s. */
static void read_text(struct lab_report *r, struct line rest,
		      struct lab_suppression *s)
{
	struct line rule = { rest.s, 0 };

	while (rule.n < rest.n && (rest.s[rule.n] == '-' ||
	       (rest.s[rule.n] >= 'a' && rest.s[rule.n] <= 'z')))
		rule.n++;
	rest.s += rule.n;
	rest.n -= rule.n;
	rest = trim(rest);
	if (rest.n && *rest.s == ':') {
		rest.s++;
		rest.n--;
		rest = reason_of(rest);
	} else {
		rest.n = 0;
	}
	lab_report_mark(r, s, lab_arena_str(r->arena, rule.s, rule.n),
			lab_arena_str(r->arena, rest.s, rest.n));
}

static void read_line(struct lab_report *r, struct lab_texts *texts,
		      const char *file, uint32_t number, bool judged)
{
	struct lab_suppression s = { .at = { .file = file, .line = number },
				     .judged = judged };
	struct line l, before, rest;
	const char *at;
	bool alone;

	l.s = lab_source_line(texts, file, number, &l.n);
	at = l.s ? memmem(l.s, l.n, MARK, strlen(MARK)) : NULL;
	if (!at)
		return;
	before = (struct line){ l.s, (size_t)(at - l.s) };
	if (!is_comment(before, &alone))
		return;
	s.at.col = (uint32_t)before.n + 1;
	rest = (struct line){ at + strlen(MARK), l.n - before.n - strlen(MARK) };
	s.line = alone ? next_code(texts, file, number) : number;
	read_text(r, trim(rest), &s);
}

static void read_file(struct lab_report *r, struct lab_texts *texts,
		      const char *file, bool judged)
{
	uint32_t i, n = lab_source_lines(texts, file);

	for (i = 1; i <= n; i++)
		read_line(r, texts, file, i, judged);
}

static bool same(const char *a, const char *b)
{
	return a && b && !strcmp(a, b);
}

static bool covers(const struct lab_suppression *s, const struct lab_finding *f)
{
	if (s->rule != f->rule || !same(s->at.file, f->at.file))
		return false;
	return s->at.function ? same(s->at.function, f->at.function) :
				s->line == f->at.line;
}

/* Headers in which something is found: their comments count, but whether
 * they are needed shows only where all their users are known. */
static void read_headers(struct lab_report *r, struct lab_texts *texts)
{
	struct lab_strtab *seen = lab_strtab_new(r->arena);
	uint32_t i, before;

	for (i = 0; i < r->files.n; i++)
		lab_strtab_intern(seen, r->files.v[i], strlen(r->files.v[i]));
	for (i = 0; i < r->findings.n; i++) {
		const char *file = r->findings.v[i].at.file;

		before = lab_strtab_count(seen);
		if (file && lab_strtab_intern(seen, file, strlen(file)) >= before)
			read_file(r, texts, file, false);
	}
	lab_strtab_free(seen);
}

static void add_unused(struct lab_report *r, const struct lab_suppression *s)
{
	const char *rule = lab_rule_name(s->rule);
	struct lab_finding f = {
		.rule = LAB_RULE_UNUSED_SUPPRESSION,
		.certainty = LAB_CERT_CERTAIN,
		.at = s->at,
	};
	struct lab_buf key = { 0 };

	f.message = lab_arena_printf(r->arena,
		"a suppression of %s suppresses nothing; its reason was: %s",
		rule, s->reason);
	lab_buf_printf(&key, "unused-suppression %s %s %s", rule,
		       s->at.function ? s->at.function : "", s->reason);
	f.fingerprint = lab_hash(key.s, key.n, 0);
	lab_buf_free(&key);
	lab_report_add(r, &f);
}

static bool asked_for(uint32_t rules, unsigned int rule)
{
	return !rules || rules >> rule & 1;
}

void lab_report_suppress(struct lab_report *r, const char *root,
			 const struct lab_insteads *instead)
{
	struct lab_texts texts = { .root = root, .instead = instead };
	uint32_t i, k;

	for (i = 0; i < r->files.n; i++)
		read_file(r, &texts, r->files.v[i], true);
	read_headers(r, &texts);
	for (i = 0; i < r->findings.n; i++) {
		struct lab_finding *f = &r->findings.v[i];

		for (k = 0; k < r->suppressions.n; k++) {
			if (!covers(&r->suppressions.v[k], f))
				continue;
			f->suppressed = r->suppressions.v[k].reason;
			r->suppressions.v[k].used = true;
		}
	}
	lab_source_free(&texts);
}

void lab_report_unused(struct lab_report *r, uint32_t rules)
{
	uint32_t i, n = r->suppressions.n;

	for (i = 0; i < n; i++) {
		const struct lab_suppression *s = &r->suppressions.v[i];

		if (!s->used && s->judged && asked_for(rules, s->rule) &&
		    asked_for(rules, LAB_RULE_UNUSED_SUPPRESSION))
			add_unused(r, s);
	}
	r->suppressions.n = 0;
}
