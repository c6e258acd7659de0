/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "../../plugin/core/render/render.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

void test_render_formats(void)
{
	int i;

	for (i = 0; i < LAB_FORMAT_COUNT; i++) {
		CHECK(lab_format_by_name(lab_format_name(i)) == i);
		CHECK(lab_format_text(i)[0]);
	}
	CHECK(lab_format_by_name("nosuch") == -1);
}

static const struct lab_step steps[] = {
	{ { "d/a.c", 10, 2, "irq" }, "spinlock 'dev->lock' taken here", LAB_STEP_NOTE },
	{ { "d/a.c", 12, 2, "irq" }, "calls refill()", LAB_STEP_NOTE },
	{ { "d/a.c", 3, 9, "refill" }, "calls grab()", LAB_STEP_NOTE },
	{ { "d/b.c", 100, 9, "grab" }, "returns", LAB_STEP_NOTE },
	{ { "d/a.c", 4, 9, "refill" }, "kmalloc() may sleep", LAB_STEP_NOTE },
};

static struct lab_report *report(const char *message)
{
	struct lab_report *r = lab_report_new();
	const struct lab_finding f = {
		.rule = LAB_RULE_ATOMIC_ALLOC,
		.certainty = LAB_CERT_LIKELY,
		.at = { "d/a.c", 4, 9, "refill" },
		.message = message,
		.fingerprint = 0x1234,
		.steps = steps,
		.nsteps = LAB_ARRAY_SIZE(steps),
		.fix_old = "GFP_KERNEL",
		.fix_new = "GFP_ATOMIC",
	};

	lab_report_add(r, &f);
	lab_report_unanalysed(r, LAB_UNAN_CALLEE, "g", "because", &f.at);
	lab_report_unanalysed(r, LAB_UNAN_CALLEE, "g", NULL, &f.at);
	lab_report_unanalysed(r, LAB_UNAN_FILE, "x.c", NULL, NULL);
	return r;
}

static char *render(enum lab_format f, struct lab_report *r,
		    const struct lab_render_options *opt)
{
	struct lab_buf b = { 0 };

	lab_buf_str(&b, "");
	lab_render(f, r, opt, &b);
	lab_report_free(r);
	return b.s;
}

#define PATH                                                           \
	"    d/a.c:10   irq: spinlock 'dev->lock' taken here\n"         \
	"    d/a.c:12   irq: calls refill()\n"                          \
	"    d/a.c:3      refill: calls grab()\n"                       \
	"    d/b.c:100      grab: returns\n"                            \
	"    d/a.c:4      refill: kmalloc() may sleep\n"                \
	"    fix: replace 'GFP_KERNEL' by 'GFP_ATOMIC'\n"

void test_render_text(void)
{
	const struct lab_render_options plain = { .root = "/nonexistent" };
	const struct lab_render_options ledger = { .root = "/nonexistent",
						   .ledger = true };
	const struct lab_render_options colour = { .root = "/nonexistent",
						   .colour = true };
	char *s;

	s = render(LAB_FORMAT_TEXT, lab_report_new(), &ledger);
	CHECK_STR(s, "");
	free(s);
	s = render(LAB_FORMAT_TEXT, report("may\033[31m sleep"), &plain);
	CHECK_STR(s, "d/a.c:4:9: warning: may?[31m sleep (likely) [labcheck:atomic-alloc]\n"
		     PATH);
	free(s);
	s = render(LAB_FORMAT_TEXT, report("m"), &ledger);
	CHECK_STR(s, "d/a.c:4:9: warning: m (likely) [labcheck:atomic-alloc]\n"
		     PATH
		     "d/a.c:4:9: note: not analysed: g: function without body or model: because"
		     " (2 times) [labcheck:unknown-callee]\n"
		     "labcheck: note: not analysed: x.c: source file that could not be analysed"
		     " [labcheck:file]\n");
	free(s);
	s = render(LAB_FORMAT_TEXT, report("m"), &colour);
	CHECK(!strncmp(s, "\033[1md/a.c:4:9:\033[0m \033[1;35mwarning:", 34));
	free(s);
}

void test_render_narrow(void)
{
	const struct lab_render_options narrow = { .root = "/nonexistent",
						   .width = 44 };
	const struct lab_render_options colour = { .root = "/nonexistent",
						   .width = 44, .colour = true };
	static const char text[] =
		"d/a.c:4:9: warning: kmalloc with GFP_KERNEL\n"
		"    may sleep (likely)\n"
		"    [labcheck:atomic-alloc]\n"
		"    :10        irq: spinlock 'dev->lock'\n"
		"                 taken here\n"
		"    :12        irq: calls refill()\n"
		"    :3           refill: calls grab()\n"
		"    d/b.c:100      grab: returns\n"
		"    :4           refill: kmalloc() may sleep\n"
		"    fix: replace 'GFP_KERNEL' by 'GFP_ATOMIC'\n";
	char *s = render(LAB_FORMAT_TEXT,
			 report("kmalloc with GFP_KERNEL may sleep"), &narrow);
	char *plain, *from, *to;

	CHECK_STR(s, text);
	free(s);
	/* Colours take no room. */
	s = render(LAB_FORMAT_TEXT, report("kmalloc with GFP_KERNEL may sleep"),
		   &colour);
	plain = to = strdup(s);
	for (from = s; *from; from++) {
		if (*from == '\033')
			from += strcspn(from, "m");
		else
			*to++ = *from;
	}
	*to = '\0';
	CHECK_STR(plain, text);
	free(plain);
	free(s);
}

static void write_file(const char *name, const char *text)
{
	FILE *f = fopen(name, "w");

	CHECK(f != NULL);
	if (!f)
		return;
	fputs(text, f);
	fclose(f);
}

static void check_snippet(const char *root, const char *source,
			  const char *should)
{
	const struct lab_render_options opt = { .root = root };
	struct lab_report *r = lab_report_new();
	const struct lab_finding f = {
		.rule = LAB_RULE_ATOMIC_ALLOC,
		.certainty = LAB_CERT_CERTAIN,
		.at = { "x.c", 2, 4, "f" },
		.message = "m",
	};
	char name[64], *s;

	snprintf(name, sizeof(name), "%s/x.c", root);
	write_file(name, source);
	lab_report_add(r, &f);
	s = render(LAB_FORMAT_TEXT, r, &opt);
	CHECK(!strncmp(s, "x.c:2:4: warning: m [labcheck:atomic-alloc]\n", 44));
	CHECK_STR(s + 44, should);
	free(s);
	unlink(name);
}

void test_render_source(void)
{
	char root[] = "/tmp/labcheck-test-XXXXXX";

	CHECK(mkdtemp(root) != NULL);
	check_snippet(root, "one\n\tp = k();\r\nthree",
		      "    2 | \tp = k();\n      | \t  ^\n");
	check_snippet(root, "one\np\xc3\xa9q\033",
		      "    2 | p\xc3\xa9q?\n      |   ^\n");
	check_snippet(root, "one\nab\n", "    2 | ab\n");
	check_snippet(root, "one\n", "");
	check_snippet(root, "", "");
	rmdir(root);
}

void test_render_jsonl(void)
{
	const struct lab_render_options opt = { .ledger = true };
	char *s = render(LAB_FORMAT_JSONL, report("a \"b\" \\ \n\x01"), &opt);

	CHECK_STR(s,
		  "{\"rule\":\"atomic-alloc\",\"certainty\":\"likely\",\"file\":\"d/a.c\","
		  "\"line\":4,\"column\":9,\"function\":\"refill\","
		  "\"message\":\"a \\\"b\\\" \\\\ \\n\\u0001\","
		  "\"fingerprint\":\"0000000000001234\",\"engine\":\"gcc\",\"engines\":[\"gcc\"],"
		  "\"fix\":{\"replace\":\"GFP_KERNEL\",\"by\":\"GFP_ATOMIC\"},\"path\":["
		  "{\"file\":\"d/a.c\",\"line\":10,\"column\":2,\"function\":\"irq\",\"text\":\"spinlock 'dev->lock' taken here\"},"
		  "{\"file\":\"d/a.c\",\"line\":12,\"column\":2,\"function\":\"irq\",\"text\":\"calls refill()\"},"
		  "{\"file\":\"d/a.c\",\"line\":3,\"column\":9,\"function\":\"refill\",\"text\":\"calls grab()\"},"
		  "{\"file\":\"d/b.c\",\"line\":100,\"column\":9,\"function\":\"grab\",\"text\":\"returns\"},"
		  "{\"file\":\"d/a.c\",\"line\":4,\"column\":9,\"function\":\"refill\",\"text\":\"kmalloc() may sleep\"}]}\n"
		  "{\"unanalysed\":\"unknown-callee\",\"name\":\"g\",\"why\":\"because\","
		  "\"file\":\"d/a.c\",\"line\":4,\"column\":9,\"function\":\"refill\",\"count\":2}\n"
		  "{\"unanalysed\":\"file\",\"name\":\"x.c\",\"why\":\"\",\"file\":\"\",\"line\":0,\"count\":1}\n"
		  "{\"end\":1,\"findings\":1,\"unanalysed\":2,\"files\":0}\n");
	free(s);
}

void test_render_line(void)
{
	const struct lab_render_options opt = { .ledger = true };
	char *s = render(LAB_FORMAT_LINE, report("a\nb\xc2\x9b" "1m \xe2\x80\xae"), &opt);

	CHECK_STR(s, "d/a.c:4:9: warning: refill(): a?b?1m ? (likely) [labcheck:atomic-alloc]\n"
		     "d/a.c:4:9: note: not analysed: g: function without body or model: because"
		     " [labcheck:unknown-callee]\n"
		     "labcheck: note: not analysed: x.c: source file that could not be analysed"
		     " [labcheck:file]\n");
	free(s);
}

void test_render_github(void)
{
	const struct lab_render_options opt = { .ledger = false };
	struct lab_report *r = lab_report_new();
	const struct lab_finding f = {
		.rule = LAB_RULE_ATOMIC_ALLOC, .certainty = LAB_CERT_CERTAIN,
		.at = { "a,b:c%.c", 4, 9, "f" }, .message = "50%\n::stop::x",
		.standing = LAB_STANDING_NEW, .steps = steps, .nsteps = 1,
	};
	char *s;

	lab_report_add(r, &f);
	s = render(LAB_FORMAT_GITHUB, r, &opt);
	CHECK_STR(s, "::error file=a%2Cb%3Ac%25.c,line=4,col=9,title=labcheck atomic-alloc::"
		     "50%25?::stop::x%0Ad/a.c:10: irq: spinlock 'dev->lock' taken here\n");
	free(s);
}

/* What does not count is shown by nobody who does not say so. */
void test_render_suppressed(void)
{
	const struct lab_render_options opt = { .ledger = false };
	int i;

	for (i = 0; i < LAB_FORMAT_COUNT; i++) {
		struct lab_report *r = report("m");
		char *s;

		/* it says so, in its own way */
		if (i == LAB_FORMAT_SARIF || i == LAB_FORMAT_HTML) {
			lab_report_free(r);
			continue;
		}
		r->findings.v[0].suppressed = "reason";
		CHECK(lab_report_count(r) == 0);
		s = render(i, r, &opt);
		CHECK_STR(s, "");
		free(s);
	}
}

static const struct {
	const char *message, *should;
} utf8[] = {
	{ "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x90\x9b",
	  "na\xc3\xafve \xe2\x82\xac \xf0\x9f\x90\x9b" },
	{ "\x80", "\\ufffd" },
	{ "\xc3", "\\ufffd" },
	{ "\xc3(", "\\ufffd(" },
	{ "\xc0\xaf", "\\ufffd\\ufffd" },
	{ "\xe0\x80\xaf", "\\ufffd\\ufffd\\ufffd" },
	{ "\xed\xa0\x80", "\\ufffd\\ufffd\\ufffd" },
	{ "\xf4\x90\x80\x80", "\\ufffd\\ufffd\\ufffd\\ufffd" },
	{ "\xf0\x9f\x90", "\\ufffd\\ufffd\\ufffd" },
	{ "\x7f\t", "\\u007f\\t" },
};

void test_render_utf8(void)
{
	const struct lab_render_options opt = { .ledger = false };
	struct lab_buf should = { 0 };
	uint32_t i;

	for (i = 0; i < LAB_ARRAY_SIZE(utf8); i++) {
		char *s = render(LAB_FORMAT_JSONL, report(utf8[i].message), &opt);

		should.n = 0;
		lab_buf_printf(&should, "\"message\":\"%s\",", utf8[i].should);
		CHECK(strstr(s, should.s));
		free(s);
	}
	lab_buf_free(&should);
}
