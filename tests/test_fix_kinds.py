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
