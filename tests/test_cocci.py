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
SPATCH = os.environ.get("SPATCH", "spatch")
REPORT = re.compile(r"(\S+?):(\d+):\d+-\d+: WARNING: .*\[labcheck:([a-z-]+)\]$")
COMPARED = ("atomic-alloc", "atomic-sleep")
ATOMIC = [c.stem for c in COCCI if re.search("under_lock|in_handler|guard|default", c.stem)]

pytestmark = [pytest.mark.xdist_group("cocci"),
              pytest.mark.skipif(not shutil.which(SPATCH), reason="spatch is not installed")]


def spatch(mode, patch, source):
    return subprocess.run(
        [SPATCH, "-D", mode, "--very-quiet", "--no-includes", "--include-headers",
         *(["--no-show-diff"] if mode in ("report", "org") else []),
         "--sp-file", patch, source],
        cwd=PATCHES / "tests", capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def results():
    """{(pair, mode): result} of all pairs, two at a time."""
    todo = [(pair, mode) for pair in PAIRS for mode in ("report", "patch", "org", "context")]
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        done = pool.map(lambda t: spatch(t[1], PATCHES / f"{t[0].parent}.cocci", t[0]), todo)
        return dict(zip(todo, done))


def run(*args, env=None):
    return subprocess.run([PATCHES / "run", *args], capture_output=True, text=True,
                          timeout=300, env={**os.environ, **(env or {})})


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


def reported(text):
    """{(file, line, rule)} of what run prints"""
    places = [REPORT.match(line) for line in text.splitlines()]
    return {(p[1], int(p[2]), p[3]) for p in places}


def compared(rule, ours, plugin):
    """A row of the table, and findings of ours that no WARN asks for."""
    wanted, oks = set(), 0
    for path in sorted((ROOT / "corpus/cases" / rule).glob("*.c")):
        case = cases.read(path)
        wanted |= {(str(path), n, r) for n, rules in case.warnings.items() for r in rules}
        oks += sum(f.endswith("_ok") for f in case.functions)
    folder = str(ROOT / "corpus/cases" / rule)
    ours = {f for f in ours if f[2] == rule and f[0].startswith(folder)}
    plugin = {f for f in plugin if f[2] == rule and f[0].startswith(folder)}
    row = (len(wanted), len(ours & wanted), oks, len(ours - wanted),
           len(plugin), len(ours & plugin), len(ours - plugin))
    return row, sorted(ours - wanted)


def test_cases(capsys, labcheck):
    """Most of the corpus is found, and nothing else; beside it, the plugin."""
    folders = [ROOT / "corpus/cases" / rule for rule in COMPARED]
    result = run(*map(str, folders), *(f"--only={name}" for name in ATOMIC))
    assert result.returncode == 1, result.stderr
    files = sorted(p for folder in folders for p in folder.glob("*.c"))
    checked = labcheck("check", "--separate", "--format=jsonl", *files, "--", f"-I{ROOT}/corpus/include")
    plugin = {(f["file"], f["line"], f["rule"]) for f in checked.findings}
    rows = {rule: compared(rule, reported(result.stdout), plugin) for rule in COMPARED}
    heads = ("WARN lines", "found", "_ok", "false", "plugin", "both", "only here")
    with capsys.disabled():
        print("\n" + f"{'rule':14}" + "".join(f"{h:>{len(h) + 2}}" for h in heads))
        for rule, (row, _) in rows.items():
            print(f"{rule:14}" + "".join(f"{n:{len(h) + 2}}" for h, n in zip(heads, row)))
    assert not [f for _, false in rows.values() for f in false]
    assert rows["atomic-alloc"][0][1] >= 75 and rows["atomic-sleep"][0][1] >= 65


def test_sample_driver():
    """The right driver is silent; faults of the other one are where it says."""
    folder = ROOT / "corpus/drivers/labyrinth"
    faulty = folder / "labyrinth_faulty.c"
    lines = faulty.read_text().splitlines()
    result = run(str(folder / "labyrinth.c"), str(faulty))
    assert (result.returncode, result.stderr) == (1, "")
    found = [REPORT.match(line) for line in result.stdout.splitlines()]
    assert len(found) >= 10
    for f in found:
        assert f[1] == str(faulty)
        assert f[3] in lines[int(f[2]) - 1] or "a second mention" in f[0]


def test_unparsed_is_named(tmp_path):
    (tmp_path / "broken.c").write_text("int f(void)\n{\n\tthis is ( not C;;\n}\n")
    (tmp_path / "fine.c").write_text("int g(void)\n{\n\treturn 0;\n}\n")
    result = run(str(tmp_path), "--only", "gfp_guess")
    assert result.returncode == 0
    assert "broken.c: not analysed" in result.stderr and "line 3" in result.stderr
    assert "fine.c" not in result.stderr


def test_odd_files(tmp_path):
    """Blanks in names, CRLF, bytes that are no UTF-8: found, and left alone."""
    folder = tmp_path / "a tree"
    folder.mkdir()
    body = b"/* caf\xe9 */\r\nint f(void)\r\n{\r\n\tspin_lock(&l);\r\n\tx = kmalloc(1, GFP_KERNEL);\r\n" \
           b"\tspin_unlock(&l);\r\n\treturn 0;\r\n}\r\n"
    path = folder / "odd name.c"
    path.write_bytes(body)
    result = run(str(folder), "--only", "alloc_under_lock")
    assert result.returncode == 1
    assert result.stdout.startswith(f"{path}:5:")
    assert path.read_bytes() == body


@pytest.mark.parametrize("args, env, said", [
    (["/nonexistent"], {}, "no such file"),
    ([str(ROOT / "docs")], {}, "no C files"),
    ([str(PATCHES), "--only", "nothing"], {}, "no semantic patch 'nothing'"),
    ([str(PATCHES)], {"SPATCH": "no-such-spatch"}, "in the package coccinelle"),
    ([str(PATCHES)], {"SPATCH": "true"}, "cannot make out the version"),
], ids=lambda v: v if isinstance(v, str) else "")
def test_bad_input(args, env, said):
    result = run(*args, env=env)
    assert result.returncode == 2
    assert said in result.stderr and not result.stdout


def test_same_bytes():
    folder = str(PATCHES / "tests/mismatched_free")
    some = ("--only", "mismatched_free", "--only", "labyrinth", "--only", "unchecked_alloc")
    one = run(folder, *some, "--jobs", "1")
    two = run(folder, *some, "--jobs", "2")
    assert one.stdout == two.stdout and one.stdout
