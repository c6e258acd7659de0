// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function that frees what another one allocates. %p is the pointer, %0
 * to %3 arguments of the allocation, %& argument 2 without its '&'.
 */
#include "fixer.h"


/* include/linux/{slab,vmalloc,mm,gfp,mempool,percpu,skbuff,usb,string,
 * dma-mapping,dmapool,device}.h; the first beginning that fits counts. */
static const struct { const char *alloc, *free; } families[] = {
	{ "kmem_cache_", "kmem_cache_free(%0, %p)" },
	{ "kvmalloc", "kvfree(%p)" },
	{ "kvzalloc", "kvfree(%p)" },
	{ "kvcalloc", "kvfree(%p)" },
	{ "kvmemdup", "kvfree(%p)" },
	{ "vmemdup", "kvfree(%p)" },
	{ "kvrealloc", "kvfree(%p)" },
	{ "vmalloc", "vfree(%p)" },
	{ "vzalloc", "vfree(%p)" },
	{ "__vmalloc", "vfree(%p)" },
	{ "devm_k", "devm_kfree(%0, %p)" },
	{ "mempool_alloc", "mempool_free(%p, %0)" },
	{ "dma_alloc_coherent", "dma_free_coherent(%0, %1, %p, %&)" },
	{ "dma_pool_", "dma_pool_free(%0, %p, %&)" },
	{ "__get_free_pages", "free_pages((unsigned long)%p, %1)" },
	{ "__get_free_page", "free_page((unsigned long)%p)" },
	{ "get_zeroed_page", "free_page((unsigned long)%p)" },
	{ "alloc_pages_exact", "free_pages_exact(%p, %0)" },
	{ "alloc_pages", "__free_pages(%p, %1)" },
	{ "alloc_page", "__free_page(%p)" },
	{ "dev_alloc_page", "__free_page(%p)" },
	{ "alloc_percpu", "free_percpu(%p)" },
	{ "__alloc_percpu", "free_percpu(%p)" },
	{ "alloc_skb", "kfree_skb(%p)" },
	{ "dev_alloc_skb", "kfree_skb(%p)" },
	{ "netdev_alloc_skb", "kfree_skb(%p)" },
	{ "skb_clone", "kfree_skb(%p)" },
	{ "skb_copy", "kfree_skb(%p)" },
	{ "usb_alloc_urb", "usb_free_urb(%p)" },
	{ "usb_alloc_coherent", "usb_free_coherent(%0, %1, %p, %&)" },
	{ "labyrinth", "__free_page(%p)" },
	{ "bitmap_", "bitmap_free(%p)" },
	{ "memdup_user", "kfree(%p)" },
	{ "strndup_user", "kfree(%p)" },
	{ "k", "kfree(%p)" },
};

static const char *fill(const struct lab_fixer *x, lab_id alloc,
			const char *form, const char *what)
{
	struct lab_buf b = { 0 };
	const char *arg, *text = NULL;

	lab_buf_str(&b, "");
	for (; *form; form++) {
		if (*form != '%') {
			lab_buf_char(&b, *form);
			continue;
		}
		form++;
		if (*form == 'p')
			arg = what;
		else
			arg = lab_fixer_arg(x, alloc, *form == '&' ? 2u :
						      (unsigned int)(*form - '0'));
		/* usb_alloc_coherent(dev, size, flags, &dma) */
		if (*form == '&' && arg && *arg != '&')
			arg = lab_fixer_arg(x, alloc, 3);
		if (!arg)
			goto out;
		lab_buf_str(&b, *form == '&' && *arg == '&' ? arg + 1 : arg);
	}
	text = lab_arena_str(x->a, b.s, b.n);
out:
	lab_buf_free(&b);
	return text;
}

const char *lab_fixer_free(const struct lab_fixer *x, lab_id alloc,
			   const char *what)
{
	const struct lab_ctok *t = &x->s->toks.v[alloc];

	for (size_t i = 0; i < LAB_ARRAY_SIZE(families); i++) {
		size_t n = strlen(families[i].alloc);

		if (t->n >= n &&
		    !memcmp(x->s->text + t->at, families[i].alloc, n))
			return fill(x, alloc, families[i].free, what);
	}
	return NULL;
}

/* A statement "NAMEfree...(..., what, ...);". */
bool lab_fixer_frees(const struct lab_fixer *x, lab_id stmt, const char *what)
{
	const struct lab_cstmt *st = &x->s->stmts.v[stmt];
	char *name;

	if (st->kind != LAB_CSTMT_SIMPLE ||
	    x->s->toks.v[st->first].kind != LAB_CTOK_IDENT ||
	    !lab_fixer_is(x, st->first + 1, "("))
		return false;
	name = lab_ctok_str(x->s, st->first, x->a);
	if (!strstr(name, "free"))
		return false;
	for (unsigned int i = 0; i < 4; i++) {
		const char *arg = lab_fixer_arg(x, st->first, i);

		if (arg && lab_fixer_arg(x, st->first, i) && !strcmp(arg, what))
			return true;
		if (arg && !strncmp(arg, "(unsigned long)", 15) &&
		    !strcmp(arg + 15, what))
			return true;
	}
	return false;
}
