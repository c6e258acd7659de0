// SPDX-License-Identifier: GPL-2.0-or-later
/// The result of an allocation that can fail, used before anything has looked at
/// it.
///
//# Reported is the first mention of the pointer after the allocation, when it is
//# a dereference or a call that writes to it. Requests with __GFP_NOFAIL are
//# passed over. Known to be missed: a test that comes too late, a pointer that
//# goes through another variable, an allocation in a helper. There is no patch
//# mode: how a function fails is its own affair.
//
// Confidence: High
// Copyright: (C) 2026 The labcheck authors
// Keywords: kmalloc, kzalloc, NULL
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
MAYFAIL = set("""
	kmalloc kzalloc kcalloc kmalloc_array kmalloc_node kzalloc_node kcalloc_node krealloc kmemdup
	kmemdup_nul kstrdup kstrndup kasprintf kvasprintf kvmalloc kvzalloc kvcalloc kvmalloc_array
	vmalloc vzalloc vmalloc_user kmem_cache_alloc kmem_cache_zalloc kmem_cache_alloc_node
	alloc_page alloc_pages alloc_pages_exact devm_kmalloc devm_kzalloc devm_kcalloc
	devm_kmalloc_array devm_kstrdup devm_kasprintf devm_kmemdup dma_alloc_coherent dma_pool_alloc
	dma_pool_zalloc alloc_percpu alloc_skb dev_alloc_skb netdev_alloc_skb usb_alloc_urb
	bitmap_alloc bitmap_zalloc kmalloc_obj kzalloc_obj kmalloc_objs kzalloc_objs kzalloc_flex
""".split())
# write to, or read from, what their arguments point to
USERS = set("""
	memset memcpy memmove strcpy strncpy strscpy strlcpy sprintf snprintf scnprintf strcat skb_put
	skb_put_data skb_reserve copy_from_user INIT_LIST_HEAD spin_lock_init mutex_init sg_init_table
	page_address clear_page
""".split())

SAY = "used untested; %s at line %s may have failed [labcheck:unchecked-alloc]"

def where(p):
	return (p.file, int(p.line), int(p.column))

told = set()
harmless = set()
faults = set()

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

@mass@
iterator name scoped_guard;
identifier a : script:python() { a in MAYFAIL };
position n;
@@
a@n(..., <+... __GFP_NOFAIL ...+>, ...)

@script:python@
other << mass.n;
@@
harmless.add(where(other[0]))

// Not evaluated, or behind a test in the same expression.
@inert0@
expression E, x;
identifier f;
position n;
@@
sizeof(<+... \(x@n->f\|*x@n\|x@n[E]\) ...+>)

@script:python@
other << inert0.n;
@@
harmless.add(where(other[0]))

@inert1@
expression E, x;
identifier f;
position n;
@@
\(x\|x != NULL\) && <+... \(x@n->f\|*x@n\|x@n[E]\) ...+>

@script:python@
other << inert1.n;
@@
harmless.add(where(other[0]))

@inert2@
expression E, x;
identifier f;
position n;
@@
\(!x\|x == NULL\) || <+... \(x@n->f\|*x@n\|x@n[E]\) ...+>

@script:python@
other << inert2.n;
@@
harmless.add(where(other[0]))

@inert3@
expression x;
identifier f;
position n;
@@
 &x@n->f

@script:python@
other << inert3.n;
@@
harmless.add(where(other[0]))

// An array in a struct of this file: its address, and nothing is read.
@arrays@
identifier s, f;
type T;
expression n;
@@
struct s {
	...
	T f[n];
	...
};

@inert4@
expression x;
identifier arrays.f;
identifier v;
type T;
position n;
@@
\(T v = x@n->f;\|v = x@n->f;\)

@script:python@
other << inert4.n;
@@
harmless.add(where(other[0]))

@use exists@
identifier a : script:python() { a in MAYFAIL };
identifier user : script:python() { user in USERS };
local idexpression x;
expression E;
identifier f;
type T;
position p, q;
@@
\(x = a@q(...);\|x = (T)a@q(...);\)
... when != x
\(x@p->f\|*x@p\|x@p[E]\|user(x@p, ...)\)

@use_name@
identifier c;
position use.q;
@@
c@q(...)

@script:python@
site << use.p;
source << use.q;
callee << use_name.c;
@@
if not {where(site[0]), where(source[0])} & harmless:
	faults.add(where(site[0]))
	tell(site[0], SAY % (callee, source[0].line))

@decl exists@
identifier a : script:python() { a in MAYFAIL };
identifier user : script:python() { user in USERS };
type U;
identifier x;
expression E;
identifier f;
type T;
position p, q;
@@
\(U x = a@q(...);\|U x = (T)a@q(...);\)
... when != x
\(x@p->f\|*x@p\|x@p[E]\|user(x@p, ...)\)

@decl_name@
identifier c;
position decl.q;
@@
c@q(...)

@script:python@
site << decl.p;
source << decl.q;
callee << decl_name.c;
@@
if not {where(site[0]), where(source[0])} & harmless:
	faults.add(where(site[0]))
	tell(site[0], SAY % (callee, source[0].line))

@depends on context@
expression x;
position h : script:python() { where(h[0]) in faults };
@@
* x@h
