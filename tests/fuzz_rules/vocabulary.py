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
]
