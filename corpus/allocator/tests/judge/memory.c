// SPDX-License-Identifier: GPL-2.0-or-later
/* What the judge says of ownership; the expected verdicts stand behind JUDGE:. */
#include <linux/gfp.h>
#include <linux/highmem.h>
#include <linux/list.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <judge.h>
#include <labyrinth.h>

struct node {
	struct list_head list;
	struct rcu_head rcu;
	int value;
	char name[16];
};

static LIST_HEAD(nodes);
static struct node *kept;
static DEFINE_SPINLOCK(lock);

int deref_bad(void) /* JUDGE: unchecked-alloc */
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL);

	n->value = 1;
	kfree(n);
	return 0;
}

int deref_by_memset_bad(void) /* JUDGE: unchecked-alloc */
{
	char *p = kmalloc(64, GFP_KERNEL);

	memset(p, 0, 64);
	kfree(p);
	return 0;
}

/* NULL whatever the allocation does. */
int deref_other_bad(void) /* JUDGE: other */
{
	struct node *none = NULL;

	kfree(kmalloc(64, GFP_KERNEL));
	none->value = 1;
	return 0;
}

int deref_nofail_ok(void) /* JUDGE: */
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL | __GFP_NOFAIL);

	n->value = 1;
	kfree(n);
	return 0;
}

int second_fails_bad(void) /* JUDGE: alloc-leak */
{
	struct node *a = kmalloc(sizeof(*a), GFP_KERNEL), *b;

	if (!a)
		return -ENOMEM;
	b = kmalloc(sizeof(*b), GFP_KERNEL);
	if (!b)
		return -ENOMEM;
	kfree(b);
	kfree(a);
	return 0;
}

int listed_ok(void) /* JUDGE: */
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	list_add(&n->list, &nodes);
	return 0;
}

int delisted_bad(void) /* JUDGE: alloc-leak */
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	list_add(&n->list, &nodes);
	list_del(&n->list);
	return 0;
}

void *returned_ok(void) /* JUDGE: */
{
	return kmalloc(32, GFP_KERNEL);
}

int overwritten_bad(void) /* JUDGE: alloc-leak */
{
	kept = kmalloc(sizeof(*kept), GFP_KERNEL);
	kept = NULL;
	return 0;
}

int twice_bad(bool early) /* JUDGE: double-free */
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL);

	if (early)
		kfree(n);
	kfree(n);
	return 0;
}

int late_use_bad(void) /* JUDGE: use-after-free */
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	kfree(n);
	return n->value;
}

int late_copy_bad(void) /* JUDGE: use-after-free */
{
	char *p = kmalloc(64, GFP_KERNEL);
	char buf[64];

	if (!p)
		return -ENOMEM;
	kfree(p);
	memcpy(buf, p, sizeof(buf));
	return buf[0];
}

int page_by_kfree_bad(void) /* JUDGE: mismatched-free */
{
	unsigned long addr = __get_free_page(GFP_KERNEL);

	kfree((void *)addr);
	return 0;
}

int kmalloc_by_vfree_bad(void) /* JUDGE: mismatched-free */
{
	vfree(kmalloc(64, GFP_KERNEL));
	return 0;
}

int vmalloc_by_kfree_bad(void) /* JUDGE: mismatched-free */
{
	kfree(vmalloc(64));
	return 0;
}

int vmalloc_by_kvfree_ok(void) /* JUDGE: */
{
	kvfree(vmalloc(64));
	return 0;
}

int order_bad(void) /* JUDGE: mismatched-free */
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	if (page)
		__free_pages(page, 1);
	return 0;
}

int faces_ok(void) /* JUDGE: */
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (page)
		free_page((unsigned long)page_address(page));
	return 0;
}

int address_of_page_bad(void) /* JUDGE: mismatched-free */
{
	struct page *page = alloc_page(GFP_KERNEL);

	if (page)
		free_page((unsigned long)page);
	return 0;
}

int interior_bad(void) /* JUDGE: mismatched-free */
{
	struct node *n = kmalloc(sizeof(*n), GFP_KERNEL);

	if (n)
		kfree(&n->value);
	return 0;
}

int cache_of_other_bad(void) /* JUDGE: mismatched-free */
{
	struct kmem_cache *a = kmem_cache_create("a", 32, 0, SLAB_PANIC, NULL);
	struct kmem_cache *b = kmem_cache_create("b", 32, 0, SLAB_PANIC, NULL);
	void *obj = kmem_cache_alloc(a, GFP_KERNEL);

	if (obj)
		kmem_cache_free(b, obj);
	kmem_cache_destroy(a);
	kmem_cache_destroy(b);
	return 0;
}

int pool_element_kfree_bad(void) /* JUDGE: mismatched-free */
{
	mempool_t *pool = mempool_create_kmalloc_pool(2, 64);
	void *p;

	if (!pool)
		return -ENOMEM;
	p = mempool_alloc(pool, GFP_KERNEL);
	kfree(p);
	mempool_destroy(pool);
	return 0;
}

int pool_never_fails_ok(void) /* JUDGE: */
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 64);
	char *p;

	if (!pool)
		return -ENOMEM;
	p = mempool_alloc(pool, GFP_NOIO);
	p[0] = 1;
	mempool_free(p, pool);
	mempool_destroy(pool);
	return 0;
}

int pool_late_use_bad(void) /* JUDGE: use-after-free */
{
	mempool_t *pool = mempool_create_kmalloc_pool(1, 64);
	char *p;

	if (!pool)
		return -ENOMEM;
	p = mempool_alloc(pool, GFP_NOIO);
	mempool_free(p, pool);
	p[0] = 1;
	mempool_destroy(pool);
	return 0;
}

int labyrinth_as_memory_bad(void) /* JUDGE: needless-atomic page-as-memory unchecked-alloc */
{
	char *p = labyrinth;

	p[0] = 1;
	__free_page((void *)p);
	return 0;
}

int labyrinth_mapped_ok(void) /* JUDGE: */
{
	struct page *page;
	char *p;

	spin_lock(&lock);
	page = labyrinth;
	spin_unlock(&lock);
	if (!page)
		return -ENOMEM;
	p = page_address(page);
	p[0] = 1;
	__free_page(page);
	return 0;
}

int labyrinth_kfree_bad(void) /* JUDGE: mismatched-free */
{
	void *p;

	spin_lock(&lock);
	p = labyrinth;
	spin_unlock(&lock);
	kfree(p);
	return 0;
}

int reserve_ok(void) /* JUDGE: */
{
	struct labyrinth_reserve r;
	char *p;

	if (labyrinth_reserve_init(&r, 2))
		return -ENOMEM;
	spin_lock(&lock);
	p = labyrinth_get(&r);
	p[0] = 1;
	labyrinth_put(&r, p);
	spin_unlock(&lock);
	labyrinth_reserve_destroy(&r);
	return 0;
}

int reserve_lost_bad(void) /* JUDGE: alloc-leak */
{
	struct labyrinth_reserve r;

	if (labyrinth_reserve_init(&r, 1))
		return -ENOMEM;
	labyrinth_get(&r);
	labyrinth_reserve_destroy(&r);
	return 0;
}

int panic_bad(void) /* JUDGE: fatal-atomic-failure */
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(8, GFP_ATOMIC);
	if (!p)
		panic("no memory");
	spin_unlock(&lock);
	kfree(p);
	return 0;
}

int bug_on_bad(void) /* JUDGE: fatal-atomic-failure */
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(8, GFP_ATOMIC);
	BUG_ON(!p);
	spin_unlock(&lock);
	kfree(p);
	return 0;
}

/* It stops for want of memory that it was allowed to wait for. */
int panic_waiting_bad(void) /* JUDGE: other */
{
	void *p, *q;

	spin_lock(&lock);
	p = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&lock);
	q = kmalloc(8, GFP_KERNEL);
	BUG_ON(!q);
	kfree(q);
	kfree(p);
	return 0;
}

/* It always stops. */
int panic_anyway_bad(void) /* JUDGE: other */
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&lock);
	kfree(p);
	panic("over");
}

/* It stops for want of memory, and for another reason elsewhere. */
int panic_twice_bad(bool broken) /* JUDGE: fatal-atomic-failure other */
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(8, GFP_ATOMIC);
	spin_unlock(&lock);
	if (!p || broken)
		panic("over");
	kfree(p);
	return 0;
}

int krealloc_bad(void) /* JUDGE: alloc-leak */
{
	char *p = kmalloc(8, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	p = krealloc(p, 600, GFP_KERNEL);
	kfree(p);
	return 0;
}

int rcu_ok(void) /* JUDGE: */
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (n)
		kfree_rcu(n, rcu);
	return 0;
}

int rcu_twice_bad(void) /* JUDGE: double-free */
{
	struct node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	kfree_rcu(n, rcu);
	kfree(n);
	return 0;
}

int cleanup_ok(bool keep) /* JUDGE: */
{
	struct node *n __free(kfree) = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return -ENOMEM;
	if (keep)
		kept = no_free_ptr(n);
	return 0;
}

int needless_bad(void) /* JUDGE: needless-atomic */
{
	kfree(kmalloc(8, GFP_ATOMIC));
	return 0;
}

int guess_bad(void) /* JUDGE: gfp-guess */
{
	kfree(kmalloc(8, in_atomic() ? GFP_NOWAIT : GFP_KERNEL));
	return 0;
}

int predicate_ok(void) /* JUDGE: */
{
	if (in_interrupt())
		return -EBUSY;
	kfree(kmalloc(8, GFP_KERNEL));
	return 0;
}

int error_pointer_bad(void) /* JUDGE: unchecked-alloc */
{
	char *p = memdup_user(NULL, 8);

	if (!p)
		return -ENOMEM;
	p[0] = 1;
	kfree(p);
	return 0;
}

int bounds_ok(int n) /* JUDGE: other */
{
	char *p = kmalloc(4, GFP_KERNEL);

	if (!p)
		return -ENOMEM;
	if (n == 17)
		p[4] = 1;
	kfree(p);
	return 0;
}
