/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "test.h"
#include "../../plugin/core/unit/unit-io.h"

#include <stdlib.h>

static struct lab_unit *parse(const char *text, struct lab_error *err)
{
	return lab_unit_parse(text, strlen(text), "t", err);
}

/* Printed as it was written. */
static const char example[] =
	"unit \"drivers/foo.c\"\n"
	"compiler \"GCC 12.2.0\"\n"
	"kernel 6.1.158\n"
	"\n"
	"gfp GFP_ATOMIC 0xa20\n"
	"gfp GFP_KERNEL 0xcc0\n"
	"\n"
	"fn @spin_lock(ptr lock: spinlock) void static inline !include/linux/spinlock.h:345:29\n"
	"fn @spin_lock(ptr) void static\n"
	"fn @\"odd name\"(...) noreturn\n"
	"var @ops ptr const\n"
	"var @other alias @ops\n"
	"\n"
	"fn @probe(ptr dev: foo, gfp flags, int) int static section \".init.text\" !10:5 {\n"
	"\tlocal ptr buf: urb\n"
	"\tlocal agg \"odd name\"\n"
	"bb0:\n"
	"\t%3:ptr = field %dev, foo.lock:agg\n"
	"\tcall @spin_lock(%3) !11:2 macro lock_it\n"
	"\tcall @spin_lock/2(%3) !\"1.c\":11\n"
	"\tcond eq %3, 0 ? bb5 : bb1 !include/x.h:4:4\n"
	"bb1:\t\t# from bb0 bb1 bb2\n"
	"\t%4:int = phi [bb0: 0, bb1: -5, bb2: %5]\n"
	"\t%5:int = add %4, 1\n"
	"\t%6:ptr = load volatile $buf\n"
	"\tstore $1, %6\n"
	"\t%7:int = sel %5, %2, ?\n"
	"\tswitch %5 { default => bb1, 1 => bb5, 3..7 => bb2, 9 => bb5, ? => bb3 }\n"
	"bb2:\t\t# from bb1\n"
	"\t%8:int = asm volatile \"cli # \\n\"(%5, str, @ops)\n"
	"\tjump bb1\n"
	"bb3:\t\t# from bb1\n"
	"\tcall agg @\"odd name\"($1, 0x7fffffffffffffff, -9223372036854775808)\n"
	"\tfork bb4, bb5\n"
	"bb4:\t\t# from bb3\n"
	"\tstop\n"
	"bb5:\t\t# from bb0 bb1 bb3\n"
	"\t%9:int = phi [bb0: -12, bb1: %7, bb3: %8]\n"
	"\tret %9 !20:1\n"
	"} !21:1\n"
	"\n"
	"init @ops file_operations.open:ptr = @probe !30:1\n"
	"init @ops = @probe\n";

void test_text_example(void)
{
	struct lab_error err = { "" };
	struct lab_unit *u = parse(example, &err);
	struct lab_buf b = { 0 };

	CHECK_STR(err.msg, "");
	if (!u)
		return;
	lab_unit_print(u, &b);
	CHECK_STR(b.s, example);
	CHECK(u->kernel == (6 << 16 | 1 << 8 | 158));
	lab_buf_free(&b);
	lab_unit_free(u);
}

/* What need not be written by hand. */
void test_text_shorthand(void)
{
	struct lab_error err = { "" };
	struct lab_unit *u = parse(
		"fn @kmalloc(uint size, gfp flags) ptr # a comment\n"
		"fn @f(gfp how) int {\n"
		"start:\n"
		"  %p = call @kmalloc(64, %how) !3\n"
		"  cond ne %p, 0 ? good : bad\n"
		"good:\n  call @undeclared(%p)\n  jump out\n"
		"bad:\n  jump out\n"
		"out:\n  %r = phi [bad: -12, good: %x]\n  ret %r\n"
		"never: %x = eq %r, 0\n  stop\n}\n"
		"fn @g() {\n\tret\ndead:\n\t%1 = phi []\n\tret %1\n}\n", &err);
	struct lab_buf b = { 0 };

	CHECK_STR(err.msg, "");
	if (!u)
		return;
	lab_unit_print(u, &b);
	CHECK_STR(b.s,
		  "unit \"\"\ncompiler \"\"\nkernel 0.0.0\n\n"
		  "fn @kmalloc(uint size, gfp flags) ptr\n\n"
		  "fn @f(gfp how) int {\nbb0:\n"
		  "\t%1:ptr = call @kmalloc(64, %how) !3\n"
		  "\tcond ne %1, 0 ? bb1 : bb2\n"
		  "bb1:\t\t# from bb0\n\tcall @undeclared(%1)\n\tjump bb3\n"
		  "bb2:\t\t# from bb0\n\tjump bb3\n"
		  "bb3:\t\t# from bb1 bb2\n"
		  "\t%2:int = phi [bb1: %3, bb2: -12]\n\tret %2\n"
		  "bb4:\n\t%3:bool = eq %2, 0\n\tstop\n}\n\n"
		  "fn @g() {\nbb0:\n\tret\n"
		  "bb1:\n\t%0:int = phi []\n\tret %0\n}\n\n"
		  "fn @undeclared()\n");
	lab_buf_free(&b);
	lab_unit_free(u);
}

#define BODY(insns) "fn @f(int a) {\n" insns "}\n"

static const struct {
	const char *text, *message;
} errors[] = {
	{ "unti \"x\"\n",
	  "t:1: expected unit, compiler, kernel, build, module, gfp, fn, var, init or remark" },
	{ "fn @f()\nremark odd @f \"\" \"\" \"\"\n",
	  "t:2: expected a kind of remark: misfit, dropped or torn" },
	{ "\n\nunit x y\n", "t:3: expected the end of the line, not 'y'" },
	{ "unit \"x\n", "t:1: expected a closing quote" },
	{ "unit \"\\q\"\n",
	  "t:1: expected an escape \\n, \\t, \\\", \\\\ or \\xNN, not zero" },
	{ "unit \"\\x00\"\n",
	  "t:1: expected an escape \\n, \\t, \\\", \\\\ or \\xNN, not zero" },
	{ "kernel 6.1\n", "t:1: expected '.'" },
	{ "kernel 6.1.256\n", "t:1: expected a kernel version: 6.1.0" },
	{ "gfp X\n", "t:1: expected a number" },
	{ "gfp X 0x10000000000000000\n",
	  "t:1: expected a number of at most 64 bits" },
	/* A number at the very end, too long. */
	{ "gfp X 99999999999999999999999",
	  "t:1: expected a number of at most 64 bits" },
	{ "fn f()\n", "t:1: expected '@'" },
	{ "fn @f(dev)\n",
	  "t:1: expected a type: other, void, bool, int, uint, gfp, ptr or agg" },
	{ "fn @f(ptr\n", "t:1: expected ')'" },
	{ "fn @f() alias @g\n",
	  "t:1: expected a symbol that is declared, not 'g'" },
	{ "fn @f() !\n", "t:1: expected LINE or FILE:LINE" },
	{ "fn @f() {\n\tret\n", "t:3: expected '}'" },
	{ "var @v\ninit @v = @g\n",
	  "t:2: expected a symbol that is declared, not 'g'" },
	{ BODY("\tnop\n"), "t:2: expected an instruction" },
	{ BODY("\tstore %a\n"), "t:2: expected ','" },
	{ BODY("\tstore %a, $x\n"), "t:2: expected a local that is declared" },
	{ BODY("\tstore %a, x\n"),
	  "t:2: expected an operand: %VALUE, @SYMBOL, $LOCAL, NUMBER, str or ?" },
	{ BODY("\tstore %a, %b\n\tret\n"),
	  "t:2: expected a definition of value 'b'" },
	{ BODY("\t%a = undef\n\tret\n"),
	  "t:2: expected each value to be defined once" },
	{ BODY("\tjump x\n"), "t:2: expected a definition of label 'x'" },
	{ BODY("x:\n\tret\nx:\n\tret\n"),
	  "t:4: expected each label to stand once" },
	{ BODY("x:\n\tzero %a\ny:\n\tret\n"),
	  "t:4: expected a terminator before the label" },
	{ BODY("\tzero %a\n"), "t:3: expected a terminator before '}'" },
	{ BODY("\tcond and %a, 1 ? x : x\n"),
	  "t:2: expected eq, ne, lt, le, gt or ge" },
	{ BODY("\tswitch %a { 1 => x }\n"), "t:2: expected 'default'" },
	{ BODY("\tjump x\nx:\n\t%1 = phi [y: 1]\n\tret\ny:\n\tstop\n"),
	  "t:4: expected one value for each predecessor in phi" },
	{ BODY("\t%1 = field %a, x\n\tret\n"), "t:2: expected '.'" },
	{ BODY("\tcall @f(\n"),
	  "t:2: expected an operand: %VALUE, @SYMBOL, $LOCAL, NUMBER, str or ?" },
	{ BODY("\tstore volatile agg %a, 1\n\tret\n"),
	  "t: unit: function 0 (f): instruction 0: flags that do not belong to it" },
	{ BODY("\t%1 = store %a, 1\n\tret\n"),
	  "t: unit: function 0 (f): instruction 0: no result expected" },
};

void test_text_errors(void)
{
	uint32_t i;

	for (i = 0; i < LAB_ARRAY_SIZE(errors); i++) {
		struct lab_error err = { "" };
		struct lab_unit *u = parse(errors[i].text, &err);

		CHECK(!u);
		CHECK_STR(err.msg, errors[i].message);
		lab_unit_free(u);
	}
}
