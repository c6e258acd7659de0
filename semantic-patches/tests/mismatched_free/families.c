// SPDX-License-Identifier: GPL-2.0-or-later
/* Who gave it has to take it back. */

int swapped_bad(int n)
{
	u8 *big = vmalloc(n), *small;

	small = kmalloc(n, GFP_KERNEL);
	kfree(big);
	vfree(small);
	return 0;
}

int pages_bad(void)
{
	struct page *page;
	unsigned long addr;

	page = alloc_page(GFP_KERNEL);
	free_page((unsigned long)page);
	addr = __get_free_page(GFP_KERNEL);
	kfree((void *)addr);
	page = alloc_pages(GFP_KERNEL, 2);
	__free_pages(page, 1);
	page = alloc_pages(GFP_KERNEL, 1);
	__free_page(page);
	return 0;
}

int others_bad(struct dev *d)
{
	d->ring = dma_alloc_coherent(d->dev, 64, &d->handle, GFP_KERNEL);
	kfree(d->ring);
	d->urb = usb_alloc_urb(0, GFP_KERNEL);
	kfree(d->urb);
	d->obj = mempool_alloc(d->pool, GFP_KERNEL);
	kfree(d->obj);
	d->priv = devm_kzalloc(d->dev, 8, GFP_KERNEL);
	kfree(d->priv);
	return 0;
}

int right_ok(struct dev *d, int n)
{
	struct page *page = alloc_pages(GFP_KERNEL, 2);

	__free_pages(page, 2);
	d->a = kmalloc(n, GFP_KERNEL);
	kvfree(d->a);
	d->a = kvmalloc(n, GFP_KERNEL);
	kvfree(d->a);
	d->obj = kmem_cache_alloc(d->cache, GFP_KERNEL);
	kfree(d->obj);
	return 0;
}

int either_ok(int n)
{
	u8 *buf;

	if (n < 4096)
		buf = kmalloc(n, GFP_KERNEL);
	else
		buf = vmalloc(n);
	if (is_vmalloc_addr(buf))
		vfree(buf);
	else
		kfree(buf);
	return 0;
}

int again_ok(int n)
{
	u8 *buf = vmalloc(n);

	vfree(buf);
	buf = kmalloc(n, GFP_KERNEL);
	kfree(buf);
	return 0;
}
