// SPDX-License-Identifier: GPL-2.0-or-later
/// Memory freed by another family than the one it came from: slab, vmalloc, kv,
/// pages by struct page, pages by address, exact pages, mempool, kmem_cache, dma,
/// dma_pool, devm, percpu, skb, urb, net_device; and pages with another order.
///
//# Allocation and free stand in one function and name the same expression.
//# Reported is a free that no allocation of the right family can reach as well,
//# and none behind is_vmalloc_addr(). Known to be wrong where a helper puts
//# something else into the pointer by its address, and where two orders are
//# equal but written in two ways. kfree() of a kmem_cache object and kvfree() of
//# slab or vmalloc memory are right. Patch mode puts the right free where it has
//# the same argument; not for dma, caches, pools and devm, whose frees want more.
//
// Confidence: High
// Copyright: (C) 2026 The labcheck authors
// Keywords: kfree, vfree, kvfree, free_page, __free_pages, dma_free_coherent
// Options: --no-includes --include-headers
// Comments: Coccinelle 1.1 or newer, with its python

virtual patch
virtual context
virtual org
virtual report

@initialize:python@
@@
# family: what gives it
GIVES = {
	"slab": """
		kmalloc kzalloc kcalloc kmalloc_array kmalloc_node kzalloc_node krealloc krealloc_array
		kmemdup kstrdup kstrndup kmemdup_nul kasprintf kvasprintf kmalloc_obj kzalloc_obj
		kmalloc_objs kzalloc_objs kzalloc_flex
		""".split(),
	"vmalloc": """
		vmalloc vzalloc vmalloc_user vmalloc_32 vmalloc_node vzalloc_node __vmalloc vmalloc_array
		vcalloc
		""".split(),
	"kv": """
		kvmalloc kvzalloc kvmalloc_array kvcalloc kvmalloc_node kvzalloc_node kvmemdup
		vmemdup_user
		""".split(),
	"page": """
		alloc_page alloc_pages alloc_pages_node dev_alloc_page dev_alloc_pages
		""".split(),
	"address": """
		__get_free_page __get_free_pages get_zeroed_page __get_dma_pages
		""".split(),
	"exact": """
		alloc_pages_exact
		""".split(),
	"cache": """
		kmem_cache_alloc kmem_cache_zalloc kmem_cache_alloc_node
		""".split(),
	"mempool": """
		mempool_alloc
		""".split(),
	"dma": """
		dma_alloc_coherent dma_alloc_attrs dma_alloc_wc dma_alloc_noncoherent
		""".split(),
	"dmapool": """
		dma_pool_alloc dma_pool_zalloc
		""".split(),
	"devm": """
		devm_kmalloc devm_kzalloc devm_kcalloc devm_kmalloc_array devm_kmemdup devm_kstrdup
		devm_kasprintf
		""".split(),
	"percpu": """
		alloc_percpu __alloc_percpu alloc_percpu_gfp
		""".split(),
	"skb": """
		alloc_skb dev_alloc_skb netdev_alloc_skb napi_alloc_skb skb_clone skb_copy
		""".split(),
	"urb": """
		usb_alloc_urb
		""".split(),
	"netdev": """
		alloc_netdev alloc_etherdev alloc_netdev_mqs alloc_etherdev_mq alloc_candev
		""".split(),
}
# family: what may take it back
TAKES = {
	"slab": """
		kfree kfree_sensitive kzfree kvfree kvfree_sensitive kfree_rcu kvfree_rcu
		kfree_rcu_mightsleep kfree_const
		""".split(),
	"vmalloc": """
		vfree kvfree vfree_atomic
		""".split(),
	"kv": """
		kvfree kvfree_sensitive kvfree_rcu
		""".split(),
	"page": """
		__free_page __free_pages put_page
		""".split(),
	"address": """
		free_page free_pages
		""".split(),
	"exact": """
		free_pages_exact
		""".split(),
	"cache": """
		kmem_cache_free kfree kfree_rcu
		""".split(),
	"mempool": """
		mempool_free
		""".split(),
	"dma": """
		dma_free_coherent dma_free_attrs dma_free_wc dma_free_noncoherent
		""".split(),
	"dmapool": """
		dma_pool_free
		""".split(),
	"devm": """
		devm_kfree
		""".split(),
	"percpu": """
		free_percpu
		""".split(),
	"skb": """
		kfree_skb consume_skb dev_kfree_skb dev_kfree_skb_any dev_kfree_skb_irq
		dev_consume_skb_any kfree_skb_reason napi_consume_skb
		""".split(),
	"urb": """
		usb_free_urb usb_put_urb
		""".split(),
	"netdev": """
		free_netdev free_candev
		""".split(),
}
FAMILY = {a: family for family, names in GIVES.items() for a in names}
FREES = {f for names in TAKES.values() for f in names}
FIRST = {family: names[0] for family, names in TAKES.items()}
right = set()      # frees that can be reached with what they are made for
wrong = {}         # place of a free: (position, allocator, line, free)
swap = {}          # place of a wrong free: what belongs there

def where(p):
	return (p.file, int(p.line), int(p.column))

SIMPLE = set("slab vmalloc kv percpu skb urb netdev".split())
PLAIN = set("kfree vfree kvfree kfree_sensitive kfree_skb usb_free_urb free_percpu free_netdev".split())
told = set()

def pair(p, q, give, take):
	family = FAMILY[give]
	if take in TAKES[family]:
		right.add(where(p))
	else:
		wrong.setdefault(where(p), (p, give, q.line, take))

def judge():
	for place in sorted(set(wrong) - right):
		p, give, line, take = wrong[place]
		family = FAMILY[give]
		swap[place] = FIRST[family] if family in SIMPLE and take in PLAIN else None
		if family == "page" and take == "free_page":
			swap[place] = "__free_page"
		tell(p, "%s of what %s gave at line %s, which wants %s [labcheck:mismatched-free]"
		     % (take, give, line, FIRST[family]))

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
for table in (right, wrong, swap):
	table.clear()

// From an allocation to a free of the same expression.
@assign exists@
iterator name scoped_guard;
identifier a : script:python() { a in FAMILY };
identifier f : script:python() { f in FREES };
expression x, E;
type T, V;
position p, q;
@@
\(x = a@q(...)\|x = (T)a@q(...)\)
... when != x = E
    when != is_vmalloc_addr(x)
    when any
f@p(..., \(x\|(V)x\), ...)

@assign_give@
identifier c;
position assign.q;
@@
c@q(...)

@assign_take@
identifier c;
position assign.p;
@@
c@p(...)

@script:python@
site << assign.p;
source << assign.q;
give << assign_give.c;
take << assign_take.c;
@@
pair(site[0], source[0], give, take)

@decl exists@
identifier a : script:python() { a in FAMILY };
identifier f : script:python() { f in FREES };
type U;
identifier x;
expression E;
type T, V;
position p, q;
@@
\(U x = a@q(...);\|U x = (T)a@q(...);\)
... when != x = E
    when != is_vmalloc_addr(x)
    when any
f@p(..., \(x\|(V)x\), ...)

@decl_give@
identifier c;
position decl.q;
@@
c@q(...)

@decl_take@
identifier c;
position decl.p;
@@
c@p(...)

@script:python@
site << decl.p;
source << decl.q;
give << decl_give.c;
take << decl_take.c;
@@
pair(site[0], source[0], give, take)

@script:python@
@@
judge()

// A struct page is no address, wherever it comes from.
@page@
struct page *x;
type T;
identifier taker = { kfree, vfree, kvfree, free_page, free_pages };
position p;
@@
taker@p(\(x\|(T)x\), ...)

@script:python@
site << page.p;
take << page.taker;
@@
swap.setdefault(where(site[0]), None)
if take == "free_page":
	swap[where(site[0])] = "__free_page"
tell(site[0], "%s of a struct page, which wants __free_page [labcheck:mismatched-free]" % take)

// Orders.
@order exists@
expression x, E, F;
constant O, N;
position p, q;
@@
x = \(alloc_pages@q(E, O)\|__get_free_pages@q(E, O)\)
... when != x = F
    when any
\(__free_pages@p(x, N)\|free_pages@p(x, N)\)

@script:python@
site << order.p;
source << order.q;
want << order.O;
have << order.N;
@@
if want.strip() != have.strip():
	swap[where(site[0])] = None
	tell(site[0], "order %s freed, order %s taken at line %s [labcheck:mismatched-free]"
	     % (have.strip(), want.strip(), source[0].line))

@several exists@
expression x, E, F;
constant O : script:python() { O.strip() != "0" };
position p, q;
@@
x = \(alloc_pages@q(E, O)\|__get_free_pages@q(E, O)\)
... when != x = F
    when any
\(__free_page@p(x)\|free_page@p(x)\)

@script:python@
site << several.p;
source << several.q;
@@
swap[where(site[0])] = None
tell(site[0], "one page freed, several taken at line %s [labcheck:mismatched-free]" % source[0].line)

@depends on context@
identifier c;
position h : script:python() { where(h[0]) in swap };
@@
* c@h(...)

@depends on patch@
identifier c;
expression x;
type T;
position h0 : script:python() { swap.get(where(h0[0])) == "free_netdev" };
position h1 : script:python() { swap.get(where(h1[0])) == "free_percpu" };
position h2 : script:python() { swap.get(where(h2[0])) == "kfree" };
position h3 : script:python() { swap.get(where(h3[0])) == "kfree_skb" };
position h4 : script:python() { swap.get(where(h4[0])) == "kvfree" };
position h5 : script:python() { swap.get(where(h5[0])) == "usb_free_urb" };
position h6 : script:python() { swap.get(where(h6[0])) == "vfree" };
position h7 : script:python() { swap.get(where(h7[0])) == "__free_page" };
@@
(
-c@h0(x)
+free_netdev(x)
|
-c@h1(x)
+free_percpu(x)
|
-c@h2(x)
+kfree(x)
|
-c@h3(x)
+kfree_skb(x)
|
-c@h4(x)
+kvfree(x)
|
-c@h5(x)
+usb_free_urb(x)
|
-c@h6(x)
+vfree(x)
|
-c@h7(\((T)x\|x\))
+__free_page(x)
)
