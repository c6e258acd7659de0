# SPDX-License-Identifier: GPL-2.0-or-later
"""labcheck fix: the kinds of changes, each where it is right, and not where it is wrong."""
import re
import subprocess

import pytest

from fixing import BUILD, FLAGS, LOCKED, git_apply

pytestmark = pytest.mark.xdist_group("fix")

WORDS = """\
#include <linux/delay.h>
#include <linux/fs.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/usb.h>
#include <linux/vmalloc.h>

static DEFINE_SPINLOCK(lock);
static int count;

static void flag(void)
{
\tspin_lock(&lock);
\tkfree(kmalloc(8, GFP_KERNEL));
\tspin_unlock(&lock);
}

static void delay(void)
{
\tspin_lock(&lock);
\tcount++;
\tmsleep(2);
\tcount++;
\tspin_unlock(&lock);
}

static void frees(int n)
{
\tvoid *a = vmalloc(n), *b = kvmalloc(n, GFP_KERNEL), *c = kmalloc(n, GFP_KERNEL);
\tstruct sk_buff *skb = alloc_skb(n, GFP_KERNEL);

\tkfree(a);
\tkfree(b);
\tvfree(c);
\tkfree(skb);
}

static ssize_t needless(struct file *file, char __user *buf, size_t n, loff_t *at)
{
\tkfree(kmalloc(n, GFP_ATOMIC));
\tflag();
\tdelay();
\tfrees(n);
\treturn n;
}

const struct file_operations words_fops = { .read = needless };
"""


def test_fixits(tmp_path):
    """Where one word is wrong, GCC's own patch mends it: nothing is left to say."""
    source = tmp_path / "words.c"
    source.write_text(WORDS)
    compile_it = ["gcc", "-c", "-o", "words.o", f"-fplugin={BUILD}/labcheck.so", FLAGS[1], source.name]
    run = subprocess.run([*compile_it, "-fdiagnostics-generate-patch"], cwd=tmp_path,
                         capture_output=True, text=True, check=True)
    patch = run.stderr[run.stderr.index("--- "):]
    assert sorted(re.findall(r"^\+.*?(\w+)\(", patch, re.M)) == sorted(
        ["kfree", "mdelay", "vfree", "kvfree", "kfree", "kfree_skb", "kfree"]), patch
    done = git_apply(tmp_path, patch, "-p0")
    assert not done.returncode, done.stderr
    again = subprocess.run(compile_it, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert "labcheck:" not in again.stderr


DELAYS = """\
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/clk.h>
#include <linux/spinlock.h>

#define SETTLE 40

static DEFINE_SPINLOCK(lock);
static int count;

void f(struct clk *clk, int n);
void f(struct clk *clk, int n)
{
\tspin_lock(&lock);
\tcount++;
\t%s
\tcount++;
\tspin_unlock(&lock);
}
"""


@pytest.mark.parametrize("old, new", [
    ("usleep_range(50, 100);", "udelay(50);"),
    ("usleep_range(SETTLE, 2 * SETTLE);", "udelay(SETTLE);"),
    ("usleep_range(1500, 2000);", "mdelay(2);"),
    ("usleep_range(6000, 9000);", None),
    ("usleep_range(n, 2 * n);", None),
    ("msleep(5);", "mdelay(5);"),
    ("msleep(6);", None),
    ("disable_irq(n);", "disable_irq_nosync(n);"),
], ids=str)
def test_delays(old, new, labcheck, tmp_path):
    """Short delays spin, long ones have no such fix."""
    source = tmp_path / "delay.c"
    source.write_text(DELAYS % old)
    result = labcheck("fix", "--rules=atomic-sleep", source, *FLAGS)
    assert result.status == 1
    added = [line[1:].strip() for line in re.findall(r"^\+\t.*", result.out, re.M)]
    assert added == ([new] if new else [])


@pytest.mark.parametrize("place", ["first", "last"])
def test_sleeper_leaves_lock(place, labcheck, tmp_path):
    """What happens first or last under the lock happens before or behind it."""
    source = tmp_path / "clock.c"
    text = DELAYS % "if (clk)\n\t\tclk_disable_unprepare(clk);"
    cut = text.index("\tcount++;\n") if place == "first" else text.rindex("\tcount++;\n")
    source.write_text(text[:cut] + text[cut + len("\tcount++;\n"):])
    assert labcheck("fix", "--apply", "--rules=atomic-sleep", source, *FLAGS).status == 0
    lines = source.read_text().splitlines()
    call = lines.index("\t\tclk_disable_unprepare(clk);")
    assert lines[call + 1 if place == "first" else call - 2].strip() == (
        "spin_lock(&lock);" if place == "first" else "spin_unlock(&lock);")


BEHIND = LOCKED.replace("\xe9", "e").replace("\tp = k", "\tn = count;\n\tp = k") \
    .replace("\t*p = count++;\n\tspin_unlock(&lock);\n", "\tspin_unlock(&lock);\n\t*p = 1;\n")


def test_behind_the_unlock(labcheck, tmp_path):
    """Memory that nobody uses under the lock is made behind it; its test goes along."""
    source = tmp_path / "behind.c"
    source.write_text(BEHIND)
    assert labcheck("fix", "--apply", source, *FLAGS).status == 0
    body = [line.strip() for line in source.read_text().splitlines()]
    at = body.index("spin_unlock(&lock);")
    assert body[at + 1:at + 4] == ["p = kmalloc(n * sizeof(*p), GFP_KERNEL);", "if (!p)",
                                   "return -ENOMEM;"]
    assert body.count("spin_unlock(&lock);") == 1


@pytest.mark.parametrize("between", ["count++;", "n = 1;", "*p = 2;", "if (n > 9)\n\t\treturn 1;",
                                     "printk(\"%d\", n);"], ids=str)
def test_stays_before_the_unlock(between, labcheck, tmp_path):
    """What has happened in between cannot be undone when the memory fails to come."""
    source = tmp_path / "behind.c"
    source.write_text(BEHIND.replace("\t}\n\tspin_unlock", f"\t}}\n\t{between}\n\tspin_unlock"))
    result = labcheck("fix", "--all", "--rules=atomic-alloc", source, *FLAGS)
    assert "GFP_ATOMIC" in result.out and "after the unlock" not in result.out


RESERVE = """\
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/interrupt.h>
#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

struct event {
\tint axle;
\tstruct list_head node;
};

static LIST_HEAD(events);
static int axles;

/* An axle went by. */
static irqreturn_t train_irq(int irq, void *data)
{
\tstruct event *e = kzalloc(sizeof(*e), GFP_ATOMIC);

\tBUG_ON(!e);
\te->axle = axles;
\taxles += e->axle;
\tkfree(e);
\treturn IRQ_HANDLED;
}

static int __init train_init(void)
{
\tint ret;

\tret = request_irq(4, train_irq, 0, "train", &axles);
\tif (ret)
\t\treturn ret;
\treturn 0;
}
module_init(train_init);

static void __exit train_exit(void)
{
\tfree_irq(4, &axles);
}
module_exit(train_exit);
"""


def test_reserve(labcheck, tmp_path):
    """What must not fail comes out of a pool that init fills, and exit empties."""
    source = tmp_path / "train.c"
    source.write_text(RESERVE)
    found = labcheck("check", "--format=jsonl", source, *FLAGS).findings
    assert [f["rule"] for f in found] == ["fatal-atomic-failure"]
    assert labcheck("fix", "--apply", source, *FLAGS).status == 0
    lines = [line.strip() for line in source.read_text().splitlines()]
    assert lines.index("#include <linux/mempool.h>") == lines.index("#include <linux/list.h>") + 1
    assert lines.index("static mempool_t *train_irq_pool;") + 2 == lines.index("/* An axle went by. */")
    assert lines[lines.index("BUG_ON(!e);") + 1] == "memset(e, 0, sizeof(*e));"
    assert "struct event *e = mempool_alloc(train_irq_pool, GFP_ATOMIC);" in lines
    assert "mempool_free(e, train_irq_pool);" in lines
    made = lines.index("train_irq_pool = mempool_create_kmalloc_pool(1, sizeof(struct event));")
    assert lines[made + 1:made + 3] == ["if (!train_irq_pool)", "return -ENOMEM;"]
    failed = lines.index("if (ret) {")
    assert lines[failed + 1:failed + 3] == ["mempool_destroy(train_irq_pool);", "return ret;"]
    assert lines[lines.index("free_irq(4, &axles);") + 1] == "mempool_destroy(train_irq_pool);"


@pytest.mark.parametrize("old, new", [
    ("\tkfree(e);\n", "\tlist_add(&e->node, &events);\n"),
    ("static int __init train_init", "static int train_init"),
], ids=["kept", "no init"])
def test_no_reserve(old, new, labcheck, tmp_path):
    """Not for what others keep, nor without a place to fill it."""
    source = tmp_path / "train.c"
    text = RESERVE.replace(old, new)
    if "__init" not in text:
        text = text.replace("module_init(train_init);", "")
        text = text.replace("static int train_init", "int train_init(void);\nint train_init")
    source.write_text(text)
    result = labcheck("fix", source, *FLAGS)
    assert "[labcheck:fatal-atomic-failure]" in result.out and "mempool" not in result.out


# Code in which a free stands at the end of the function for nobody's good.
LEAK = """\
#include <linux/errno.h>
#include <linux/list.h>
#include <linux/slab.h>

struct item {
\tint n;
\tstruct list_head node;
};

static LIST_HEAD(items);

int f(int n, int m);
int f(int n, int m)
{
\tstruct item *i = kmalloc(sizeof(*i), GFP_KERNEL);
\tint ret = 0;

\tif (!i)
\t\treturn -ENOMEM;
\tif (n) {
\t\t%s
\t} else {
\t\tret = -EINVAL;
\t}
\treturn ret;
}
"""


@pytest.mark.parametrize("branch, freed", [
    ("list_add(&i->node, &items);", False),
    ("m += i->n;", True),
], ids=["handed on", "read"])
def test_free_for_both(branch, freed, labcheck, tmp_path):
    """Behind a branch that gave the memory away there is nothing to free."""
    source = tmp_path / "leak.c"
    source.write_text(LEAK % branch)
    result = labcheck("fix", "--all", "--rules=alloc-leak", source, *FLAGS)
    assert "[labcheck:alloc-leak]" in result.out
    assert ("+\tkfree(i);\n \treturn ret;" in result.out) == freed


def test_empty_section(labcheck, tmp_path):
    """A lock around nothing is no fix."""
    source = tmp_path / "clock.c"
    source.write_text((DELAYS % "clk_disable_unprepare(clk);").replace("\tcount++;\n", ""))
    result = labcheck("fix", "--all", "--rules=atomic-sleep", source, *FLAGS)
    assert result.status == 1 and "+++" not in result.out


STATUS = """\
#include <linux/errno.h>
#include <linux/slab.h>
struct in { int a; };
struct big { struct in in; int n; };
static int make(struct in **i, struct big **p, int n)
{
\t*p = kzalloc(sizeof(struct big), GFP_KERNEL);
\tif (*p == NULL)
\t\treturn -ENOMEM;
\t(*p)->n = n;
\t*i = &(*p)->in;
\treturn 0;
}
int f(int n);
int f(int n)
{
\tstruct in *i;
\tstruct big *p;
\tint ret;

\tret = make(&i, &p, n);
\tif (ret)
\t\treturn ret;
\ti->a = n;
\tkfree(p);
\treturn 0;
}
"""


def test_status_is_no_pointer(labcheck, tmp_path):
    """The number that a helper gives back is not what may be NULL."""
    source = tmp_path / "status.c"
    source.write_text(STATUS)
    result = labcheck("fix", "--all", "--certainty=possible", "--rules=unchecked-alloc", source, *FLAGS)
    assert "+++" not in result.out
