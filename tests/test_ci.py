# SPDX-License-Identifier: GPL-2.0-or-later
"""What contrib/ has to copy, run as far as it can be without the service, and a
team's first week."""
import os
import re
import subprocess

import pytest

from test_gate import FIRST, HEAD, SECOND, Team, counts, git

yaml = pytest.importorskip("yaml")


@pytest.fixture
def team(labcheck, root, tmp_path):
    t = Team(labcheck, root, tmp_path / "tree")
    t.path.mkdir()
    t.env = {**os.environ, "PATH": f"{labcheck.build}:{os.environ['PATH']}",
             "LABCHECK": str(labcheck.build / "labcheck")}
    return t


def run(t, *argv, **options):
    return subprocess.run([str(a) for a in argv], cwd=t.path, env=t.env, text=True,
                          capture_output=True, timeout=300, **options)


def test_first_week(team):
    """A tree with old findings; a patch that adds one bug and moves fifty lines; the bug
    mended; old code that goes."""
    team.write("a.c", FIRST, SECOND)
    team.write("b.c", FIRST.replace("first", "old"))
    team.update()
    assert counts(team.gate()) == (0, 3, 0, 0)
    # Tuesday: fifty lines above, the functions in another order, one more fault.
    bug = FIRST.replace("first", "fresh")
    team.write("a.c", "/* moved */\n" * 50, SECOND, bug, FIRST)
    red = team.gate("--format=line")
    assert red.status == 1 and counts(red) == (1, 3, 0, 0)
    assert len(red.out.splitlines()) == 1 and "fresh(): kmalloc" in red.out
    # Wednesday: mended.
    team.write("a.c", "/* moved */\n" * 50, SECOND, bug.replace("KERNEL", "ATOMIC"), FIRST)
    green = team.gate()
    assert (green.status, green.out) == (0, "") and counts(green) == (0, 3, 0, 0)
    # Thursday: old code goes, and its line of the baseline with it.
    (team.path / "b.c").unlink()
    gone = team.gate()
    assert gone.status == 0 and counts(gone) == (0, 2, 0, 1) and "stale: b.c" in gone.err
    before = team.baseline.read_text().splitlines()
    team.update()
    after = team.baseline.read_text().splitlines()
    assert [line for line in before if line not in after] == \
        [line for line in before if line.startswith("b.c\t")]
    assert counts(team.gate()) == (0, 2, 0, 0)
    # Friday: somebody brings it back.
    team.write("b.c", FIRST.replace("first", "old"))
    assert team.gate().status == 1


def steps(root, name):
    """The shell of a workflow or job that runs labcheck."""
    data = yaml.safe_load((root / "contrib" / name).read_text())
    if name == "gitlab-ci.yml":
        return "\n".join(data["labcheck"]["script"])
    found = [s["run"] for s in data["jobs"]["labcheck"]["steps"]
             if "labcheck check" in s.get("run", "")]
    assert len(found) == 1
    return found[0]


def as_plain(shell, include):
    """The same on plain files: there is no kernel here."""
    shell = re.sub(r"--kernel \. --build \S+", "", shell)
    return shell.replace("$DIRS", f"a.c -- {include}")


@pytest.mark.parametrize("name", ["github-workflow.yml", "gitlab-ci.yml"])
def test_ci_jobs(team, root, name):
    shell = as_plain(steps(root, name), team.include)
    team.write("a.c", FIRST)
    team.update()
    green = run(team, "sh", "-e", "-c", shell)
    assert green.returncode == 0, green.stderr
    team.write("a.c", FIRST, SECOND)
    red = run(team, "sh", "-e", "-c", shell)
    assert red.returncode == 1 and "second" in red.stdout, red.stdout + red.stderr
    if name == "github-workflow.yml":
        assert re.search(r"^::error file=a\.c,line=\d+,", red.stdout, re.M)
        assert '"baselineState":"new"' in (team.path.parent / "labcheck.sarif").read_text()
    else:
        assert "second" in (team.path / "labcheck.html").read_text()
    (team.path / "a.c").write_text("this does not compile\n")
    assert run(team, "sh", "-e", "-c", shell).returncode not in (0, 141)


def test_pre_commit(team, root):
    team.write("a.c", FIRST)
    git(team.path, "init", "-q")
    git(team.path, "add", "a.c")
    git(team.path, "commit", "-qm", "one")
    git(team.path, "config", "labcheck.cflags", team.include)
    hook = team.path / ".git/hooks/pre-commit"
    hook.write_text((root / "contrib/pre-commit").read_text())
    hook.chmod(0o755)

    def commit():
        return run(team, "git", "-c", "user.name=t", "-c", "user.email=t@example.org", "commit",
                   "-qam", "more")
    team.write("a.c", "int innocent;\n", FIRST)
    assert commit().returncode == 0
    team.write("a.c", "int innocent;\n", FIRST, SECOND)
    refused = commit()
    assert refused.returncode == 1 and "second" in refused.stdout + refused.stderr
    team.write("a.c", "int innocent;\n", FIRST, SECOND.replace("spin_", "raw_spin_"))
    (team.path / "a.c").write_text("no C\n")
    assert commit().returncode == 1


def test_kbuild_fragment(team, root, tree):
    """In a real module's folder, against a real prepared kernel."""
    (team.path / "Makefile").write_text(
        f"obj-m := x.o\nKDIR := {tree.obj}\ninclude {root}/contrib/labcheck.mk\n")
    source = (HEAD + FIRST).replace("struct dev {", "#include <linux/module.h>\n"
                                    'MODULE_LICENSE("GPL");\nstruct dev {')
    (team.path / "x.c").write_text(source)
    first = run(team, "make", "labcheck-baseline")
    assert first.returncode == 0, first.stderr
    assert run(team, "make", "labcheck").returncode == 0
    (team.path / "x.c").write_text(source + FIRST.replace("first", "third"))
    red = run(team, "make", "labcheck")
    assert red.returncode != 0 and "third" in red.stdout


def test_zero_day(team, root):
    """One line a finding; the check itself is stood in for, it has its own tests."""
    team.write("a.c", FIRST)
    git(team.path, "init", "-q")
    git(team.path, "add", "a.c")
    git(team.path, "commit", "-qm", "one")
    team.write("a.c", FIRST, SECOND)
    script = (root / "contrib/zero-day").read_text().replace(
        '--kernel . --build "${BUILD:-.}"', "").replace('"$@"', f'"$@" -- {team.include}')
    done = run(team, "sh", "-c", script, "zero-day", "HEAD", "a.c")
    assert done.returncode == 1 and re.fullmatch(
        r"a\.c:\d+:\d+: warning: second\(\): vmalloc.* \[labcheck:atomic-alloc\]\n", done.stdout)
    assert run(team, "sh", "-c", script, "zero-day", "no-such-rev", "a.c").returncode == 2
