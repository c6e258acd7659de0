# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of labcheck fix share."""
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("LABCHECK_BUILD") or ROOT / "build").resolve()
FLAGS = ("--", f"-I{ROOT / 'corpus/include'}")

LOCKED = """\
#include <linux/errno.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

/* caf\xe9 */
static DEFINE_SPINLOCK(lock);
static int count;

int add(int n);
int add(int n)
{
\tint *p;

\tspin_lock(&lock);
\tp = kmalloc(n * sizeof(*p), GFP_KERNEL);
\tif (!p) {
\t\tspin_unlock(&lock);
\t\treturn -ENOMEM;
\t}
\t*p = count++;
\tspin_unlock(&lock);
\tkfree(p);
\treturn 0;
}
"""


def items(text):
    """[(line, rule, diff)] of what fix prints."""
    found = []
    for block in re.split(r"^(?=# \S.*\[labcheck:)", text, flags=re.M)[1:]:
        head = re.match(r"# (.*):(\d+): .*\[labcheck:([a-z-]+)\]\n", block)
        diff = re.search(r"^--- .*", block, re.M | re.S)
        found.append((int(head[2]), head[3], diff[0].rstrip("\n") + "\n" if diff else ""))
    return found


def git_apply(folder, diff, *options):
    return subprocess.run(["git", "apply", *options, "-"], cwd=folder, input=diff.encode(),
                          capture_output=True, check=False)
