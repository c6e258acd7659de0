# SPDX-License-Identifier: GPL-2.0-or-later
"""labcheck fix: what it offers applies, compiles, mends, and is judged."""
import re
import shutil
import subprocess

import pytest

import agreement
from fixing import BUILD, FLAGS, LOCKED, ROOT, git_apply, items

RULES = ("atomic-alloc", "unchecked-alloc", "mismatched-free", "alloc-leak")
SHARE = 0.8

pytestmark = pytest.mark.xdist_group("fix")


def copies(rule, folder):
    for path in sorted((ROOT / "corpus/cases" / rule).glob("*.[ch]")):
        shutil.copy(path, folder)
    return sorted(p for p in folder.glob("*.c") if not p.name.endswith(".mod.c"))


def judged(files):
    return {(v.file, v.function): v.rules - agreement.ADVICE
            for v in agreement.ask_judge(BUILD, files)}


@pytest.mark.parametrize("rule", RULES)
def test_cases(rule, labcheck, tmp_path, capsys):
    """Most bad functions are mended, and the judge finds every one of them mended."""
    files = copies(rule, tmp_path)
    before = judged(files)
    result = labcheck("fix", "--apply", f"--rules={rule}", *files, *FLAGS)
    assert result.status in (0, 1), result.err
    after = judged(files)
    bad = {k for k, rules in before.items() if k[1].endswith("_bad") and rule in rules}
    mended = {k for k in bad if rule not in after[k]}
    with capsys.disabled():
        print(f"\n{rule:16} {len(bad):4} bad functions, {len(mended):4} mended")
    worse = {k[1]: rules - before[k] for k, rules in after.items() if rules - before[k]}
    assert not worse
    assert len(mended) >= SHARE * len(bad), sorted(k[1] for k in bad - mended)
    found = labcheck("check", f"--rules={rule}", "--format=jsonl", *files, *FLAGS)
    left = {(f["file"], f["function"]) for f in found.findings}
    left |= {(s["file"], s["function"]) for f in found.findings for s in f["path"]}
    missed = {k for k in bad if k[1].startswith("FN_")}
    assert not bad - mended - left - missed, "said to be mended, but it is not"


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "a tree"
    folder.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
    return folder


def test_each_diff_alone(labcheck, repository):
    """Each applies to the file as it is, and mends its finding and no other."""
    source = repository / "pa ths.c"
    shutil.copy(ROOT / "corpus/cases/unchecked-alloc/slab.c", source)
    old = source.read_bytes()
    args = ("--rules=unchecked-alloc", source.name, *FLAGS)
    result = labcheck("fix", *args, cwd=repository)
    assert result.status == 1 and source.read_bytes() == old
    found = labcheck("check", "--format=jsonl", *args, cwd=repository).findings
    offered = items(result.out)
    assert len(offered) == len(found) and sum(bool(i[2]) for i in offered) >= 8
    for _, _, diff in offered:
        if not diff:
            continue
        done = git_apply(repository, diff)
        assert not done.returncode, done.stderr
        left = labcheck("check", "--format=jsonl", *args, cwd=repository).findings
        assert len(left) == len(found) - 1
        assert not git_apply(repository, diff, "-R").returncode
        assert source.read_bytes() == old


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_bytes_are_kept(labcheck, repository, end):
    """Ends of lines and bytes that are no UTF-8 stay as they are."""
    source = repository / "odd name.c"
    old = LOCKED.replace("\n", end).encode("latin-1")
    source.write_bytes(old)
    run = subprocess.run([BUILD / "labcheck", "fix", source.name, *FLAGS], cwd=repository,
                         capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert run.returncode == 1 and source.read_bytes() == old
    assert b"allocate before the lock" in run.stdout
    applied = subprocess.run(["git", "apply", "-"], cwd=repository, input=run.stdout,
                             capture_output=True, check=False)
    assert not applied.returncode, applied.stderr
    new = source.read_bytes()
    source.write_bytes(old)
    result = labcheck("fix", "--apply", source, *FLAGS, errors="surrogateescape")
    assert result.status == 0 and source.read_bytes() == new
    lines = new.decode("latin-1").split(end)
    assert new.count(b"\n") == new.count(end.encode())
    assert lines.index("\tp = kmalloc(n * sizeof(*p), GFP_KERNEL);") + 3 == \
        lines.index("\tspin_lock(&lock);")
    assert not labcheck("fix", source, *FLAGS, errors="surrogateescape").out


def test_all_and_ranks(labcheck, tmp_path):
    """--all prints what else stands the trial, the better first."""
    source = tmp_path / "locked.c"
    source.write_text(LOCKED.replace("\xe9", "e"))
    result = labcheck("fix", "--all", source, *FLAGS)
    reasons = re.findall(r"^# fix \d of \d: (.*)$", result.out, re.M)
    assert len(reasons) >= 3
    assert reasons[0].startswith("allocate before the lock")
    assert any(r.startswith("GFP_ATOMIC") for r in reasons)
    assert [r for r in reasons if r.startswith("GFP")] == reasons[-2:]


def test_args_that_change_stay(labcheck, tmp_path):
    """What the lock is for is not read before it is taken."""
    source = tmp_path / "locked.c"
    for size in ("count", "n"):
        source.write_text(LOCKED.replace("\xe9", "e").replace("kmalloc(n *", f"kmalloc({size} *")
                          .replace("\tp = km", "\tn = count;\n\tp = km"))
        result = labcheck("fix", source, *FLAGS)
        assert "GFP_ATOMIC" in result.out and "allocate before" not in result.out


PROGRAM = {
    "item.h": """\
struct item { int n; };
struct item *make_item(int n);
struct item *grab_item(int n);
void drop_item(struct item *i);
""",
    "item.c": """\
#include <linux/slab.h>
#include <linux/vmalloc.h>
#include "item.h"

struct item *make_item(int n)
{
\tstruct item *i = kmalloc(sizeof(*i), GFP_KERNEL);

\tif (i)
\t\ti->n = n;
\treturn i;
}

struct item *grab_item(int n)
{
\treturn vmalloc(n * sizeof(struct item));
}

void drop_item(struct item *i)
{
\tkfree(i);
}
""",
    "user.c": """\
#include <linux/errno.h>
#include <linux/spinlock.h>
#include <linux/slab.h>
#include "item.h"

static DEFINE_SPINLOCK(lock);
static int count;

int add(int n);
int add(int n)
{
\tstruct item *i;

\tspin_lock(&lock);
\ti = make_item(n);
\tif (!i) {
\t\tspin_unlock(&lock);
\t\treturn -ENOMEM;
\t}
\tcount += i->n;
\tspin_unlock(&lock);
\tdrop_item(i);
\treturn 0;
}

int lose(int n);
int lose(int n)
{
\tstruct item *i = make_item(n);

\tif (!i)
\t\treturn -ENOMEM;
\tif (n > count)
\t\treturn -EINVAL;
\tkfree(i);
\treturn 0;
}

int use(int n);
int use(int n)
{
\tstruct item *i;

\ti = make_item(n);
\tcount = i->n;
\tdrop_item(i);
\treturn 0;
}
""",
    "other.c": """\
#include <linux/errno.h>
#include "item.h"

int grab(int n);
int grab(int n)
{
\tstruct item *i = grab_item(n);

\tif (!i)
\t\treturn -ENOMEM;
\tdrop_item(i);
\treturn 0;
}
""",
}


@pytest.fixture
def program(repository):
    for name, text in PROGRAM.items():
        (repository / name).write_text(text)
    return repository


def test_whole_program(labcheck, program):
    """Paths lead through several files; so do the trials, and so do the fixes."""
    names = sorted(n for n in PROGRAM if n.endswith(".c"))
    args = (*names, *FLAGS)
    found = labcheck("check", "--format=jsonl", *args, cwd=program).findings
    assert {f["rule"] for f in found} == set(RULES)
    assert all(len({s["file"] for s in f["path"]}) > 1 for f in found
               if f["rule"] != "unchecked-alloc")
    result = labcheck("fix", *args, cwd=program)
    offered = {rule: diff for _, rule, diff in items(result.out)}
    assert result.status == 1 and set(offered) == set(RULES)
    for rule, diff in offered.items():
        done = git_apply(program, diff)
        assert not done.returncode, done.stderr
        left = labcheck("check", "--format=jsonl", *args, cwd=program).findings
        assert {f["rule"] for f in left} == set(RULES) - {rule}
        assert not git_apply(program, diff, "-R").returncode
    assert "+++ b/user.c" in offered["alloc-leak"] and "+++ b/user.c" in offered["unchecked-alloc"]
    # vfree() would be right for other.c, and a new fault for user.c.
    assert "+\tkvfree(i);" in offered["mismatched-free"]
    alone = labcheck("fix", "--separate", *args, cwd=program)
    assert not items(alone.out)
    assert labcheck("fix", "--apply", *args, cwd=program).status == 0
    assert not labcheck("check", "--format=jsonl", *args, cwd=program).findings


def test_suppression_stays(labcheck, tmp_path):
    """Comments are read from the text that is tried: no line is lost to a shift."""
    source = tmp_path / "locked.c"
    text = LOCKED.replace("\xe9", "e")
    rest = text[text.index("int add"):].replace("add(", "put(") \
        .replace("\tp = k", "\t/* labcheck-ok atomic-alloc: it is a test */\n\tp = k")
    source.write_text(text + "\n" + rest)
    result = labcheck("fix", source, *FLAGS)
    assert "allocate before the lock" in result.out and result.out.count("labcheck:") == 1
    assert labcheck("fix", "--apply", source, *FLAGS).status == 0
    assert source.read_text().count("labcheck-ok") == 1


def test_one_change_for_several(labcheck, repository):
    """What mends several findings is printed once, below all of them."""
    source = repository / "twice.c"
    source.write_text(LOCKED.replace("\xe9", "e").replace("\tif (!p) {\n\t\tspin_unlock(&lock);\n"
                      "\t\treturn -ENOMEM;\n\t}\n", "").replace("GFP_KERNEL", "GFP_ATOMIC")
                      .replace("\t*p = count++;\n", "\tif (n)\n\t\t*p = 1;\n\telse\n\t\t*p = count++;\n"))
    result = labcheck("fix", source.name, *FLAGS, cwd=repository)
    heads = result.out.count("[labcheck:unchecked-alloc]")
    assert heads > 1 and result.out.count("+++ b/") == 1
    assert f"{heads} findings, {heads} with a fix" in result.err
    assert not git_apply(repository, result.out).returncode


def test_kernel_tree(labcheck, tree):
    """Names are those of the tree; the tree is left alone; -p1 applies there."""
    name = "drivers/usb/gadget/udc/r8a66597-udc.c"
    old = (tree.src / name).read_bytes()
    result = labcheck("fix", "--kernel", tree.src, "--build", tree.obj, "--certainty=possible",
                      "drivers/usb/gadget/udc/r8a66597-udc.c")
    assert result.status in (0, 1), result.err
    assert (tree.src / name).read_bytes() == old
    for _, _, diff in items(result.out):
        if diff:
            assert diff.startswith(f"--- a/{name}\n+++ b/{name}\n")
            done = subprocess.run(["git", "apply", "--check", "-"], cwd=tree.src,
                                  input=diff.encode(), capture_output=True, check=False)
            assert not done.returncode, done.stderr


@pytest.mark.parametrize("args, said", [
    ((), "fix: no PATH given"),
    (("--format=jsonl", "x.c"), "--format does not go with fix"),
    (("--all", "--apply", "x.c"), "--all does not go with --apply"),
    (("/nonexistent.c",), "no such file"),
], ids=str)
def test_bad_input(args, said, labcheck):
    result = labcheck("fix", *args)
    assert result.status == 2 and said in result.err and not result.out


def test_broken_file(labcheck, tmp_path):
    good, broken = tmp_path / "good.c", tmp_path / "broken.c"
    good.write_text(LOCKED.replace("\xe9", "e"))
    broken.write_text("int f(void)\n{\n\tthis is ( not C;;\n}\n")
    result = labcheck("fix", "--apply", good, broken, *FLAGS)
    assert result.status == 2
    assert "broken.c: not analysed" in result.err and "error:" in result.err
    assert "GFP_KERNEL" in good.read_text() and "not C" in broken.read_text()


def test_clean_file(labcheck, tmp_path):
    source = tmp_path / "clean.c"
    source.write_text("int f(void);\nint f(void)\n{\n\treturn 0;\n}\n")
    result = labcheck("fix", source)
    assert result.status == 0 and not result.out
