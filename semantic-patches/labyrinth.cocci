// SPDX-License-Identifier: GPL-2.0-or-later
/// The labyrinth, #define labyrinth (void *)alloc_page(gfp_atomic), and macros of
/// its shape: a body without parentheses, whose cast binds looser than ->; a
/// mention whose page is lost; a second mention after a test of the first, which
/// is another page; a struct page written to as if it were the page's memory; a
/// page freed by address, or into a reserve it did not come from.
///
//# The rules but the first know the macro by its name. A pointer declared
//# struct page * may be followed to the page's fields. Patch mode adds the
//# parentheses and puts __free_page() where the page is freed wrongly.
//
// Confidence: High
// Copyright: (C) 2026 The labcheck authors
// Keywords: labyrinth, alloc_page, macro
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
ALLOCS = set("""
	alloc_page alloc_pages __get_free_page __get_free_pages get_zeroed_page kmalloc kzalloc
	kmem_cache_alloc vmalloc
""".split())
WRITERS = set("""
	memset memcpy memmove strcpy strscpy snprintf sprintf clear_page copy_page memcpy_fromio
	memset_io copy_from_user
""".split())

def where(p):
	return (p.file, int(p.line), int(p.column))

told = set()
pages = set()      # declared as struct page *
sure = set()
swap = set()

def tell(p, what):
	if where(p) not in told:
		told.add(where(p))
		printer(p, what)

@initialize:python depends on report@
@@
def printer(p, what):
	coccilib.report.print_report(p, "WARNING: " + what)

@initialize:python depends on org@
@@
def printer(p, what):
	coccilib.org.print_safe_todo(p, what)

@initialize:python depends on patch || context@
@@
def printer(p, what):
	pass

@script:python@
@@
pages.clear()

// The body.
@body@
iterator name scoped_guard;
identifier m;
identifier a : script:python() { a in ALLOCS };
type T;
position p;
@@
#define m (T)a@p(...)

@script:python@
site << body.p;
@@
sure.add(where(site[0]))
tell(site[0], "allocation in a macro without parentheses: the cast binds looser than -> [labcheck:macro-alloc]")

// A mention whose page nobody keeps.
@lost@
symbol labyrinth;
statement S1, S2;
expression E;
position p;
@@
(
labyrinth@p;
|
if (\(labyrinth@p\|!labyrinth@p\|labyrinth@p == NULL\|labyrinth@p != NULL\)) S1 else S2
|
while (\(labyrinth@p\|!labyrinth@p\)) S1
|
if (<+... \(!labyrinth@p\|labyrinth@p == NULL\|labyrinth@p != NULL\|labyrinth@p && E\|E && labyrinth@p\) ...+>) S1 else S2
)

@script:python@
site << lost.p;
@@
sure.add(where(site[0]))
tell(site[0], "each mention of labyrinth is a page; this one is lost [labcheck:macro-alloc]")

// The test was of another page.
@again exists@
symbol labyrinth;
statement S1, S2;
expression x;
position p;
@@
if (\(labyrinth\|!labyrinth\|labyrinth == NULL\|labyrinth != NULL\)) S1 else S2
...
\(x = labyrinth@p\|x = (void *)labyrinth@p\)

@script:python@
site << again.p;
@@
sure.add(where(site[0]))
tell(site[0], "a second mention of labyrinth is a second page, untested [labcheck:macro-alloc]")

@follow@
symbol labyrinth;
identifier f;
position p;
@@
labyrinth@p->f

@script:python@
site << follow.p;
@@
sure.add(where(site[0]))
tell(site[0], "the cast of labyrinth binds looser than ->, and the page is lost [labcheck:macro-alloc]")

// What is the page's own: fields of a struct page.
@typed@
local idexpression struct page *x;
position n;
@@
x@n

@script:python@
other << typed.n;
@@
pages.add(where(other[0]))

@bytes exists@
symbol labyrinth;
identifier user : script:python() { user in WRITERS };
expression x, E, y;
identifier f;
position p;
@@
x = labyrinth
... when != x = E
    when any
\(x@p->f\|*x@p\|x@p[E]\|user(x@p, ...)\|user(y, x@p, ...)\)

@script:python@
site << bytes.p;
@@
if where(site[0]) not in pages:
	sure.add(where(site[0]))
	tell(site[0], "a struct page behind a void pointer, used as the page's memory [labcheck:page-as-memory]")

@bytes_untested exists@
symbol labyrinth;
identifier user : script:python() { user in WRITERS };
expression x, E, y;
identifier f;
position p;
@@
x = labyrinth
... when != x
\(x@p->f\|*x@p\|x@p[E]\|user(x@p, ...)\|user(y, x@p, ...)\)

@script:python@
site << bytes_untested.p;
@@
sure.add(where(site[0]))
printer(site[0], "labyrinth is NULL under pressure, and was not tested [labcheck:unchecked-alloc]")

@bytes_decl exists@
symbol labyrinth;
identifier user : script:python() { user in WRITERS };
type T;
identifier x;
expression E, y;
identifier f;
position p;
@@
T x = labyrinth;
... when != x = E
    when any
\(x@p->f\|*x@p\|x@p[E]\|user(x@p, ...)\|user(y, x@p, ...)\)

@script:python@
site << bytes_decl.p;
@@
if where(site[0]) not in pages:
	sure.add(where(site[0]))
	tell(site[0], "a struct page behind a void pointer, used as the page's memory [labcheck:page-as-memory]")

@bytes_decl_untested exists@
symbol labyrinth;
identifier user : script:python() { user in WRITERS };
type T;
identifier x;
expression E, y;
identifier f;
position p;
@@
T x = labyrinth;
... when != x
\(x@p->f\|*x@p\|x@p[E]\|user(x@p, ...)\|user(y, x@p, ...)\)

@script:python@
site << bytes_decl_untested.p;
@@
sure.add(where(site[0]))
printer(site[0], "labyrinth is NULL under pressure, and was not tested [labcheck:unchecked-alloc]")

@freed exists@
symbol labyrinth;
identifier takes = { kfree, vfree, kvfree, free_page, free_pages };
expression x, E, y;
type V;
position p;
@@
x = labyrinth
... when != x = E
    when any
\(takes@p(\(x\|(V)x\), ...)\|labyrinth_put@p(y, x)\)

@script:python@
site << freed.p;
@@
sure.add(where(site[0]))
swap.add(where(site[0]))
tell(site[0], "a page of the labyrinth goes back with __free_page() [labcheck:mismatched-free]")

@freed_decl exists@
symbol labyrinth;
identifier takes = { kfree, vfree, kvfree, free_page, free_pages };
type T;
identifier x;
expression E, y;
type V;
position p;
@@
T x = labyrinth;
... when != x = E
    when any
\(takes@p(\(x\|(V)x\), ...)\|labyrinth_put@p(y, x)\)

@script:python@
site << freed_decl.p;
@@
sure.add(where(site[0]))
swap.add(where(site[0]))
tell(site[0], "a page of the labyrinth goes back with __free_page() [labcheck:mismatched-free]")

@depends on context@
identifier c;
expression x;
position h : script:python() { where(h[0]) in sure };
@@
* \(c@h(...)\|x@h\)

@depends on patch@
identifier c;
expression x, y;
type T;
position h : script:python() { where(h[0]) in swap };
@@
(
-c@h(\((T)x\|x\))
+__free_page(x)
|
-c@h(y, x)
+__free_page(x)
)

@depends on patch@
identifier m, c;
type T;
expression list es;
position h : script:python() { where(h[0]) in sure };
@@
 #define m
-(T)c@h(es)
+((T)c(es))
