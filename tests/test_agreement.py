# SPDX-License-Identifier: GPL-2.0-or-later
"""labcheck and the judge agree about every function of every case."""
import os
import pathlib

import pytest

import agreement

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("LABCHECK_BUILD") or ROOT / "build").resolve()
# What no execution shows (corpus/allocator/README.md).
NOT_EXECUTED = {"annotation", "macro-alloc", "bad-handler", "unused-suppression"}

pytestmark = pytest.mark.xdist_group("allocator")


def case_files():
    return sorted(p for p in (ROOT / "corpus/cases").glob("*/*.c")
                  if p.parent.name not in NOT_EXECUTED and not p.name.endswith(".mod.c"))


def folder_of(verdict):
    return pathlib.Path(verdict.file).parent.name


@pytest.fixture(scope="module")
def verdicts():
    """Of rt-atomic's cases those under PREEMPT_RT."""
    rt = [f for f in case_files() if f.parent.name == "rt-atomic"]
    plain = [f for f in case_files() if f not in rt]
    found = agreement.ask_judge(BUILD, plain) + agreement.ask_judge(BUILD, rt, "--rt")
    # A handler or helper that no function of the case calls in a judged way.
    return [v for v in found if not v.error.startswith("takes a parameter")]


@pytest.fixture(scope="module")
def told():
    findings, _ = agreement.ask_labcheck(BUILD, case_files())
    return agreement.on_path(findings)


@pytest.fixture(scope="module")
def known():
    return agreement.known_rules(BUILD) - NOT_EXECUTED


def rules_for(verdict, known):
    """The rules to compare in a case: those there are; advice, and what only a kernel
    with PREEMPT_RT does, at home."""
    home = folder_of(verdict)
    rules = known - ((agreement.ADVICE | {"rt-atomic"}) - {home})
    return rules if home in known else rules - {home}


def test_judge_is_sure(verdicts):
    unsure = [f"{v.file}:{v.line}: {v.function}: {v.error or 'not every choice was tried'}"
              for v in verdicts if v.error or not v.complete]
    assert not unsure, "\n".join(unsure)


def test_same_verdicts(verdicts, told, known):
    """Rule by rule; what FN_ and FP_ admit differs, in the way they say."""
    wrong, settled = [], []
    for v in verdicts:
        found = list(agreement.differences(v, told.get((v.file, v.function), {}),
                                           rules_for(v, known)))
        if not v.function.startswith(("FN_", "FP_")):
            wrong += found
            continue
        missed = v.function.startswith("FN_")
        wrong += [d for d in found if d.judged != missed]
        if folder_of(v) in known and not found:
            settled.append(f"{v.file}:{v.line}: {v.function}: both agree; take the prefix off")
    if wrong:
        pytest.fail(f"{len(wrong)} differences\n{agreement.table(wrong)}", pytrace=False)
    assert not settled, "\n".join(settled)


def test_much_is_compared(verdicts, known):
    """Each rule that can be compared is, with both answers."""
    for rule in sorted(known):
        at_home = [v for v in verdicts if folder_of(v) == rule]
        assert [v for v in at_home if rule in v.rules], f"no case of {rule} is judged bad"
        assert [v for v in at_home if rule not in v.rules], f"no case of {rule} is judged right"


def test_difference_is_seen():
    """The comparison itself: one answer too many on each side."""
    v = agreement.Verdict("x.c", "f_bad", 3, frozenset({"atomic-alloc"}),
                          [{"rule": "atomic-alloc", "line": 5, "message": "sleeps"}], True, "")
    both = {"atomic-alloc", "double-lock"}
    found = list(agreement.differences(v, {"double-lock": "line 7: again"}, both))
    assert [(d.rule, d.judged) for d in found] == [("atomic-alloc", True), ("double-lock", False)]
    assert "line 5: sleeps" in agreement.table(found) and "line 7: again" in agreement.table(found)
    assert not list(agreement.differences(v, {"atomic-alloc": "x"}, both))
