# SPDX-License-Identifier: GPL-2.0-or-later
"""The reference allocator and the judge (corpus/allocator)."""
import json
import os
import pathlib
import re
import struct
import subprocess

import pytest

import kerneltree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("LABCHECK_BUILD") or "build")
HERE = "corpus/allocator/tests"
FRAGMENT = "corpus/allocator/allocator.mk"
# What the judge may add to a case of another rule: advice, no fault.
ADVICE = {"needless-atomic", "gfp-guess"}

# One worker for all of these: they share what make builds.
pytestmark = pytest.mark.xdist_group("allocator")


def run(*argv, **options):
    return subprocess.run([str(a) for a in argv], cwd=ROOT, capture_output=True,
                          text=True, stdin=subprocess.DEVNULL, timeout=600, **options)


@pytest.fixture(scope="session")
def built():
    """build/judge and the unit tests."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    made = run("make", "-s", "-f", FRAGMENT, f"OUT={BUILD}", "allocator-tests", env=env)
    assert made.returncode == 0, made.stderr
    assert made.stderr == ""
    return BUILD if BUILD.is_absolute() else ROOT / BUILD


@pytest.fixture(scope="session")
def judge(built):
    def call(*args):
        return run(built / "judge", "-I", ROOT / "corpus/include", *args)
    return call


def lines(result):
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("name", sorted(p.stem for p in (ROOT / HERE).glob("t-*.c")))
def test_unit(built, name):
    ran = run(built / "allocator/tests" / name)
    assert (ran.returncode, ran.stdout, ran.stderr) == (0, "", "")


# ---- verdicts on functions that say what they expect ----------------------

def expected(path):
    """{function: the words behind JUDGE:}"""
    found = re.findall(r"(\w+)\([^)]*\) /\* JUDGE:(.*?)\*/", (ROOT / path).read_text())
    return {name: words.split() for name, words in found}


def marked_lines(path):
    """{(function, rule): line} of what stands behind HERE:"""
    found, function = {}, ""
    for number, line in enumerate((ROOT / path).read_text().splitlines(), 1):
        head = re.match(r"\w.*?(\w+)\([^)]*\)", line)
        function = head[1] if head else function
        for rule in re.findall(r"HERE: ([a-z-]+) \*", line):
            found[function, rule] = number
    return found


def test_lines(judge):
    """A fault names the line of the case where it was made."""
    path = f"{HERE}/judge/owners.c"
    want = marked_lines(path)
    told = {(a["function"], f["rule"]): f["line"] for a in lines(judge(path))
            for f in a["faults"]}
    told["leaves_lock", "unbalanced-context"] = told.pop(
        ("handler_unbalanced_bad", "unbalanced-context"), 0)
    assert len(want) == 13
    assert {k: v for k, v in told.items() if k in want} == want


@pytest.mark.parametrize("name", ["memory", "owners", "context", "hostile"])
def test_verdicts(judge, name):
    path = f"{HERE}/judge/{name}.c"
    want = expected(path)
    got = judge("--rt", path)
    assert got.returncode == 0 and got.stderr == ""
    answers = {a["function"]: a for a in lines(got)}
    assert sorted(answers) == sorted(want)
    wrong = []
    for function, words in want.items():
        a = answers[function]
        told = sorted(f["rule"] for f in a["faults"])
        if words and words[0].startswith("error="):
            good = words[0][6:] in a.get("error", "")
        else:
            good = told == sorted(words) and a["complete"] and "error" not in a
            # A fault has a witness.
            good = good and (a["witness"] is None) == (not told)
        if not good:
            wrong.append((function, words, a))
    assert not wrong


def test_same_bytes(judge):
    paths = [f"{HERE}/judge/memory.c", f"{HERE}/judge/context.c"]
    once = judge(*paths).stdout
    assert once == judge("-j2", *paths).stdout
    assert once == "".join(judge(p).stdout for p in paths)


def test_rt_is_a_switch(judge):
    path = f"{HERE}/judge/context.c"
    plain = judge(path)
    assert "rt-atomic" not in plain.stdout
    assert "rt-atomic" in judge("--rt", path).stdout


def test_alone_is_a_switch(judge, tmp_path):
    keeps = tmp_path / "keeps.c"
    keeps.write_text("#include <linux/spinlock.h>\nstatic DEFINE_SPINLOCK(l);\n"
                     "void keeps_ok(void)\n{\n\tspin_lock(&l);\n}\n")
    assert [a["verdicts"] for a in lines(judge(keeps))] == [[]]
    assert [a["verdicts"] for a in lines(judge("--alone", keeps))] == [["unbalanced-context"]]


def test_replay(judge):
    path = f"{HERE}/judge/memory.c"
    shown = judge("--replay", "second_fails_bad", path)
    assert shown.returncode == 0
    assert "choice 2: kmalloc: 1 of 2" in shown.stdout
    assert re.search(r"memory\.c:\d+: kmalloc\n", shown.stdout)
    assert "FAULT alloc-leak" in shown.stdout
    shown = judge("--replay", "second_fails_bad", "--choices", "0,0", path)
    assert shown.returncode == 0 and "FAULT" not in shown.stdout


def test_witness_replays(judge):
    """The choices a fault comes with lead to that fault."""
    path = f"{HERE}/judge/context.c"
    for a in lines(judge(path)):
        for f in a["faults"]:
            if f["rule"] in ADVICE or f["message"].startswith("returns with"):
                continue
            chosen = ",".join(map(str, f["choices"]))
            shown = judge("--replay", a["function"], "--choices", chosen, path)
            assert f"FAULT {f['rule']}" in shown.stdout, (a, shown.stdout)


# ---- bad input ------------------------------------------------------------

def test_no_such_file(judge):
    got = judge("corpus/none.c", f"{HERE}/judge/memory.c")
    assert got.returncode == 2
    assert got.stderr == "judge: corpus/none.c: No such file or directory\n"
    # The other file's results are there all the same.
    assert len(lines(got)) == len(expected(f"{HERE}/judge/memory.c"))


def test_does_not_compile(judge, tmp_path):
    bad = tmp_path / "bad.c"
    bad.write_text("int f_bad(void) { return undeclared; }\n")
    got = judge(bad)
    assert got.returncode == 2 and got.stdout == ""
    assert got.stderr.count("\n") == 1
    assert "does not compile" in got.stderr and "undeclared" in got.stderr


def test_missing_header(judge, tmp_path):
    bad = tmp_path / "bad.c"
    bad.write_text("#include <linux/none.h>\n")
    got = judge(bad)
    assert got.returncode == 2 and got.stderr.count("\n") == 1
    assert "linux/none.h" in got.stderr


@pytest.mark.parametrize("args, said", [
    (["--function", "none_bad"], "no function none_bad"),
    (["--replay", "none_bad"], "no function none_bad"),
    (["--choices", "0,x"], "no list of numbers"),
    (["--runs", "many"], "no number"),
    (["--unknown"], "unrecognized option"),
])
def test_bad_arguments(judge, args, said):
    got = judge(*args, f"{HERE}/judge/memory.c")
    assert got.returncode == 2 and said in got.stderr and got.stdout == ""


def test_no_file_given(judge):
    assert judge().returncode == 2


def test_nothing_to_judge(judge, tmp_path):
    empty = tmp_path / "empty.c"
    empty.write_text("static int x;\n")
    got = judge(empty)
    assert (got.returncode, got.stdout, got.stderr) == (0, "", "")


def test_bound_is_told(judge, tmp_path):
    """More choices than runs: the answer says that it is not complete."""
    wide = tmp_path / "wide.c"
    wide.write_text("#include <judge.h>\n"
                    "int wide_ok(void)\n{\n\tint i, n = 0;\n\n"
                    "\tfor (i = 0; i < 20; i++)\n\t\tn += choose(3);\n\treturn n;\n}\n")
    (answer,) = lines(judge("--runs", "100", wide))
    assert answer["runs"] == 100 and not answer["complete"]


# ---- the corpus -----------------------------------------------------------

# What no execution shows, or what only the plugin can be asked.
NOT_EXECUTED = {"macro-alloc", "bad-handler"}


def case_files():
    return sorted(p.relative_to(ROOT) for p in (ROOT / "corpus/cases").glob("*/*.c")
                  if p.parent.name not in NOT_EXECUTED and not p.name.endswith(".mod.c"))


@pytest.mark.parametrize("rt", [False, True])
def test_corpus(judge, rt):
    """Every executed verdict is what the function's name says."""
    files = [f for f in case_files() if (f.parent.name == "rt-atomic") == rt]
    if not files:
        pytest.skip("no such cases yet")
    answers = judge("-j2", *["--rt"] * rt, *files)
    assert answers.stderr == "" and answers.returncode == 0
    wrong = []
    for a in lines(answers):
        rule = pathlib.Path(a["file"]).parent.name
        if a.get("error", "").startswith("takes a parameter"):
            continue    # a handler or helper: see corpus/cases/README.md
        found = set(a["verdicts"]) - ({rule} ^ ADVICE if rule in ADVICE else ADVICE)
        want = {rule} if a["function"].endswith("_bad") else set()
        if found != want or "error" in a or not a["complete"]:
            wrong.append(f"{a['file']}:{a['line']}: {a['function']}: {a['verdicts']}"
                         f" {a.get('error', '')}")
    assert not wrong, "\n".join(wrong)


# ---- the real headers -----------------------------------------------------

def gfp_table(tmp_path, name, flags):
    """{GFP name: (value, blocking)} as that set of headers has it."""
    obj, raw = tmp_path / f"{name}.o", tmp_path / f"{name}.bin"
    made = run("gcc", "-std=gnu11", "-O2", "-D__KERNEL__", *flags, "-c", "-o", obj,
               f"{HERE}/gfp-table.c")
    assert made.returncode == 0, made.stderr
    run("objcopy", "-O", "binary", "--only-section=.gfp_table", obj, raw)
    # gfpflags_allow_blocking() itself: a wrong answer leaves a reference.
    assert "gfp_predicate_differs" not in run("nm", "-u", obj).stdout
    table = {}
    for value, blocking, text in struct.iter_unpack("<II56s", raw.read_bytes()):
        table[text.split(b"\0")[0].decode()] = (value, blocking)
    return table


def kernel_flags(tree):
    src, obj = tree.src, tree.obj
    folders = [src / "arch/x86/include", obj / "arch/x86/include/generated",
               src / "include", obj / "include", src / "arch/x86/include/uapi",
               obj / "arch/x86/include/generated/uapi", src / "include/uapi",
               obj / "include/generated/uapi"]
    flags = ["-nostdinc", "-w", "-fno-pie", "-mno-sse", "-mno-red-zone", "-mcmodel=kernel",
             "-fno-strict-aliasing", "-fshort-wchar"]
    for folder in folders:
        flags += ["-I", folder]
    headers = [src / "include/linux" / h
               for h in ("compiler-version.h", "kconfig.h", "compiler_types.h")]
    for header in headers:
        if header.exists():     # the first is not in 5.10
            flags += ["-include", header]
    return flags + ["-isystem", gcc_headers()]


def gcc_headers():
    """stdarg.h is the compiler's own in older kernels."""
    return run("gcc", "-print-file-name=include").stdout.strip()


# Names of the headers that no caller of an allocator may use.
NOT_FLAGS = re.compile(r"__GFP_BITS_|GFP_(ZONE_|ZONES_|MOVABLE_)|__GFP_(SKIP_|ZEROTAGS|NOLOCKDEP|NO_OBJ_EXT)"
                       r"|__GFP_ATOMIC$")
# What a group gained after 6.1: the names are those of include/linux/gfp_types.h.
GAINED = {"6.12": {"GFP_NOWAIT": {"__GFP_NOWARN"}}, "7.3": {"GFP_NOWAIT": {"__GFP_NOWARN"}}}


def gfp_groups(table):
    """{GFP name: the names of the single bits it consists of}."""
    bits = {v: n for n, (v, _) in table.items() if v.bit_count() == 1 and n.startswith("__")}
    return {n: {b for v, b in bits.items() if e[0] & v} for n, e in table.items()}


@pytest.mark.parametrize("series", ["5.10", "6.1", "6.12", "7.3"])
def test_gfp_semantics(series, tmp_path):
    """Bit values change between versions; who may block, and what a group holds, do not."""
    tree = kerneltree.find_tree(series)
    if tree is None:
        pytest.skip(f"no prepared tree of {series} in the cache: tests/kernel-tree {series}")
    ours = gfp_table(tmp_path, "ours", ["-Icorpus/include"])
    theirs = gfp_table(tmp_path, "theirs", kernel_flags(tree))
    assert {n: e[1] for n, e in ours.items()} == {n: e[1] for n, e in theirs.items()}
    groups = gfp_groups(ours)
    for name, gained in GAINED.get(series, {}).items():
        groups[name] |= gained
    assert gfp_groups(theirs) == groups


@pytest.mark.parametrize("series", ["5.10", "6.1", "6.12", "7.3"])
def test_gfp_names(series, tmp_path):
    """No name that a driver may use is missing from the table."""
    tree = kerneltree.find_tree(series)
    if tree is None:
        pytest.skip(f"no prepared tree of {series} in the cache: tests/kernel-tree {series}")
    headers = [tree.src / "include/linux" / h for h in ("gfp.h", "gfp_types.h")]
    names = {n for h in headers if h.exists()
             for n in re.findall(r"^#define\s+((?:__)?GFP_\w+)\s", h.read_text(), re.M)}
    table = gfp_table(tmp_path, "theirs", kernel_flags(tree))
    assert {n for n in names if not NOT_FLAGS.match(n)} - table.keys() == set()


def test_gfp_values(tree, tmp_path):
    """corpus/include has every GFP name as the headers of 6.1 have it."""
    ours = gfp_table(tmp_path, "ours", ["-Icorpus/include"])
    theirs = gfp_table(tmp_path, "theirs", kernel_flags(tree))
    assert len(ours) > 30
    assert ours == theirs
