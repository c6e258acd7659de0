/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel's own conventions say of a function, and the compiler does
 * not see: sparse's annotations are empty macros, lockdep's and might_sleep()
 * are, too, in most configurations, "Context:" stands in a comment. They are
 * read from the main source file, beside the function.
 */
#include "lower.h"

typedef std::vector<std::string> lines;

static const lines &lines_of(const char *file)
{
	static std::string name;
	static lines text;
	char buf[1024];
	FILE *f;

	if (name == file)
		return text;
	name = file;
	text.clear();
	f = fopen(file, "r");
	while (f && fgets(buf, sizeof(buf), f)) {
		std::string s = buf;

		while (!s.empty() && strchr(" \t\r\n", s.back()))
			s.pop_back();
		text.push_back(s);
	}
	if (f)
		fclose(f);
	return text;
}

static void add_note(std::string *out, const std::string &note)
{
	if (out->find(note) == std::string::npos)
		*out += (out->empty() ? "" : "\n") + note;
}

static bool has(const std::string &s, const char *word)
{
	return s.find(word) != std::string::npos;
}

static const std::string &at(const lines &text, size_t line)
{
	static const std::string none;

	return line >= 1 && line <= text.size() ? text[line - 1] : none;
}

/* The text behind "Context:" in the comment that ends above line @n. */
static std::string doc_context(const lines &text, size_t n)
{
	std::string out;
	size_t i, last, from = n;

	for (i = 0; i < 6 && n > 1 && !has(at(text, n), "*/"); i++)
		if (at(text, --n).empty() && i)
			return "";
	if (!has(at(text, n), "*/"))
		return "";
	last = n;
	while (n > 1 && !has(at(text, n), "/*"))
		n--;
	if (at(text, n).compare(0, 3, "/**") || from - n > 200)
		return "";
	for (i = n; i < last && !has(at(text, i), "* Context:"); i++)
		;
	for (from = i; i < last; i++) {
		const std::string &s = at(text, i);

		if (i > from && (s == " *" || (s.find(": ") != s.npos)))
			break;
		out += s + " ";
	}
	for (char &c : out)
		c = (char)TOLOWER(c);
	return out;
}

static bool has_one_of(const std::string &s, const char *const *words)
{
	for (; *words; words++)
		if (has(s, *words))
			return true;
	return false;
}

/*
 * What is said with a condition is left to the analysis, and so is what is
 * denied, but for sleep: "not suitable from atomic context".
 */
static void note_context(std::string *out, const std::string &said)
{
	static const char *const doubt[] = {
		" if ", " unless", "depend", "except", "gfp", " when ",
		" caller", "otherwise", " which ", nullptr };
	static const char *const calm[] = {
		"not sleep", "n't sleep", "never sleep", nullptr };
	static const char *const denied[] = {
		" not ", "n't ", " never ", "cannot ", "non-", "!", nullptr };
	static const char *const atomic[] = {
		"any context", "atomic context", "interrupt context", "softirq",
		"hardirq", nullptr };
	static const char *const sleeps[] = {
		"may sleep", "might sleep", "can sleep", "can_sleep", "sleeps",
		"permits to sleep", "able to sleep", "context: sleep",
		nullptr };
	bool no = has_one_of(said, calm);
	bool may = !no && has_one_of(said, sleeps);

	if (has_one_of(said, doubt) || (!no && has_one_of(said, denied)))
		return;
	if (has(said, "permits to sleep") || has(said, "able to sleep")) {
		add_note(out, "doc sleep");
	} else if (no || (has_one_of(said, atomic) && !has(said, "process"))) {
		if (!may)
			add_note(out, "doc atomic");
	} else if (may) {
		add_note(out, "doc sleep");
	}
}

/* "__acquires(x)" and its like, between the parameters and the body. */
static void note_sparse(std::string *out, const std::string &head)
{
	static const struct { const char *macro, *note; } marks[] = {
		{ "__acquires(", "acquires" }, { "__releases(", "releases" },
		{ "__must_hold(", "holds" } };

	for (const auto &m : marks) {
		size_t p = 0;

		while ((p = head.find(m.macro, p)) != head.npos) {
			size_t from = p + strlen(m.macro);
			size_t to = head.find(')', from);

			p = from;
			if (to != head.npos)
				add_note(out, std::string(m.note) + " " +
					      head.substr(from, to - from));
		}
	}
}

/*
 * Statements of the body's outermost level that come before any way out, and
 * before any other call: that may give a lock back.
 */
static void note_body(std::string *out, const lines &text, size_t from,
		      size_t to)
{
	static const char assert_held[] = "\tlockdep_assert_held(";

	for (size_t n = from; n < to; n++) {
		const std::string &s = at(text, n);

		if (has(s, "return") || has(s, "goto ") || has(s, "switch "))
			return;
		if (s == "\tmight_sleep();")
			add_note(out, "sleep");
		if (has_prefix(s.c_str(), assert_held) && s.size() > 24)
			add_note(out, "holds " + s.substr(
				sizeof(assert_held) - 1,
				s.rfind(')') - sizeof(assert_held) + 1));
		else if (s != "\tmight_sleep();" && has(s, "("))
			return;
	}
}

void notes_of_source(tree decl, std::string *out)
{
	expanded_location begin = expand_location(DECL_SOURCE_LOCATION(decl));
	function *fn = DECL_STRUCT_FUNCTION(decl);
	expanded_location end;
	std::string head;
	size_t n;

	if (!fn || !begin.file || !main_input_filename ||
	    strcmp(begin.file, main_input_filename))
		return;
	end = expand_location(fn->function_end_locus);
	if (!end.file || strcmp(end.file, begin.file) || end.line < begin.line)
		return;
	const lines &text = lines_of(begin.file);

	note_context(out, doc_context(text, begin.line));
	for (n = begin.line; n < (size_t)end.line; n++) {
		const std::string &s = at(text, n);

		head += s.substr(0, s.find('{')) + " ";
		if (has(s, "{"))
			break;
	}
	note_sparse(out, head);
	note_body(out, text, n + 1, end.line);
}
