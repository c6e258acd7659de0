# SPDX-License-Identifier: GPL-2.0-or-later
"""The generator of programs: a few hundred, and the parts it is made of."""
import os
import pathlib
import random
import subprocess
import sys

import pytest

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("LABCHECK_BUILD") or ROOT / "build").resolve()
sys.path.insert(0, str(ROOT / "tests/fuzz_rules"))

import explain      # noqa: E402
import generate     # noqa: E402
import mutate       # noqa: E402
import program      # noqa: E402
import shrink       # noqa: E402
import sides        # noqa: E402

pytestmark = pytest.mark.xdist_group("allocator")


def some(n, changes=0):
    made = []
    for i in range(n):
        rng = random.Random(f"test:{i}")
        made.append(generate.generate(rng))
        for _ in range(changes):
            mutate.mutate(rng, made[-1])
    return made


@pytest.fixture
def both(tmp_path):
    return sides.Sides(BUILD, tmp_path)


def test_agreement():
    """A few hundred programs: the command itself, as make fuzz-rules runs it."""
    ran = subprocess.run([sys.executable, ROOT / "tests/fuzz_rules", "--build", BUILD,
                          "-n", "300", "--seed", "1"],
                         capture_output=True, text=True, timeout=1800, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "programs: 300" in ran.stdout and "disagreements: 0" in ran.stdout


def test_same_seed_same_programs():
    prefixes = [f"p{i}_" for i in range(50)]
    assert program.file_text(some(50, 1), prefixes) == program.file_text(some(50, 1), prefixes)


def test_unchanged_programs_are_right(both):
    """What the generator writes has no fault: only then a mutation is one."""
    results = both.run(some(80))
    assert sum(found.complete for found in results) > 75
    for found in results:
        assert not found.error
        # That a machine stops where memory may be waited for is no rule's business.
        assert found.judged <= {"needless-atomic", "rt-atomic", "other"}, found.why
        assert "after an allocation failed" in found.why.get("other", "after an allocation failed")


def test_mutations_compile(both):
    assert all(both.usable(some(200, 2)))


def one_fault():
    """A program with much around one fault."""
    made = some(40)[7]
    top = made.functions[-1]
    made.add_global("P_x_lock", "static DEFINE_SPINLOCK(P_x_lock);")
    top.body[0:0] = [program.Stmt("spin_lock(&P_x_lock);"), program.Stmt("msleep(1);"),
                     program.Stmt("spin_unlock(&P_x_lock);")]
    return made


def test_disagreement_is_seen_and_shrunk(both, monkeypatch):
    """With a labcheck that knows nothing, the judge's fault is a difference; what
    is left of the program is what the fault is made of."""
    made = one_fault()
    run = both.run
    monkeypatch.setattr(both, "run", lambda programs: [
        r._replace(told=frozenset()) for r in run(programs)])
    (found,) = both.run([made])
    assert both.differences(found)["atomic-sleep"]
    small, alone = shrink.shrink(both, made, "atomic-sleep", True)
    code, _ = small.parts("P_")
    assert alone
    assert [line.strip() for line in code.splitlines() if line.startswith("\t")][:2] == [
        "spin_lock(&P_x_lock);", "msleep(1);"]
    assert shrink.size(small) < shrink.size(made) / 2


def test_no_cause_explains_a_plain_fault(both, monkeypatch):
    """What nobody tells stays open; what nothing does, too."""
    made = one_fault()
    run = both.run
    monkeypatch.setattr(both, "run", lambda programs: [
        r._replace(told=frozenset()) for r in run(programs)])
    (found,) = both.run([made])
    assert explain.explain(both, made, found, "atomic-sleep", True) == ""
    sleep = made.functions[-1].body[1]
    made.functions[-1].body[1] = program.If("choose(2)", [sleep])
    (found,) = both.run([made])
    assert explain.explain(both, made, found, "atomic-sleep", True) == ""


def test_what_never_runs_is_explained(both):
    """The same fault where no run comes to."""
    made = one_fault()
    body = made.functions[-1].body
    made.add_global("P_never", "static int P_never;")
    body[0:3] = [program.If("P_never == 3", body[0:3])]
    (found,) = both.run([made])
    assert both.differences(found) == {"atomic-sleep": False}
    assert explain.explain(both, made, found, "atomic-sleep", False) == "never reached"


def test_text_has_a_reference():
    """Who writes a mention of the labyrinth that loses a page says so."""
    rng = random.Random("mention")
    made = [m for m in some(300) if any(
        "labyrinth;" in line for f in m.functions for line in f.text().splitlines())]
    assert made and not any(m.expected() for m in made)
    mutate.mention(rng, made[0])
    assert made[0].expected() == {"macro-alloc"}
