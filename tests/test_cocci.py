# SPDX-License-Identifier: GPL-2.0-or-later
"""The semantic patches: form, results in each mode, behaviour on bad input."""
import collections
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import cases

ROOT = pathlib.Path(__file__).resolve().parent.parent
PATCHES = ROOT / "semantic-patches"
COCCI = sorted(PATCHES.glob("*.cocci"))
PAIRS = sorted(p.relative_to(PATCHES / "tests") for p in (PATCHES / "tests").glob("*/*.c"))
REPORT = re.compile(r"(\S+?):(\d+):\d+-\d+: WARNING: .*\[labcheck:([a-z-]+)\]$")
# For each rule of both: how many of the WARN lines are found, at least.
COMPARED = {"atomic-alloc": 75, "atomic-sleep": 65, "gfp-guess": 8, "macro-alloc": 4,
            "mismatched-free": 19, "needless-atomic": 1, "page-as-memory": 5, "unchecked-alloc": 20}

pytestmark = pytest.mark.xdist_group("cocci")


@pytest.fixture(scope="module", params=["installed", "1.3"])
def spatch(request):
    """Both versions of Coccinelle that the patches are written for."""
    if request.param == "installed":
        found = shutil.which(os.environ.get("SPATCH", "spatch"))
        return found or pytest.skip("spatch is not installed")
    made = subprocess.run([ROOT / "tests/coccinelle-1.3"], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(made.stderr.strip().splitlines()[-1])
    return made.stdout.strip()


def apply(spatch, mode, patch, source):
    return subprocess.run(
        [spatch, "-D", mode, "--very-quiet", "--no-includes", "--include-headers",
         *(["--no-show-diff"] if mode in ("report", "org") else []),
         "--sp-file", patch, source],
        cwd=PATCHES / "tests", capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def results(spatch):
    """{(pair, mode): result} of all pairs, two at a time."""
    todo = [(pair, mode) for pair in PAIRS for mode in ("report", "patch", "org", "context")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = pool.map(lambda t: apply(spatch, t[1], PATCHES / f"{t[0].parent}.cocci", t[0]), todo)
        return dict(zip(todo, done))


def by_place(text):
    lines = [line for line in text.splitlines() if line]
    return sorted(lines, key=lambda line: [int(n) for n in re.findall(r":(\d+)(?=[:-])", line)[:2]])


def changes(text):
    """A diff without its names, which spatch makes up."""
    return ["--- a" if line.startswith("--- ") else "+++ b" if line.startswith("+++ ") else line
            for line in text.splitlines()]


def expected(pair, suffix):
    path = (PATCHES / "tests" / pair).with_suffix(suffix)
    return path.read_text() if path.exists() else ""


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_report(pair, results):
    result = results[pair, "report"]
    assert not result.stderr
    assert by_place(result.stdout) == expected(pair, ".report").splitlines()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_patch(pair, results):
    result = results[pair, "patch"]
    assert not result.stderr
    assert changes(result.stdout) == expected(pair, ".patch").splitlines()


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_org_and_context(pair, results):
    """The other modes name the same places."""
    reported = {int(REPORT.match(line)[2]) for line in expected(pair, ".report").splitlines()}
    org = results[pair, "org"]
    assert not org.stderr
    assert {int(n) for n in re.findall(r"linb=(\d+)", org.stdout)} == reported
    context = results[pair, "context"]
    assert not context.stderr
    marked = sum(line.startswith("-") for line in context.stdout.splitlines()[2:])
    assert bool(marked) == bool(reported)


@pytest.mark.parametrize("pair", PAIRS, ids=str)
def test_verdicts(pair):
    """Functions named _bad have a finding, those named _ok none."""
    case = cases.read(PATCHES / "tests" / pair)
    found = {cases.function_at(case, int(REPORT.match(line)[2]))
             for line in expected(pair, ".report").splitlines()}
    assert not [f for f in found if f.endswith("_ok")]
    direct = [f for f in case.functions if f.endswith("_bad") and f not in found]
    assert set(direct) <= {"deep_bad", "below_bad"}


def test_pairs_for_all():
    assert {p.parent.name for p in PAIRS} == {c.stem for c in COCCI}


@pytest.mark.parametrize("cocci", COCCI, ids=lambda p: p.stem)
def test_head(cocci):
    text = cocci.read_text()
    head = text.split("\nvirtual", 1)[0]
    assert head.startswith("// SPDX-License-Identifier: GPL-2.0-or-later\n/// ")
    assert re.search(r"^//# ", head, re.M)
    assert re.search(r"^// Confidence: (High|Moderate|Low)$", head, re.M)
    assert re.search(r"^// Copyright: ", head, re.M)
    assert len(re.findall(r"Options:", text)) == 1, "coccicheck greps for the word"
    assert "Requires:" not in text
    assert re.findall(r"^virtual (\w+)$", text, re.M) == ["patch", "context", "org", "report"]
    rules = re.findall(r"\[labcheck:([a-z-]+)\]", text)
    assert rules or "[labcheck:%s]" in text
    has_patch = "depends on patch@" in text
    assert has_patch == any((PATCHES / "tests" / cocci.stem).glob("*.patch"))
    if not has_patch:
        assert "no patch mode" in " ".join(re.findall(r"^//# ?(.*)$", head, re.M))


def test_lists_agree():
    """What is a lock is the same in all of them."""
    lists = collections.defaultdict(dict)
    for cocci in COCCI:
        for name, body in re.findall(r'^(\w+) = set\("""\n(.*?)\n"""\.split\(\)\)',
                                     cocci.read_text(), re.M | re.S):
            lists[name][cocci.stem] = body.split()
    for name in ("LOCKS", "UNLOCKS", "TRIES", "ON", "OFF", "ASKS", "SLEEPY", "INERT", "ALLOCS"):
        some = [tuple(v) for k, v in lists[name].items() if k != "labyrinth"]
        assert len(set(some)) == 1, name


def places(result):
    return {(f["file"], f["function"], f["rule"]) for f in result.findings}


def wanted(rule):
    """Functions with a line that says WARN: rule; how many say that they are right."""
    found, oks = set(), 0
    for path in sorted((ROOT / "corpus/cases" / rule).glob("*.c")):
        case = cases.read(path)
        found |= {(str(path), cases.function_at(case, n), rule)
                  for n, rules in case.warnings.items() if rule in rules}
        oks += sum(f.endswith("_ok") for f in case.functions)
    return found, oks


def compared(rule, ours, plugin):
    """A row of the table, and findings of ours in functions that nobody finds fault with.

    One on a #define is in no function: the plugin tells it where the macro is used."""
    asked, oks = wanted(rule)
    folder = str(ROOT / "corpus/cases" / rule) + "/"
    ours = {f for f in ours if f[2] == rule and f[0].startswith(folder)}
    plugin = {f for f in plugin if f[2] == rule and f[0].startswith(folder)}
    false = sorted(f for f in ours - asked if f[1])
    row = (len(asked), len(ours & asked), oks, len(false),
           len(plugin), len(ours & plugin), len(ours - plugin))
    return row, false


def test_cases(capsys, labcheck, spatch):
    """Much of the corpus is found, and nothing else; beside it, the plugin."""
    folders = [ROOT / "corpus/cases" / rule for rule in COMPARED]
    result = labcheck("cocci", "--format=jsonl", f"--spatch={spatch}", *folders)
    assert result.status == 1, result.err
    files = sorted(p for folder in folders for p in folder.glob("*.c"))
    plugin = places(labcheck("check", "--separate", "--format=jsonl", *files,
                             "--", f"-I{ROOT}/corpus/include"))
    rows = {rule: compared(rule, places(result), plugin) for rule in COMPARED}
    heads = ("bad", "found", "_ok", "false", "plugin", "both", "only here")
    with capsys.disabled():
        print("\n" + f"{'rule':16}" + "".join(f"{h:>{len(h) + 2}}" for h in heads))
        for rule, (row, _) in rows.items():
            print(f"{rule:16}" + "".join(f"{n:{len(h) + 2}}" for h, n in zip(heads, row)))
    assert not [f for _, false in rows.values() for f in false]
    for rule, least in COMPARED.items():
        assert rows[rule][0][1] >= least, rule


ELSEWHERE = """\
#include <linux/slab.h>
#include <linux/spinlock.h>

static DEFINE_SPINLOCK(lock);

#ifdef CONFIG_OF_NOBODY
void *f(void);
void *f(void)
{
\tvoid *p;

\tspin_lock(&lock);
\tp = kmalloc(16, GFP_KERNEL);
\tspin_unlock(&lock);
\treturn p;
}
#endif
"""


def test_where_the_plugin_cannot_go(labcheck, tmp_path):
    """A branch of #if that is not compiled, a file with headers that nobody has."""
    (tmp_path / "branch.c").write_text(ELSEWHERE)
    (tmp_path / "arch.c").write_text("#include <mach/nowhere.h>\n" + ELSEWHERE.replace("#ifdef", "#ifndef"))
    plugin = labcheck("check", "--format=jsonl", tmp_path / "branch.c", tmp_path / "arch.c",
                      "--", f"-I{ROOT}/corpus/include")
    assert plugin.status == 2 and not plugin.findings and "arch.c: not analysed" in plugin.err
    ours = labcheck("cocci", "--format=jsonl", tmp_path)
    assert {(pathlib.Path(f["file"]).name, f["rule"]) for f in ours.findings} == {
        ("branch.c", "atomic-alloc"), ("arch.c", "atomic-alloc")}


# Lines of the faulty driver that ask for a rule of ours, and why it is not seen there.
NOT_SEEN = {
    ("scratch[0] = lab->irq;", "unchecked-alloc"): "a helper allocates",
    ("bounce = labyrinth;", "needless-atomic"): "the macro has its flags inside",
}


def test_sample_driver(labcheck):
    """The right driver is silent; of the other one all is found that is ours to find."""
    folder = ROOT / "corpus/drivers/labyrinth"
    faulty = folder / "labyrinth_faulty.c"
    lines = faulty.read_text().splitlines()
    case = cases.read(faulty)
    result = labcheck("cocci", "--format=jsonl", folder / "labyrinth.c", faulty)
    assert result.status == 1
    for f in result.findings:
        assert f["file"] == str(faulty) and f["engine"] == "cocci" and f["engines"] == ["cocci"]
        assert f["function"] == cases.function_at(case, f["line"]) and f["certainty"] == "likely"
    found = {(lines[f["line"] - 1].split(";")[0], f["rule"]) for f in result.findings
             if "a second mention" not in f["message"]}
    asked = {(lines[n - 1].split(";")[0], rule) for n, rules in case.warnings.items()
             for rule in rules if rule in COMPARED}
    missed = {(text.split(";")[0], rule) for text, rule in NOT_SEEN}
    assert {(text.strip(), rule) for text, rule in asked - found} == missed
    assert found <= asked
    assert len(result.findings) == len(found) + 1


def test_unparsed_is_named(tmp_path, labcheck, spatch):
    """In part: named. Wholly: the status, too. Both stand in the ledger."""
    (tmp_path / "partly.c").write_text(
        "int g(void)\n{\n\treturn 0;\n}\nint f(void)\n{\n\tthis is ( not C;;\n}\n")
    (tmp_path / "fine.c").write_text("int g(void)\n{\n\treturn 0;\n}\n")
    args = ("cocci", "--only=gfp_guess", f"--spatch={spatch}", "--format=jsonl", "--ledger")
    result = labcheck(*args, tmp_path)
    assert result.status == 0
    assert "partly.c: not analysed in part" in result.err and "line 7" in result.err
    assert '"unanalysed":"unparsed"' in result.out and "fine.c" not in result.err
    (tmp_path / "binary.c").write_bytes(b"\x7fELF\0\1 ((( {{{ \n")
    result = labcheck(*args, tmp_path)
    assert result.status == 2
    assert "binary.c: not analysed: spatch cannot parse it" in result.err
    assert '"unanalysed":"file"' in result.out and "partly.c" in result.err


def test_odd_files(tmp_path, labcheck, spatch):
    """Blanks in names, CRLF, bytes that are no UTF-8: found, and left alone."""
    folder = tmp_path / "a tree"
    folder.mkdir()
    body = b"/* caf\xe9 */\r\nint f(void)\r\n{\r\n\tspin_lock(&l);\r\n\tx = kmalloc(1, GFP_KERNEL);\r\n" \
           b"\tspin_unlock(&l);\r\n\treturn 0;\r\n}\r\n"
    path = folder / "odd name.c"
    path.write_bytes(body)
    tmpdir = tmp_path / "t m p"
    tmpdir.mkdir()
    result = labcheck("cocci", folder, "--format=jsonl", "--only=alloc_under_lock",
                      f"--spatch={spatch}", env={**os.environ, "TMPDIR": str(tmpdir)})
    assert result.status == 1, result.err
    assert [(f["file"], f["line"], f["function"]) for f in result.findings] == [(str(path), 5, "f")]
    assert path.read_bytes() == body and not list(tmpdir.iterdir())


def fake(folder, text):
    path = folder / "spatch"
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("args, said", [
    (["/nonexistent"], "no such file"),
    ([ROOT / "docs"], "no C files"),
    ([ROOT / "README.md"], "neither a folder nor a C file"),
    ([], "no PATH given"),
    ([PATCHES, "--only=nothing"], "no such semantic patch"),
    ([PATCHES, "--jobs=0"], "expected a number"),
    ([PATCHES, "--model=x"], "--model is for"),
    ([PATCHES, "--spatch=no-such-spatch"], "apt-get install coccinelle"),
    ([PATCHES, "--spatch=true"], "does not say its version"),
], ids=str)
def test_bad_input(args, said, labcheck):
    result = labcheck("cocci", *args)
    assert result.status == 2
    assert said in result.err and not result.out and len(result.err.splitlines()) == 1


@pytest.mark.parametrize("text, said", [
    ("echo spatch version 1.0.8 compiled", "too old, 1.1 is the oldest"),
    ("echo spatch version 1.1.1; echo Python scripting support: no", "without Python"),
], ids=["old", "no-python"])
def test_unfit_spatch(text, said, labcheck, tmp_path):
    result = labcheck("cocci", PATCHES, f"--spatch={fake(tmp_path, text)}")
    assert result.status == 2 and said in result.err and not result.out


def test_failing_spatch(labcheck, tmp_path):
    """A spatch that breaks is an internal failure, and said."""
    path = fake(tmp_path, 'case "$*" in *--version*) echo spatch version 1.1.1;; '
                          "*--parse-c*) ;; *) echo cannot go on >&2; exit 2;; esac")
    result = labcheck("cocci", PATCHES / "tests/guard", f"--spatch={path}", "--only=guard")
    assert result.status == 3 and "guard.cocci: cannot go on" in result.err


def test_unknown_rule(labcheck, tmp_path):
    """A finding by a rule that nobody has is a failure, not a line that is lost."""
    path = fake(tmp_path, 'case "$*" in *--version*) echo spatch version 1.1.1;; *--parse-c*) ;; '
                          '*) echo "000000.c:1:0-3: WARNING: odd [labcheck:no-such-rule]";; esac')
    (tmp_path / "one.c").write_text("int x;\n")
    result = labcheck("cocci", tmp_path / "one.c", f"--spatch={path}", "--only=guard", "--ledger")
    assert result.status == 3 and "no-such-rule: it reports by a rule that" in result.err
    assert "guard.cocci: no-such-rule" in result.out


def test_slow_file(labcheck, tmp_path):
    """What takes too long is named, whatever the version calls it."""
    path = fake(tmp_path, 'case "$*" in *--version*) echo spatch version 1.1.1;; *--parse-c*) ;; '
                          '*) echo "timeout (we abort) in ./000000.c" >&2;; esac')
    (tmp_path / "slow.c").write_text("int x;\n")
    result = labcheck("cocci", tmp_path / "slow.c", f"--spatch={path}", "--only=guard")
    assert result.status == 2 and "slow.c: not analysed: by guard" in result.err


def test_same_bytes(labcheck):
    folder = PATCHES / "tests/alloc_under_lock"
    some = ("--only=alloc_under_lock", "--only=sleep_under_lock", "--only=unchecked_alloc")
    one = labcheck("cocci", folder, *some, "--jobs=1")
    two = labcheck("cocci", folder, *some, "--jobs=2")
    assert one.out == two.out and one.out


@pytest.mark.parametrize("name", ["guard", "alloc_under_lock"])
def test_coccicheck(name, tree, tmp_path):
    """make coccicheck of a real tree takes them, and says what spatch alone says."""
    if not shutil.which("spatch"):
        pytest.skip("spatch is not installed")
    pair = next(p for p in PAIRS if p.parent.name == name)
    shutil.copy(PATCHES / "tests" / pair, tmp_path)
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    made = subprocess.run(
        ["make", "-C", tree.src, f"O={tree.obj}", "coccicheck", "MODE=report", "J=1",
         f"COCCI={PATCHES / name}.cocci", f"M={tmp_path}"],
        capture_output=True, text=True, timeout=300, env=env)
    assert not made.returncode, made.stderr
    found = [re.match(r"\S*?:(\d+):\d+-\d+: (WARNING: .*)", line) for line in
             made.stdout.splitlines() if "[labcheck:" in line]
    wanted = [re.match(r"\S*?:(\d+):\d+-\d+: (WARNING: .*)", line)
              for line in expected(pair, ".report").splitlines()]
    assert sorted(m.groups() for m in found) == sorted(m.groups() for m in wanted) and found


def coccicheck(tree, name, folder):
    """[(file, line, text)] of what make coccicheck reports for a folder."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("MAKE", "MFLAGS"))}
    made = subprocess.run(
        ["make", "-C", tree.src, f"O={tree.obj}", "coccicheck", "MODE=report", "J=1",
         f"COCCI={PATCHES / name}.cocci", f"M={folder}"],
        capture_output=True, text=True, timeout=300, env=env, check=True)
    found = [re.match(r"(\S*?):(\d+):\d+-\d+: WARNING: (.*) \[labcheck:", line)
             for line in made.stdout.splitlines() if "[labcheck:" in line]
    return sorted((os.path.relpath(m[1], tree.src), int(m[2]), m[3]) for m in found)


def test_coccicheck_driver(labcheck, tree):
    """Over a driver of the tree it says what labcheck cocci says."""
    if not shutil.which("spatch"):
        pytest.skip("spatch is not installed")
    folder = "drivers/usb/gadget/udc/aspeed-vhub"
    found = coccicheck(tree, "sleep_under_lock", tree.src / folder)
    ours = labcheck("cocci", "--kernel", tree.src, "--format=jsonl", "--only=sleep_under_lock", folder)
    assert found == sorted((f["file"], f["line"], f["message"]) for f in ours.findings)
    assert any("clk_disable_unprepare may sleep" in text for _, _, text in found)


def test_call_kern(tree, spatch):
    """The tree's own semantic patch sees a call deep; ours see the function itself, and two."""
    theirs = tree.src / "scripts/coccinelle/locks/call_kern.cocci"
    if not theirs.exists():
        pytest.skip("the tree has no call_kern.cocci")
    missed = {}
    for name in ("direct", "calls"):
        pair = pathlib.Path(f"alloc_under_lock/{name}.c")
        seen = {int(n) for n in re.findall(r"\.c:(\d+):\d+-\d+: ERROR", apply(
            spatch, "report", theirs, pair).stdout)}
        ours = {int(REPORT.match(line)[2]) for line in expected(pair, ".report").splitlines()}
        missed[name] = ours - seen
    assert len(missed["direct"]) >= 14 and len(missed["calls"]) >= 2


def test_driver_folders(labcheck, tree, spatch):
    """Three folders without a build: all files are read, names are the tree's."""
    folders = ["drivers/usb/gadget/legacy", "drivers/net/can/sja1000", "drivers/tty/serial/jsm"]
    files = [p for f in folders for p in (tree.src / f).rglob("*.[ch]")]
    result = labcheck("cocci", "--kernel", tree.src, "--format=jsonl", f"--spatch={spatch}",
                      "--only=alloc_under_lock", "--only=sleep_under_lock", "--only=guard", *folders)
    assert result.status in (0, 1), result.err
    assert f"labcheck: {len(files)} files, " in result.err and "not analysed: 0 files" in result.err
    for f in result.findings:
        assert f["file"].startswith(tuple(folders)) and f["function"]
        assert (tree.src / f["file"]).is_file()
