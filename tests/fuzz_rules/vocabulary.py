# SPDX-License-Identifier: GPL-2.0-or-later
"""What the generated programs are made of: families of memory, locks, sleeps."""
import typing


class Family(typing.NamedTuple):
    """How memory of one kind is asked for, used and given back."""
    name: str
    type: str           # of the variable that holds it
    alloc: str          # with {gfp}
    use: str            # with {p}
    free: str
    sleeps: bool = False        # asks or frees in a way that may always sleep
    needs: tuple = ()           # globals: (name, definition, statement of setup)
    irqs_on: bool = False       # may not be freed with interrupts off


ITEM = ("P_item", "struct P_item {\n\tint a;\n\tstruct list_head list;\n};", None)
CACHE = ("P_cache", "static struct kmem_cache *P_cache;",
         'P_cache = kmem_cache_create("P_", 64, 0, 0, NULL);')
DEVICE = ("P_dev", "static struct device P_dev;", None)
DMA = ("P_dma", "static dma_addr_t P_dma;", None)
CACHE2 = ("P_cache2", "static struct kmem_cache *P_cache2;",
          'P_cache2 = kmem_cache_create("P_2", 64, 0, 0, NULL);')
POOL = ("P_pool", "static mempool_t *P_pool;", "P_pool = mempool_create_kmalloc_pool(2, 64);")
DPOOL = ("P_dpool", "static struct dma_pool *P_dpool;",
         'P_dpool = dma_pool_create("P_", &P_dev, 64, 8, 0);')
ROW = ("P_row", "struct P_row {\n\tint n;\n\tstruct P_item *item;\n};", None)

FAMILIES = [
    Family("kmalloc", "struct P_item *", "kmalloc(sizeof(struct P_item), {gfp})", "{p}->a = 1;",
           "kfree({p});", needs=(ITEM,)),
    Family("kzalloc", "struct P_item *", "kzalloc(sizeof(struct P_item), {gfp})", "{p}->a = 1;",
           "kfree({p});", needs=(ITEM,)),
    Family("kcalloc", "int *", "kcalloc(4, sizeof(int), {gfp})", "{p}[1] = 1;", "kfree({p});"),
    Family("kstrdup", "char *", 'kstrdup("x", {gfp})', "{p}[0] = 1;", "kfree({p});"),
    Family("page", "struct page *", "alloc_page({gfp})", "clear_highpage({p});",
           "__free_page({p});"),
    Family("pages", "struct page *", "alloc_pages({gfp}, 1)", "clear_highpage({p});",
           "__free_pages({p}, 1);"),
    Family("address", "unsigned long ", "__get_free_page({gfp})", "*(char *){p} = 1;",
           "free_page({p});"),
    Family("zeroed", "unsigned long ", "get_zeroed_page({gfp})", "*(char *){p} = 1;",
           "free_page({p});"),
    Family("exact", "char *", "alloc_pages_exact(4096, {gfp})", "{p}[3] = 1;",
           "free_pages_exact({p}, 4096);"),
    Family("cache", "char *", "kmem_cache_alloc(P_cache, {gfp})", "{p}[3] = 1;",
           "kmem_cache_free(P_cache, {p});", needs=(CACHE,)),
    Family("vmalloc", "char *", "vmalloc(64)", "{p}[3] = 1;", "vfree({p});", sleeps=True),
    Family("kvmalloc", "char *", "kvmalloc(64, GFP_KERNEL)", "{p}[3] = 1;", "kvfree({p});",
           sleeps=True),
    Family("cache2", "char *", "kmem_cache_zalloc(P_cache2, {gfp})", "{p}[3] = 1;",
           "kmem_cache_free(P_cache2, {p});", needs=(CACHE2, CACHE)),
    Family("mempool", "char *", "mempool_alloc(P_pool, {gfp})", "{p}[3] = 1;",
           "mempool_free({p}, P_pool);", needs=(POOL,)),
    Family("percpu", "int *", "alloc_percpu_gfp(int, {gfp})", "*per_cpu_ptr({p}, 0) = 1;",
           "free_percpu({p});"),
    Family("percpu_plain", "int *", "alloc_percpu(int)", "*per_cpu_ptr({p}, 0) = 1;",
           "free_percpu({p});", sleeps=True),
    Family("dma_pool", "char *", "dma_pool_alloc(P_dpool, {gfp}, &P_dma)", "{p}[3] = 1;",
           "dma_pool_free(P_dpool, {p}, P_dma);", needs=(DEVICE, DMA, DPOOL)),
    Family("kmemdup", "char *", 'kmemdup("abc", 4, {gfp})', "{p}[3] = 1;", "kfree({p});"),
    Family("kasprintf", "char *", 'kasprintf({gfp}, "%d", 3)', "{p}[0] = 1;", "kfree({p});"),
    Family("array", "int *", "kmalloc_array(4, sizeof(int), {gfp})", "{p}[1] = 1;", "kfree({p});"),
    Family("order", "unsigned long ", "__get_free_pages({gfp}, 2)", "*(char *){p} = 1;",
           "free_pages({p}, 2);"),
    Family("kvzalloc", "char *", "kvzalloc(64, {gfp})", "{p}[3] = 1;", "kvfree({p});",
           sleeps=True),
    Family("skb", "struct sk_buff *", "alloc_skb(64, {gfp})", "skb_put({p}, 4);",
           "kfree_skb({p});"),
    Family("urb", "struct urb *", "usb_alloc_urb(0, {gfp})", "{p}->status = 0;",
           "usb_free_urb({p});"),
    Family("dma", "char *", "dma_alloc_coherent(&P_dev, 64, &P_dma, {gfp})", "{p}[3] = 1;",
           "dma_free_coherent(&P_dev, 64, {p}, P_dma);", needs=(DEVICE, DMA), irqs_on=True),
    Family("devm", "char *", "devm_kzalloc(&P_dev, 8, {gfp})", "{p}[3] = 1;", "",
           needs=(DEVICE,)),
]

# What an allocation may be asked with: (where sleeping is right, where not).
GFP_SLEEPS = ["GFP_KERNEL", "GFP_KERNEL", "GFP_KERNEL", "GFP_NOIO", "GFP_KERNEL | __GFP_ZERO",
              "GFP_ATOMIC", "GFP_KERNEL | __GFP_NOWARN"]
GFP_ATOMIC = ["GFP_ATOMIC", "GFP_ATOMIC", "GFP_NOWAIT", "GFP_ATOMIC | __GFP_NOWARN",
              "GFP_KERNEL & ~__GFP_DIRECT_RECLAIM"]
# GFP_NOFAIL and contradictions, for a mutation to put in.
GFP_ODD = ["GFP_ATOMIC | __GFP_NOFAIL", "GFP_KERNEL | __GFP_NOFAIL", "GFP_KERNEL | GFP_DMA32",
           "GFP_ATOMIC | GFP_KERNEL", "GFP_KERNEL | __GFP_NORETRY | __GFP_NOFAIL"]

SLEEPS = ["msleep(1);", "might_sleep();", "cond_resched();", "schedule_timeout_uninterruptible(1);",
          "synchronize_rcu();", "usleep_range(10, 20);"]


class Lock(typing.NamedTuple):
    name: str
    define: str         # with {l}; "" if it is no object
    take: str
    give: str
    atomic: bool        # what it guards may not sleep
    sleeps: bool = False        # taking it may sleep
    irqs: str = ""      # "off": leaves interrupts off; "bh": bottom halves
    trying: str = ""    # the form that may fail


LOCKS = [
    Lock("spin", "static DEFINE_SPINLOCK({l});", "spin_lock(&{l});", "spin_unlock(&{l});", True,
         trying="spin_trylock(&{l})"),
    Lock("bh", "static DEFINE_SPINLOCK({l});", "spin_lock_bh(&{l});", "spin_unlock_bh(&{l});",
         True, irqs="bh"),
    Lock("irq", "static DEFINE_SPINLOCK({l});", "spin_lock_irq(&{l});", "spin_unlock_irq(&{l});",
         True, irqs="off"),
    Lock("save", "static DEFINE_SPINLOCK({l});", "spin_lock_irqsave(&{l}, flags);",
         "spin_unlock_irqrestore(&{l}, flags);", True, irqs="save"),
    Lock("raw", "static DEFINE_RAW_SPINLOCK({l});", "raw_spin_lock(&{l});",
         "raw_spin_unlock(&{l});", True),
    Lock("rawsave", "static DEFINE_RAW_SPINLOCK({l});", "raw_spin_lock_irqsave(&{l}, flags);",
         "raw_spin_unlock_irqrestore(&{l}, flags);", True, irqs="save"),
    Lock("read", "static DEFINE_RWLOCK({l});", "read_lock(&{l});", "read_unlock(&{l});", True),
    Lock("write", "static DEFINE_RWLOCK({l});", "write_lock(&{l});", "write_unlock(&{l});", True),
    Lock("bit", "static unsigned long {l};", "bit_spin_lock(0, &{l});", "bit_spin_unlock(0, &{l});",
         True),
    Lock("mutex", "static DEFINE_MUTEX({l});", "mutex_lock(&{l});", "mutex_unlock(&{l});", False,
         sleeps=True, trying="mutex_trylock(&{l})"),
    Lock("rwsem", "static DECLARE_RWSEM({l});", "down_read(&{l});", "up_read(&{l});", False,
         sleeps=True, trying="down_read_trylock(&{l})"),
    Lock("sem", "static DEFINE_SEMAPHORE({l});", "down(&{l});", "up(&{l});", False, sleeps=True),
    Lock("preempt", "", "preempt_disable();", "preempt_enable();", True),
    Lock("rcu", "", "rcu_read_lock();", "rcu_read_unlock();", True),
    Lock("bhoff", "", "local_bh_disable();", "local_bh_enable();", True, irqs="bh"),
    Lock("irqoff", "", "local_irq_save(flags);", "local_irq_restore(flags);", True, irqs="save"),
    Lock("rcubh", "", "rcu_read_lock_bh();", "rcu_read_unlock_bh();", True, irqs="bh"),
    Lock("rcusched", "", "rcu_read_lock_sched();", "rcu_read_unlock_sched();", True),
]


class Guard(typing.NamedTuple):
    """A class of <linux/cleanup.h>, and the lock that it is."""
    name: str
    lock: Lock


def lock_kind(name):
    return next(k for k in LOCKS if k.name == name)


GUARDS = [Guard(name, lock_kind(kind)) for name, kind in (
    ("spinlock", "spin"), ("spinlock_irqsave", "save"), ("spinlock_irq", "irq"),
    ("raw_spinlock", "raw"), ("raw_spinlock_irqsave", "rawsave"), ("preempt", "preempt"),
    ("rcu", "rcu"), ("irqsave", "irqoff"))]
