# SPDX-License-Identifier: GPL-2.0-or-later
"""Whole programs of a few files, one folder of tests/link for each way in which
a call finds its function; and what link does with what it is given.

A finding has to name each line with /* WARN: RULE */, and no other; its path
leads through a function _bad and none _ok. The first line of a file may give
it flags: /* flags: -DMODULE ... */.
"""
import os
import pathlib
import re
import shutil
import subprocess

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent
KINDS = sorted(p.name for p in (HERE / "link").iterdir())
MARK = re.compile(r"/\* WARN: ([a-z-]+) \*/")
FLAGS = re.compile(r"^/\* flags:(.*)\*/$", re.M)


def flags_of(source):
    found = FLAGS.search(source.read_text())
    words = found[1].split() if found else []
    return [re.sub(r'"(\w+)"', r'"\1"', word) for word in words]


def compile_to(labcheck, source, obj, *more, cc=("gcc",), env=None):
    subprocess.run([*cc, "-std=gnu11", "-O2", "-w", f"-I{ROOT}/corpus/include",
                    f"-fplugin={labcheck.plugin}", *flags_of(source), *more, "-c", "-o", obj,
                    source], check=True, env=env, capture_output=True)
    return obj


def compile_all(labcheck, kind, folder, *more, **options):
    folder.mkdir(exist_ok=True)
    return [compile_to(labcheck, source, folder / f"{source.stem}.o", *more, **options)
            for source in sorted((HERE / "link" / kind).glob("*.c"))]


def expected(kind):
    return sorted((source.name, number, rule)
                  for source in (HERE / "link" / kind).glob("*.[ch]")
                  for number, line in enumerate(source.read_text().splitlines(), 1)
                  for rule in MARK.findall(line))


@pytest.mark.parametrize("kind", KINDS)
def test_kind(labcheck, kind, tmp_path):
    objects = compile_all(labcheck, kind, tmp_path, "-fplugin-arg-labcheck-analyse-only")
    assert len(objects) >= 2
    result = labcheck("link", "--format=jsonl", *objects)
    found = sorted((pathlib.Path(f["file"]).name, f["line"], f["rule"]) for f in result.findings)
    assert found == expected(kind), result.out
    for finding in result.findings:
        names = {step["function"] for step in finding["path"]}
        assert any(name.endswith("_bad") for name in names)
        assert not any(name.endswith("_ok") for name in names)
    # what one file alone cannot show
    alone = sum(len(labcheck("link", "--format=jsonl", obj).findings) for obj in objects)
    assert alone < len(found) or kind in ("static", "inline")


def test_any_order_and_number_of_jobs(labcheck, tmp_path):
    objects = [obj for kind in KINDS for obj in compile_all(labcheck, kind, tmp_path / kind)]
    outs = {labcheck("link", "--format=jsonl", "--ledger", f"--jobs={n}", *objects).out
            for n in (1, 2, 3, 8)}
    assert len(outs) == 1 and outs.pop()


@pytest.fixture
def valve(labcheck, tmp_path):
    objects = compile_all(labcheck, "field-init", tmp_path / "objects")
    return objects, labcheck("link", "--format=jsonl", *objects).out


def test_archives_folders_and_lists(labcheck, valve, tmp_path):
    objects, out = valve
    assert out
    names = [str(o) for o in objects]
    subprocess.run(["ar", "rc", tmp_path / "normal.a", *names], check=True)
    subprocess.run(["ar", "rcT", tmp_path / "thin.a", *names], check=True)
    subprocess.run(["ld", "-r", "-o", tmp_path / "joined.o", *names], check=True)
    (tmp_path / "list").write_text("\n".join(names) + "\n")
    for arg in ("normal.a", "thin.a", "joined.o", "objects"):
        assert labcheck("link", "--format=jsonl", tmp_path / arg).out == out, arg
    assert labcheck("link", "--format=jsonl", f"@{tmp_path}/list").out == out
    piped = subprocess.run([labcheck.build / "labcheck", "link", "--format=jsonl", "-"],
                           input=(tmp_path / "list").read_bytes(), capture_output=True)
    assert piped.stdout.decode() == out
    # the parts and the whole: each unit counts once
    assert labcheck("link", "--format=jsonl", tmp_path / "joined.o", *names).out == out


def test_missing_member(labcheck, valve, tmp_path):
    objects, _ = valve
    subprocess.run(["ar", "rcT", tmp_path / "thin.a", *map(str, objects)], check=True)
    objects[0].unlink()
    result = labcheck("link", tmp_path / "thin.a")
    assert result.status == 2
    complaint, = [line for line in result.complaints if "unanalysed" not in line]
    assert str(objects[0]) in complaint and "No such file" in complaint


def test_damaged_archive(labcheck, valve, tmp_path):
    objects, _ = valve
    archive = tmp_path / "cut.a"
    subprocess.run(["ar", "rc", archive, *map(str, objects)], check=True)
    archive.write_bytes(archive.read_bytes()[:-100])
    result = labcheck("link", archive)
    assert result.status == 2
    assert any("damaged archive" in line and str(archive) in line for line in result.complaints)


def test_objects_without_units_are_counted(labcheck, valve, tmp_path):
    (tmp_path / "x.c").write_text("int x;\n")
    subprocess.run(["gcc", "-c", "-o", tmp_path / "objects/x.o", tmp_path / "x.c"], check=True)
    result = labcheck("link", "--format=jsonl", tmp_path / "objects")
    assert result.status == 1 and result.out == valve[1]
    assert "without a unit: 1 object;" in result.err
    assert "no unit in " not in result.err
    verbose = labcheck("link", "--verbose", tmp_path / "objects")
    assert f"no unit in {tmp_path}/objects/x.o" in verbose.err


def test_two_builds_mixed(labcheck, valve, tmp_path):
    """Units of another kernel are left out, in words; the rest is analysed."""
    text = 'unit "other.c"\ncompiler "GCC 9.9.9"\nkernel 5.4.0\n\n'
    (tmp_path / "other.unit").write_text(text)
    result = labcheck("link", "--format=jsonl", *valve[0], tmp_path / "other.unit")
    assert result.status == 2 and result.out == valve[1]
    complaint, = [line for line in result.complaints if "unanalysed" not in line]
    for word in ("two builds", "1 of 3", "other.c", "5.4.0", "GCC 9.9.9"):
        assert word in complaint


def test_a_hundred_thousand_objects(labcheck, valve, tmp_path):
    """Named in a list, most of them missing: each is told, the rest analysed."""
    objects, out = valve
    (tmp_path / "list").write_text("".join(f"{o}\n" for o in objects) * 50000)
    result = labcheck("link", "--format=jsonl", f"@{tmp_path}/list")
    assert result.status == 1 and result.out == out
    assert labcheck("link", f"@{tmp_path}/none").status == 2


@pytest.mark.skipif(not shutil.which("ccache"), reason="no ccache")
def test_same_findings_from_a_cache(labcheck, tmp_path):
    """A plain build, a cold and a warm ccache: equal bytes."""
    env = dict(os.environ, CCACHE_DIR=str(tmp_path / "cache"))
    outs = []
    for cc in (("gcc",), ("ccache", "gcc"), ("ccache", "gcc")):
        shutil.rmtree(tmp_path / "build", ignore_errors=True)
        objects = [o for kind in ("field-init", "module", "argument")
                   for o in compile_all(labcheck, kind, tmp_path / "build", cc=cc, env=env)]
        outs.append(labcheck("link", "--format=jsonl", "--ledger", *sorted(set(objects))).out)
    stats = subprocess.run(["ccache", "--print-stats"], env=env, capture_output=True, text=True)
    hits = sum(int(n) for n in re.findall(r"^(?:direct|preprocessed)_cache_hit\s+(\d+)$",
                                          stats.stdout, re.M))
    assert hits == len(objects)
    assert outs[0] and outs[0] == outs[1] == outs[2]


# ---- why

@pytest.fixture
def graph(labcheck, tmp_path):
    objects = [o for kind in ("argument", "root", "exported", "recursion")
               for o in compile_all(labcheck, kind, tmp_path / kind)]
    labcheck("link", f"--why={tmp_path}/graph", *objects)
    return tmp_path / "graph"


def test_why_atomic_and_why_it_sleeps(labcheck, graph):
    result = labcheck("why", "-f", graph, "on_ring")
    assert result.status == 0
    lines = [re.sub(r"/\S*/", "", line) for line in result.out.splitlines()]
    assert lines == [
        "on_ring (user.c:5)",
        "  atomic:",
        "    core.c:24 ring_bad: calls on_ring while holding spinlock 'lock'",
        "  sleeps:",
        "    user.c:7 on_ring: calls msleep, which may sleep"]


def test_why_goes_through_callers_and_roots(labcheck, graph):
    lines = labcheck("why", "-f", graph, "odd").out.splitlines()
    at = lines.index("  atomic:")
    assert "walk_bad: calls even while holding spinlock" in lines[at + 1]
    assert lines[at + 2].endswith("even: calls odd")
    assert "pump_irq_bad() registered by request_irq(): runs in hard interrupt context" in \
        labcheck("why", "-f", graph, "pump_irq_bad").out
    nothing = labcheck("why", "-f", graph, "hang")
    assert nothing.status == 1 and "neither known to be atomic nor to sleep" in nothing.out


def test_why_says_what_is_wrong(labcheck, graph, tmp_path):
    result = labcheck("why", "-f", graph, "no_such_function")
    assert result.status == 2 and "no function of this name" in result.err
    result = labcheck("why", "-f", tmp_path / "none", "f")
    assert result.status == 2 and "labcheck link --why" in result.err
    (tmp_path / "text").write_text("not a database\n" * 100)
    result = labcheck("why", "-f", tmp_path / "text", "f")
    assert result.status == 2 and "was not written by" in result.err


# ---- pack

@pytest.fixture
def packed(labcheck, tmp_path):
    """A pack of the kernel's part; flags and file of a module that calls it."""
    folder = HERE / "link/exported"
    obj = compile_to(labcheck, folder / "core.c", tmp_path / "core.o")
    made = labcheck("pack", "--release", "1.2.3", "-o", tmp_path / "kernel.pack", obj)
    assert made.status == 0 and "1 units, of kernel 1.2.3" in made.err
    return tmp_path / "kernel.pack", folder / "mod.c"


def test_a_driver_with_a_pack(labcheck, packed):
    pack, source = packed
    flags = ["--", f"-I{ROOT}/corpus/include", *flags_of(source)]
    assert labcheck("check", "--format=jsonl", source, *flags).findings == []
    result = labcheck("check", "--format=jsonl", f"--pack={pack}", source, *flags)
    assert "labcheck: 1 file, 2 functions, 1 finding" in result.err
    # reported in the driver's own code, with the way down into the kernel
    finding, = result.findings
    assert (finding["rule"], finding["function"]) == ("atomic-sleep", "wait_bad")
    assert [step["function"] for step in finding["path"]] == ["wait_bad", "wait_bad", "core_wait"]


def with_pack(labcheck, pack, source, *more):
    """The compiler's messages; the plugin has the pack."""
    run = subprocess.run(["gcc", "-std=gnu11", "-O2", f"-I{ROOT}/corpus/include",
                          f"-fplugin={labcheck.plugin}", f"-fplugin-arg-labcheck-pack={pack}",
                          *flags_of(source), *more, "-c", "-o", os.devnull, source],
                         capture_output=True, text=True)
    return run.returncode, run.stderr


def test_the_plugin_with_a_pack(labcheck, packed):
    pack, source = packed
    status, said = with_pack(labcheck, pack, source)
    assert status == 0 and said.count("[labcheck:") == 1
    assert "may sleep while holding spinlock" in said
    assert "core_wait" in said and re.search(r"core\.c:\d+\)", said)


def test_the_plugin_refuses_another_pack(labcheck, packed, tmp_path):
    pack, source = packed
    status, said = with_pack(labcheck, pack, source, "-DLINUX_VERSION_CODE=0x6010a")
    assert status == 1 and said.count("error:") == 1
    assert "a pack of kernel 1.2.3, but this file is compiled for kernel 6.1.10" in said
    status, said = with_pack(labcheck, tmp_path / "none", source)
    assert status == 1 and "cannot read the pack" in said
    (tmp_path / "cut").write_bytes(pack.read_bytes()[:-9])
    status, said = with_pack(labcheck, tmp_path / "cut", source)
    assert status == 1 and "damaged pack" in said
    flag = "-fplugin-arg-labcheck-pack-hash="
    status, said = with_pack(labcheck, pack, source, flag + "0" * 16)
    found = re.search(r"has the hash ([0-9a-f]{16})", said)
    assert status == 1 and found
    assert with_pack(labcheck, pack, source, flag + found[1])[0] == 0


def test_a_pack_of_another_configuration(labcheck, tmp_path):
    (tmp_path / "generated").mkdir()
    source = tmp_path / "a.c"
    source.write_text('#include "generated/autoconf.h"\nint a(void) { return 1; }\n')
    for value in 1, 2:
        (tmp_path / "generated/autoconf.h").write_text(f"#define CONFIG_NR {value}\n")
        obj = compile_to(labcheck, source, tmp_path / f"{value}.o", f"-I{tmp_path}")
        made = labcheck("pack", "--release", "6.1.0", "-o", tmp_path / f"{value}.pack", obj)
        assert made.status == 0
    assert with_pack(labcheck, tmp_path / "2.pack", source, f"-I{tmp_path}")[0] == 0
    status, said = with_pack(labcheck, tmp_path / "1.pack", source, f"-I{tmp_path}")
    assert status == 1 and "another configuration" in said
    result = labcheck("check", f"--pack={tmp_path / '1.pack'}", source, "--", f"-I{tmp_path}")
    assert result.status == 2 and "another configuration" in result.err
    # objects of two builds of one version
    result = labcheck("link", tmp_path / "1.o", tmp_path / "2.o")
    assert result.status == 2 and "two builds" in result.err


def test_a_pack_of_another_kernel(labcheck, packed, tree, tmp_path):
    folder = tmp_path / "driver"
    folder.mkdir()
    (folder / "x.c").write_text("int x;\n")
    (folder / "Makefile").write_text("obj-m := x.o\n")
    result = labcheck("check", "--build", tree.obj, f"--pack={packed[0]}", folder)
    assert result.status == 2
    complaint, = result.complaints
    assert "a pack of kernel 1.2.3, but this is kernel 6.1" in complaint


@pytest.mark.parametrize("edit", [
    lambda b: b[:-10], lambda b: b + b"x", lambda b: b[:30],
    lambda b: b.replace(b"LABU", b"NOPE"), lambda b: b"nonsense",
], ids=["cut", "longer", "head only", "no unit", "no pack"])
def test_a_damaged_pack(labcheck, packed, edit):
    pack, source = packed
    pack.write_bytes(edit(pack.read_bytes()))
    result = labcheck("check", f"--pack={pack}", source, "--", f"-I{ROOT}/corpus/include",
                      *flags_of(source))
    assert result.status == 2 and len(result.complaints) == 1 and str(pack) in result.err


def test_a_pack_wants_one_program(labcheck, packed):
    result = labcheck("check", "--separate", f"--pack={packed[0]}", packed[1])
    assert result.status == 2 and "--separate" in result.err


UNIT = """unit "a.c"
gfp GFP_KERNEL 0xcc0
gfp __GFP_DIRECT_RECLAIM 0x400
fn @f(ptr l) void {
\tcall @spin_lock(%l) !2
\tcall @msleep(1) !3
\tcall @spin_unlock(%l) !4
\tret !5
}
"""


@pytest.mark.parametrize("pad", [0, 4096])
def test_unit_as_text(labcheck, tmp_path, pad):
    """By itself, whatever its name; also where it ends at a page's end."""
    path = tmp_path / "bare"
    path.write_text(UNIT + "# " + "x" * (pad - len(UNIT) - 2) if pad else UNIT)
    found = labcheck("link", "--format=jsonl", path)
    assert [(f["rule"], f["line"]) for f in found.findings] == [("atomic-sleep", 3)]
    assert "truncated" not in found.err


@pytest.mark.parametrize("text, words", [
    ("", "is empty"), (UNIT.replace("call", "kall", 1), ":5: expected an instruction"),
    (UNIT[:-2], "expected '}'"), ("hello\n", ":1: expected unit"),
])
def test_bad_unit_as_text(labcheck, tmp_path, text, words):
    path = tmp_path / "bad.unit"
    path.write_text(text)
    found = labcheck("link", path)
    assert found.status == 2 and f"{path}:" in found.err and words in found.err
