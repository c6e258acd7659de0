# SPDX-License-Identifier: GPL-2.0-or-later
"""labcheck sparse, and several engines in one report."""
import os
import shutil

import pytest

INCLUDE = "corpus/include"

needs_sparse = pytest.mark.skipif(not shutil.which("sparse"), reason="sparse is not installed")
needs_spatch = pytest.mark.skipif(not shutil.which("spatch"), reason="spatch is not installed")
pytestmark = pytest.mark.xdist_group("sparse")

FAULTS = """\
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);
static int state;

int lopsided(int a);
int lopsided(int a)
{
\tspin_lock(&lock);
\tif (a)
\t\treturn -1;
\tspin_unlock(&lock);
\treturn 0;
}

void *plain(void);
void *plain(void)
{
\tvoid *p;

\tspin_lock(&lock);
\tp = kmalloc(sizeof(state), GFP_KERNEL);
\tspin_unlock(&lock);
\treturn p;
}

void *number(void);
void *number(void)
{
\treturn kmalloc(sizeof(state), 0x20);
}
"""


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "a tree"
    folder.mkdir()
    path = folder / "fau lts.c"
    path.write_text(FAULTS)
    return path


def fake(folder, text):
    path = folder / "sparse"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@needs_sparse
def test_maps_lines(labcheck, root, source):
    """Contexts and gfp_t become findings, all else is counted."""
    args = ("sparse", source, "--format=jsonl", "--", f"-I{root / INCLUDE}")
    result = labcheck(*args)
    found = {(f["rule"], f["function"]) for f in result.findings}
    assert found == {("unbalanced-context", "lopsided"), ("gfp-misuse", "number")}
    assert result.status == 1 and not result.complaints
    for f in result.findings:
        assert f["engines"] == ["sparse"] and f["certainty"] == "possible" and f["line"]
    assert "expected restricted gfp_t" in result.out
    assert not labcheck(*args[:2], "--rules=atomic-alloc", *args[2:]).findings
    assert not labcheck(*args[:2], "--certainty=likely", *args[2:]).findings
    assert source.read_text() == FAULTS


@needs_sparse
def test_annotations(labcheck, root, tmp_path):
    """What __labcheck_adjust() says of a function holds for sparse as well."""
    path = tmp_path / "hold.c"
    path.write_text('#include <labcheck.h>\nvoid __labcheck_adjust(1) hold(void);\n'
                    'void __labcheck_adjust(-1) give(void);\nint even(void);\n'
                    'int even(void)\n{\n\thold();\n\tgive();\n\treturn 0;\n}\nint odd(int a);\n'
                    'int odd(int a)\n{\n\thold();\n\tif (a)\n\t\treturn 1;\n\tgive();\n\treturn 0;\n}\n')
    result = labcheck("sparse", path, "--format=jsonl", "--", f"-I{root / INCLUDE}")
    assert [(f["rule"], f["function"]) for f in result.findings] == [("unbalanced-context", "odd")]


@needs_sparse
def test_kernel_tree(labcheck, tree):
    """make C=2's own commands, names relative to the tree, the tree untouched."""
    marks = {p: p.stat().st_mtime_ns for p in (tree.obj / "drivers/usb").rglob("*")}
    result = labcheck("sparse", "--kernel", tree.src, "--build", tree.obj,
                      "--format=jsonl", "drivers/usb/gadget/legacy/inode.c")
    assert result.status == 1, result.err
    assert ("drivers/usb/gadget/legacy/inode.c", "ep0_write") in {
        (f["file"], f["function"]) for f in result.findings}
    assert marks == {p: p.stat().st_mtime_ns for p in (tree.obj / "drivers/usb").rglob("*")}


@needs_sparse
def test_unparsable(labcheck, tmp_path):
    (tmp_path / "broken.c").write_text("int f(void)\n{\n\tthis is ( not C;;\n}\n")
    result = labcheck("sparse", tmp_path / "broken.c", "--ledger", "--format=jsonl")
    assert result.status == 2 and "broken.c: not analysed: sparse cannot read it" in result.err
    assert '"unanalysed":"file"' in result.out


@needs_sparse
def test_without_contexts(labcheck, root, source, tmp_path):
    """The newest sparse no longer follows contexts; this one is made so."""
    path = fake(tmp_path, f'exec 3>&1; {shutil.which("sparse")} "$@" 2>&1 >&3 | '
                          "grep -v 'context imbalance' >&2; exit 0")
    result = labcheck("sparse", f"--sparse={path}", source, "--format=jsonl", "--ledger",
                      "--", f"-I{root / INCLUDE}")
    assert result.status == 1
    assert {f["rule"] for f in result.findings} == {"gfp-misuse"}
    assert "does not follow contexts" in result.err and '"unanalysed":"unparsed"' in result.out


@pytest.mark.parametrize("text, said", [
    (None, "apt-get install sparse"),
    ("echo v0.5.0", "too old, 0.6 is the oldest"),
    ("echo nothing to say", "is it sparse?"),
], ids=["none", "old", "other"])
def test_unfit(labcheck, source, tmp_path, text, said):
    path = fake(tmp_path, text) if text else tmp_path / "none"
    for args, env in ((["sparse", f"--sparse={path}"], {}),
                      (["check", "--engines=sparse"], {"SPARSE": str(path)})):
        result = labcheck(*args, source, env={**os.environ, **env})
        assert result.status == 2 and said in result.err and not result.out
        assert len(result.err.splitlines()) == 1


@needs_sparse
@needs_spatch
def test_engines(labcheck, root, source):
    """One list; a place and rule that several saw is there once."""
    flags = ("--format=jsonl", "--", f"-I{root / INCLUDE}")
    result = labcheck("check", "--engines=gcc,cocci,sparse", "--certainty=possible", source, *flags)
    assert result.status == 1, result.err
    engines = {(f["rule"], f["function"]): f["engines"] for f in result.findings}
    assert engines["atomic-alloc", "plain"] == ["gcc", "cocci"]
    assert engines["unbalanced-context", "lopsided"] == ["gcc", "sparse"]
    assert engines["gfp-misuse", "number"] == ["sparse"]
    assert len(result.findings) == len(engines)
    alone = labcheck("check", source, *flags)
    for f in alone.findings:
        assert f["engines"] == ["gcc"]
    some = labcheck("check", "--engines=cocci", source, *flags)
    assert {tuple(f["engines"]) for f in some.findings} == {("cocci",)}
    again = labcheck("check", "--engines=gcc,cocci,sparse", "--certainty=possible", "--jobs=1",
                     source, *flags)
    assert again.out == result.out
    text = labcheck("check", "--engines=gcc,cocci", source, "--", f"-I{root / INCLUDE}")
    assert "seen by: gcc, cocci" in text.out


@needs_sparse
@needs_spatch
def test_engines_kernel(labcheck, tree):
    """Names are the same whichever engine found it."""
    result = labcheck("check", "--kernel", tree.src, "--build", tree.obj, "--format=jsonl",
                      "--engines=gcc,cocci,sparse", "--certainty=possible",
                      "drivers/usb/gadget/legacy/inode.c")
    assert result.status == 1, result.err
    assert {f["file"].split("/")[0] for f in result.findings} <= {"drivers", "include"}
    assert any(f["engines"] == ["sparse"] for f in result.findings)


def test_unknown_engine(labcheck, source):
    result = labcheck("check", "--engines=gcc,clang", source)
    assert result.status == 2 and "no such engine; there are: gcc, cocci, sparse" in result.err
