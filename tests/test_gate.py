# SPDX-License-Identifier: GPL-2.0-or-later
"""labcheck gate: what is new is red, and nothing else."""
import json
import os
import re
import resource
import subprocess

import pytest

HEAD = """#include <linux/slab.h>
#include <linux/spinlock.h>

struct dev { spinlock_t lock; void *a, *b; };
"""
FIRST = """
void *first(struct dev *dev)
{
	void *p;

	spin_lock(&dev->lock);
	p = kmalloc(16, GFP_KERNEL);
	spin_unlock(&dev->lock);
	return p;
}
"""
SECOND = FIRST.replace("first", "second").replace("kmalloc(16, GFP_KERNEL)", "vmalloc(4096)") \
    .replace("\nvoid *second", "\nvoid *vmalloc(unsigned long size);\nvoid *second")


class Team:
    """A tree with its findings, its baseline, and the gate."""

    def __init__(self, labcheck, root, path):
        self.labcheck, self.path = labcheck, path
        self.include = f"-I{root}/corpus/include"
        self.baseline = path / "labcheck.baseline"
        self.findings = path / "findings.jsonl"

    def write(self, name, *parts):
        (self.path / name).write_text(HEAD + "".join(parts))

    def check(self, *names):
        names = names or sorted(p.name for p in self.path.glob("*.c"))
        result = self.labcheck("check", "--format=jsonl", "--ledger", "-o", self.findings,
                               *names, "--", self.include, cwd=self.path)
        assert result.status in (0, 1), result.err

    def gate(self, *options, files=(), **rest):
        self.check(*files)
        return self.labcheck("gate", f"--baseline={self.baseline}", *options, self.findings,
                             cwd=self.path, **rest)

    def update(self):
        result = self.gate("--update")
        assert result.status == 0, result.err


def counts(result):
    """(new, known, gone, stale) of the closing line."""
    found = re.search(r"gate: (\d+) new, (\d+) known, (\d+) gone, (\d+) stale", result.err)
    return tuple(int(n) for n in found.groups())


@pytest.fixture
def team(labcheck, root, tmp_path):
    t = Team(labcheck, root, tmp_path)
    t.write("a.c", FIRST, SECOND)
    t.update()
    return t


def test_known_findings_are_green(team):
    result = team.gate()
    assert (result.status, result.out) == (0, "") and counts(result) == (0, 2, 0, 0)


def test_new_finding_is_red_alone(team):
    team.write("a.c", FIRST, SECOND, FIRST.replace("first", "third"))
    result = team.gate("--format=jsonl")
    new = [f for f in result.findings if f["state"] == "new"]
    assert result.status == 1 and [f["function"] for f in new] == ["third"]
    assert counts(result) == (1, 2, 0, 0)
    assert len(re.findall("warning:", team.gate().out)) == 1


@pytest.mark.parametrize("change", [
    pytest.param(lambda t: t.write("a.c", "\n\n/* moved */\n" * 20, FIRST, SECOND), id="lines"),
    pytest.param(lambda t: t.write("a.c", SECOND, FIRST), id="order"),
    pytest.param(lambda t: t.write("a.c", FIRST.replace("dev)", "gadget)").replace(
        "dev->", "gadget->").replace("p;", "mem;").replace("p =", "mem =").replace(
            "return p", "return mem"), SECOND), id="locals"),
    pytest.param(lambda t: (t.path / "a.c").rename(t.path / "b.c"), id="file"),
    pytest.param(lambda t: t.write("a.c", FIRST.replace(
        "dev->lock);\n\tp", "dev->lock);\n\tdev->b = kmalloc(8, GFP_ATOMIC);\n\tp"), SECOND), id="calls"),
])
def test_identity_survives(team, change):
    change(team)
    result = team.gate()
    assert result.status == 0 and counts(result) == (0, 2, 0, 0), result.out + result.err


def test_all_at_once_survives(team):
    (team.path / "a.c").unlink()
    team.write("moved.c", "\n" * 50, SECOND.replace("dev)", "d)").replace("dev->", "d->"), FIRST)
    assert counts(team.gate()) == (0, 2, 0, 0)


@pytest.mark.parametrize("before", [True, False])
def test_second_fault_of_one_kind_is_the_new_one(team, before):
    """Same rule, function, lock, callee: the line tells which is new."""
    line, more = "\tp = kmalloc(16, GFP_KERNEL);\n", "\tdev->a = kmalloc(32, GFP_KERNEL);\n"
    team.write("a.c", FIRST.replace(line, more + line if before else line + more), SECOND)
    result = team.gate("--format=line")
    number = int(re.match(r"a\.c:(\d+):", result.out)[1])
    assert counts(result) == (1, 2, 0, 0)
    assert "dev->a" in (team.path / "a.c").read_text().splitlines()[number - 1]


def test_same_static_name_in_another_file_is_new(team):
    team.write("b.c", FIRST.replace("void *first", "static void *first"),
               "void *use(struct dev *d) { return first(d); }\n")
    result = team.gate("--format=line")
    assert counts(result) == (1, 2, 0, 0) and result.out.startswith("b.c:")


def test_gone_and_stale(team):
    team.write("b.c", SECOND.replace("second", "other"))
    team.update()
    team.write("a.c", FIRST)
    (team.path / "b.c").unlink()
    result = team.gate()
    assert result.status == 0 and counts(result) == (0, 1, 1, 1)
    assert re.search(r"gone: a\.c: second\(\): vmalloc", result.err)
    assert re.search(r"stale: b\.c: other\(\): vmalloc", result.err)
    team.update()
    assert counts(team.gate()) == (0, 1, 0, 0)
    assert "second" not in team.baseline.read_text()


def test_part_of_the_tree_says_nothing_of_the_rest(team):
    team.write("b.c", SECOND.replace("second", "other"))
    team.update()
    whole = team.baseline.read_text()
    result = team.gate(files=["b.c"])
    assert counts(result) == (0, 1, 0, 0) and "2 in files not looked at" in result.err
    assert team.gate("--update", files=["b.c"]).status == 0
    assert team.baseline.read_text() == whole


def test_baseline_is_sorted_text(team):
    lines = team.baseline.read_text().splitlines()
    entries = [line for line in lines if "\t" in line and not line.startswith("unanalysed")]
    assert lines[0] == "# labcheck baseline 1"
    assert entries == sorted(entries) and len(entries) == 2
    before = team.baseline.read_bytes()
    team.update()
    assert team.baseline.read_bytes() == before


def test_baselines_of_two_branches_merge(team):
    """Lines of both sides, in whatever order, are a baseline."""
    lines = team.baseline.read_text().splitlines(keepends=True)
    team.baseline.write_text("".join([lines[0], *reversed(lines[1:])]))
    assert team.gate().status == 0


def test_objects_and_folders(team, labcheck, tmp_path):
    folder = tmp_path / "obj"
    folder.mkdir()
    subprocess.run(["gcc", "-std=gnu11", "-O2", "-c", "-o", folder / "a.o", team.include, "a.c",
                    f"-fplugin={labcheck.plugin}"], cwd=team.path, check=True,
                   capture_output=True)
    for what in (folder, folder / "a.o"):
        result = labcheck("gate", f"--baseline={team.baseline}", what, cwd=team.path)
        assert result.status == 0 and counts(result) == (0, 2, 0, 0), result.err


def test_sarif_and_html_show_the_standing(team):
    team.write("a.c", FIRST, FIRST.replace("first", "third"))
    log = json.loads(team.gate("--format=sarif").out)
    states = sorted(r["baselineState"] for r in log["runs"][0]["results"])
    assert states == ["absent", "new", "unchanged"]


# ---- changed lines -------------------------------------------------------

def git(path, *args):
    subprocess.run(["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *args],
                   cwd=path, check=True, capture_output=True)


@pytest.fixture
def repo(team):
    git(team.path, "init", "-q")
    git(team.path, "add", "a.c")
    git(team.path, "commit", "-qm", "one")
    return team


def diff_gate(t, rev="HEAD", **options):
    t.check()
    return t.labcheck("gate", f"--diff={rev}", "--format=line", t.findings, cwd=t.path, **options)


def test_diff_takes_what_touches_changed_lines(repo):
    assert diff_gate(repo).out == ""
    repo.write("a.c", FIRST, SECOND, FIRST.replace("first", "third"))
    result = diff_gate(repo)
    assert result.status == 1 and [line.split(": ")[2] for line in result.out.splitlines()] == \
        ["third()"]


def test_diff_follows_the_path(repo):
    """The changed line takes the lock; the allocation is as it was."""
    plain = FIRST.replace("\tspin_lock(&dev->lock);\n", "").replace(
        "\tspin_unlock(&dev->lock);\n", "")
    repo.write("a.c", plain)
    git(repo.path, "commit", "-qam", "two")
    repo.write("a.c", FIRST)
    assert diff_gate(repo).status == 1


def test_diff_sees_removed_lines(repo):
    """What was taken away stood on the path."""
    opened = FIRST.replace("\tp = kmalloc", "\tspin_unlock(&dev->lock);\n\tp = kmalloc").replace(
        "KERNEL);\n", "KERNEL);\n\tspin_lock(&dev->lock);\n")
    repo.write("a.c", opened)
    git(repo.path, "commit", "-qam", "two")
    repo.write("a.c", FIRST)
    result = diff_gate(repo)
    assert result.status == 1 and "first()" in result.out


def test_diff_of_a_patch_on_standard_input(repo):
    repo.write("a.c", FIRST, SECOND, FIRST.replace("first", "third"))
    patch = subprocess.run(["git", "diff"], cwd=repo.path, capture_output=True, text=True).stdout
    repo.check()
    argv = [repo.labcheck.build / "labcheck", "gate", "--diff=-", "--format=line", repo.findings]
    run = subprocess.run(argv, input=patch, cwd=repo.path, capture_output=True, text=True)
    assert run.returncode == 1 and len(run.stdout.splitlines()) == 1 and "third()" in run.stdout
    for bad, word in ((patch[:-60], "cut short"), ("nonsense\n", "no unified diff"),
                      (patch.replace("@@ -", "@@ x"), "header of a hunk")):
        run = subprocess.run(argv, input=bad, cwd=repo.path, capture_output=True, text=True)
        assert run.returncode == 2 and word in run.stderr, bad
        assert len(run.stderr.splitlines()) == 1


def test_diff_of_no_revision(repo, tmp_path):
    result = diff_gate(repo, "no-such-revision")
    assert result.status == 2 and "no-such-revision" in result.err
    assert diff_gate(repo, "--output=x").status == 2


# ---- the ledger ----------------------------------------------------------

def test_ledger_may_not_grow(team):
    assert team.gate("--max-unanalysed").status == 0
    team.write("a.c", FIRST, SECOND, "void nobody(void (*f)(int)) { f(1); }\n"
               "void unknown(void); void calls(void) { unknown(); }\n")
    assert team.gate().status == 0
    result = team.gate("--max-unanalysed")
    assert result.status == 1 and "not analysed" in result.err
    assert team.gate("--max-unanalysed=100").status == 0
    assert team.gate("--max-unanalysed=0").status == 1


def test_ledger_must_be_there(team, labcheck):
    team.check()
    lines = [x for x in team.findings.read_text().splitlines(keepends=True) if '"rule"' in x]
    team.findings.write_text("".join(lines))
    result = labcheck("gate", "--max-unanalysed=5", team.findings, cwd=team.path)
    assert result.status == 2 and "--ledger" in result.err


# ---- bad input -----------------------------------------------------------

def spoil(text, how):
    lines = text.splitlines(keepends=True)
    if how == "conflict":
        return "".join(lines[:2] + ["<<<<<<< ours\n", lines[2], "=======\n", ">>>>>>> theirs\n"])
    if how == "version":
        return text.replace("baseline 1", "baseline 7")
    if how == "cut":
        return text[:-20]
    if how == "fields":
        return text.replace("\tatomic-alloc\t", "\t")
    if how == "rule":
        return text.replace("atomic-alloc", "new-rule")
    if how == "print":
        return re.sub(r"\t[0-9a-f]{16}\t", "\txyz\t", text)
    return "\x7fELF" if how == "other" else ""


@pytest.mark.parametrize("how, words", [
    ("conflict", ["merge conflict", ":3:"]), ("version", ["version '7'", "version 1"]),
    ("cut", []), ("fields", ["six fields"]), ("rule", ["new-rule", "--update"]),
    ("print", ["fingerprint"]), ("other", ["is no baseline"]), ("empty", ["is no baseline"])])
def test_bad_baseline(team, how, words):
    team.baseline.write_text(spoil(team.baseline.read_text(), how))
    result = team.gate()
    assert result.status == 2 and len(result.err.splitlines()) == 1, result.err
    for word in [str(team.baseline), *words]:
        assert word in result.err


@pytest.mark.parametrize("args, words", [
    (["gate"], ["no objects or findings"]),
    (["gate", "x.jsonl"], ["--baseline"]),
    (["gate", "--update", "--max-unanalysed=1", "x.jsonl"], ["--baseline FILE"]),
    (["gate", "--baseline=b", "--update", "--diff=HEAD", "x.jsonl"], ["one of them"]),
    (["gate", "--max-unanalysed", "x.jsonl"], ["--baseline"]),
    (["gate", "--max-unanalysed=many", "x.jsonl"], ["many"]),
    (["gate", "--baseline=/no/such", "x.jsonl"], ["/no/such", "--update"]),
    (["gate", "--max-unanalysed=1", "/no/such.jsonl"], ["/no/such.jsonl"]),
    (["gate", "--max-unanalysed=1", "README.md"], ["README.md"]),
    (["report"], ["no FILE"]),
    (["report", "--root=/no/such", "x"], ["/no/such"]),
])
def test_usage(labcheck, root, args, words):
    result = labcheck(*args, cwd=root)
    assert result.status == 2 and len(result.err.splitlines()) == 1, result.err
    for word in words:
        assert word in result.err


def test_hostile_names_in_a_baseline(labcheck, tmp_path):
    name = "a\tb\nc\\x41\x1b[31m.c"
    f = {"rule": "atomic-alloc", "file": name, "line": 1, "message": "m\n", "function": "f\t",
         "fingerprint": "00000000000000ab"}
    path, base = tmp_path / "f.jsonl", tmp_path / "base"
    path.write_text(json.dumps(f) + "\n")
    assert labcheck("gate", "--update", f"--baseline={base}", path).status == 0
    assert len(base.read_text().splitlines()) == 4 and "\x1b" not in base.read_text()
    assert labcheck("gate", f"--baseline={base}", path).status == 0
    path.write_text("")
    result = labcheck("gate", f"--baseline={base}", path)
    assert result.status == 0 and "stale: a" in result.err and "\x1b" not in result.err


def as_nobody():
    if os.getuid() == 0:
        os.setgid(65534)
        os.setuid(65534)


@pytest.fixture
def readable(tmp_path):
    """Others may look into the folders above, too."""
    for folder in (tmp_path, tmp_path.parent, tmp_path.parent.parent):
        folder.chmod(0o755)


def test_read_only_folder(team, readable):
    team.path.chmod(0o555)
    try:
        for options in (["--update", f"--baseline={team.baseline}"],
                        [f"--baseline={team.baseline}", f"--output={team.path}/out"]):
            result = team.labcheck("gate", *options, team.findings, cwd="/",
                                   preexec_fn=as_nobody)
            assert result.status == 2 and "ermission denied" in result.err, result.err
            assert len(result.err.splitlines()) == 1
    finally:
        team.path.chmod(0o755)
    assert not (team.path / "out").exists()


def no_room():
    resource.setrlimit(resource.RLIMIT_FSIZE, (64, 64))


def test_no_room_leaves_the_old_file(team):
    """What cannot be written whole is not written; so too on a full disk."""
    before, names = team.baseline.read_bytes(), sorted(os.listdir(team.path))
    result = team.labcheck("gate", "--update", f"--baseline={team.baseline}", team.findings,
                           cwd=team.path, preexec_fn=no_room)
    assert result.status == 2 and "nothing of it is left" in result.err
    assert team.baseline.read_bytes() == before
    assert sorted(os.listdir(team.path)) == names
    out = team.path / "new.html"
    result = team.labcheck("report", "--format=sarif", f"--output={out}", team.findings,
                           preexec_fn=no_room)
    assert result.status == 2 and not out.exists()


def test_full_device(team):
    result = team.labcheck("report", "--output=/dev/full", team.findings)
    assert result.status == 2 and "No space left" in result.err
    with open("/dev/full", "w") as full:
        run = subprocess.run([team.labcheck.build / "labcheck", "report", team.findings],
                             stdout=full, stderr=subprocess.PIPE, text=True)
    assert run.returncode == 2 and "No space left" in run.stderr


def test_output_keeps_mode_and_link(team):
    real, link = team.path / "real.txt", team.path / "link.txt"
    real.write_text("old")
    real.chmod(0o640)
    link.symlink_to(real)
    assert team.labcheck("report", f"--output={link}", team.findings).status == 0
    assert link.is_symlink() and "warning" in real.read_text()
    assert real.stat().st_mode & 0o777 == 0o640
