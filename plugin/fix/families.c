// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The function that frees what another one allocates. %p is the pointer, %0
 * to %3 arguments of the allocation, %& argument 2 without its '&'.
 */
#include "fixer.h"


/* include/linux/{slab,vmalloc,mm,gfp,mempool,percpu,skbuff,usb,string,
 * dma-mapping,dmapool,device,bitmap,scatterlist}.h, include/linux/usb/gadget.h,
 * include/linux/can/skb.h, include/net/netlink.h, include/crypto; "NAME*" is a
 * beginning. The first that fits counts. */
static const struct { const char *alloc, *free; } families[] = {
	{ "kmem_cache_*", "kmem_cache_free(%0, %p)" },
	{ "kvmalloc*", "kvfree(%p)" },
	{ "kvzalloc*", "kvfree(%p)" },
	{ "kvcalloc*", "kvfree(%p)" },
	{ "kvmemdup*", "kvfree(%p)" },
	{ "vmemdup_user", "kvfree(%p)" },
	{ "kvrealloc", "kvfree(%p)" },
	{ "vmalloc*", "vfree(%p)" },
	{ "vzalloc*", "vfree(%p)" },
	{ "vcalloc", "vfree(%p)" },
	{ "__vmalloc*", "vfree(%p)" },
	{ "__vcalloc", "vfree(%p)" },
	{ "devm_k*", "devm_kfree(%0, %p)" },
	{ "mempool_alloc", "mempool_free(%p, %0)" },
	{ "dma_alloc_coherent", "dma_free_coherent(%0, %1, %p, %&)" },
	{ "dma_alloc_wc", "dma_free_wc(%0, %1, %p, %&)" },
	{ "dma_pool_*", "dma_pool_free(%0, %p, %&)" },
	{ "__get_free_pages", "free_pages((unsigned long)%p, %1)" },
	{ "__get_free_page", "free_page((unsigned long)%p)" },
	{ "get_zeroed_page", "free_page((unsigned long)%p)" },
	{ "alloc_pages_exact", "free_pages_exact(%p, %0)" },
	{ "alloc_pages_exact_nid", "free_pages_exact(%p, %1)" },
	{ "alloc_pages_node", "__free_pages(%p, %2)" },
	{ "__alloc_pages_node", "__free_pages(%p, %2)" },
	{ "alloc_pages", "__free_pages(%p, %1)" },
	{ "__alloc_pages", "__free_pages(%p, %1)" },
	{ "dev_alloc_pages", "__free_pages(%p, %0)" },
	{ "alloc_page*", "__free_page(%p)" },
	{ "dev_alloc_page", "__free_page(%p)" },
	{ "folio_alloc", "folio_put(%p)" },
	{ "alloc_percpu*", "free_percpu(%p)" },
	{ "__alloc_percpu*", "free_percpu(%p)" },
	{ "alloc_skb*", "kfree_skb(%p)" },
	{ "__alloc_skb", "kfree_skb(%p)" },
	{ "dev_alloc_skb", "kfree_skb(%p)" },
	{ "netdev_alloc_skb*", "kfree_skb(%p)" },
	{ "__netdev_alloc_skb*", "kfree_skb(%p)" },
	{ "napi_alloc_skb", "kfree_skb(%p)" },
	{ "skb_clone", "kfree_skb(%p)" },
	{ "skb_copy*", "kfree_skb(%p)" },
	{ "pskb_copy*", "kfree_skb(%p)" },
	{ "alloc_can_err_skb", "kfree_skb(%p)" },
	{ "alloc_can_skb", "kfree_skb(%p)" },
	{ "alloc_canfd_skb", "kfree_skb(%p)" },
	{ "nlmsg_new", "nlmsg_free(%p)" },
	{ "genlmsg_new", "nlmsg_free(%p)" },
	{ "usb_alloc_urb", "usb_free_urb(%p)" },
	{ "usb_alloc_coherent", "usb_free_coherent(%0, %1, %p, %&)" },
	{ "usb_ep_alloc_request", "usb_ep_free_request(%0, %p)" },
	{ "skcipher_request_alloc", "skcipher_request_free(%p)" },
	{ "ahash_request_alloc", "ahash_request_free(%p)" },
	{ "aead_request_alloc", "aead_request_free(%p)" },
	{ "akcipher_request_alloc", "akcipher_request_free(%p)" },
	{ "kpp_request_alloc", "kpp_request_free(%p)" },
	{ "sgl_alloc*", "sgl_free(%p)" },
	{ "argv_split", "argv_free(%p)" },
	{ "labyrinth", "__free_page(%p)" },
	{ "bitmap_*", "bitmap_free(%p)" },
	{ "kstrdup_const", "kfree_const(%p)" },
	{ "kvasprintf_const", "kfree_const(%p)" },
	{ "kmalloc*", "kfree(%p)" },
	{ "kzalloc*", "kfree(%p)" },
	{ "kcalloc*", "kfree(%p)" },
	{ "krealloc*", "kfree(%p)" },
	{ "kmemdup*", "kfree(%p)" },
	{ "kstrdup*", "kfree(%p)" },
	{ "kstrndup", "kfree(%p)" },
	{ "kasprintf", "kfree(%p)" },
	{ "kvasprintf", "kfree(%p)" },
	{ "kobject_get_path", "kfree(%p)" },
	{ "__kmalloc*", "kfree(%p)" },
	{ "memdup_user*", "kfree(%p)" },
	{ "strndup_user", "kfree(%p)" },
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

static bool is_named(const struct lab_fixer *x, lab_id tok, const char *name)
{
	const struct lab_ctok *t = &x->s->toks.v[tok];
	size_t n = strcspn(name, "*");

	return (name[n] ? t->n >= n : t->n == n) &&
	       !memcmp(x->s->text + t->at, name, n);
}

const char *lab_fixer_free(const struct lab_fixer *x, lab_id alloc,
			   const char *what)
{
	for (size_t i = 0; i < LAB_ARRAY_SIZE(families); i++)
		if (is_named(x, alloc, families[i].alloc))
			return fill(x, alloc, families[i].free, what);
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
