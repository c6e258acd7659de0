# SPDX-License-Identifier: GPL-2.0-or-later
"""A small part of `make test-kernel`, where its kernel is there already, and how it reads
what a kernel says."""
import os
import pathlib
import shutil
import subprocess
import sys

import pytest

import kerneltree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("LABCHECK_BUILD") or "build")

sys.path.insert(0, str(ROOT / "tests/kernel"))
import outcome  # noqa: E402
import plan  # noqa: E402
import splats  # noqa: E402
from common import Step  # noqa: E402

pytestmark = pytest.mark.xdist_group("allocator")


def test_sample_in_kernel():
    if not list(kerneltree.cache_folder().glob("test-kernel/*/ready")):
        pytest.skip("no kernel to run cases in: `make test-kernel` builds one")
    for program in ("qemu-system-x86_64", "cpio"):
        if not shutil.which(program):
            pytest.skip(f"no {program}: `make test-kernel` installs it")
    ran = subprocess.run([ROOT / "tests/kernel/run-cases", "--sample", "--no-build",
                          "--kernel=detect", f"--judge={BUILD / 'judge'}"],
                         capture_output=True, text=True, timeout=3600, cwd=ROOT)
    if "not built yet" in ran.stderr:
        pytest.skip(ran.stderr.strip())
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_recorded_run():
    """The recorded run leaves nothing unexplained, and each explanation has its function."""
    lines = (ROOT / "tests/kernel/recorded").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) > 900
    assert [row for row in rows if row[5] == "differ"] == []
    reasons = {row[2]: row[6] for row in rows if row[5] == "differ, explained"}
    assert all(reasons.values())
    known = {line.split(":")[0] for line in
             (ROOT / "tests/kernel/differences").read_text().splitlines()
             if line and not line.startswith("#")}
    assert known <= reasons.keys()


# ---- what a kernel says ---------------------------------------------------

def sleeps(*frames):
    """What DEBUG_ATOMIC_SLEEP says, from the complaint out to the case."""
    trace = "".join(f" {f}+0x10/0x20\n" for f in ("dump_stack", "__might_resched", *frames))
    return ("BUG: sleeping function called from invalid context at mm/slab.h:1\nCall Trace:\n"
            f"{trace} f_bad+0x1/0x2 [case_00]\n kthread+0x1/0x2\n")


@pytest.mark.parametrize("frames, rule", [
    (["__kmem_cache_alloc_node", "kmalloc_trace"], "atomic-alloc"),
    (["__kmem_cache_alloc_node", "alloc_dr", "devm_kmalloc"], "atomic-alloc"),
    (["__kmem_cache_alloc_node", "kmalloc_trace", "usb_control_msg"], "atomic-sleep"),
    (["__kmalloc", "request_threaded_irq"], "atomic-sleep"),
    (["__mutex_lock"], "atomic-sleep"),
])
def test_what_slept(frames, rule):
    """A call that sleeps where it asks for memory of its own is no allocation of the case's."""
    assert splats.of_splat(sleeps(*frames), "case_00") == rule


def said(*parts, lockdep="on"):
    return ("labcheck: begin f_bad\n" + "".join(parts) + f"labcheck: end f_bad, lockdep {lockdep}\n"
            "labcheck: done\n")


KASAN = ("BUG: KASAN: slab-use-after-free in {0}+0x1/0x2\nCall Trace:\n kasan_report+0x1/0x2\n"
         "{1} f_bad+0x1/0x2 [case_00]\n")
OOPS = "BUG: kernel NULL pointer dereference, address: 0\nRIP: 0010:f_bad+0x1/0x2 [case_00]\n"


@pytest.mark.parametrize("text, rules", [
    (said(), set()),
    (said(OOPS), {"null"}),
    (said(KASAN.format("f_bad", "")), {"use-after-free"}),
    # Who goes on from freed memory comes to anything.
    (said(KASAN.format("f_bad", ""), OOPS), {"use-after-free"}),
    # To free what is counted is to read it first.
    (said(KASAN.format("kfree_skb_reason", " kfree_skb_reason+0x1/0x2\n")), {"wrong-free"}),
    (said("labcheck: context differs: preempt 1, rcu 0, irqs 0\n"), {"unbalanced-context"}),
    (said("WARNING: inconsistent lock state\ninconsistent {INITIAL USE} -> {IN-NMI} usage.\n"
          "Call Trace:\n kmalloc_trace+0x1/0x2\n f_bad+0x1/0x2 [case_00]\n"), {"gfp-misuse"}),
    (said("WARNING: inconsistent lock state\ninconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W}\n"
          "Call Trace:\n f_bad+0x1/0x2 [case_00]\n"), {"irq-unsafe-lock"}),
    # What another module's timer does meanwhile is not this function's.
    (said(OOPS.replace("case_00", "other_03")), set()),
])
def test_window(text, rules):
    assert splats.of_window(text, Step("case", "f_bad"), "") == rules


def test_hang_is_told():
    assert splats.of_window("labcheck: begin f_bad\n", Step("case", "f_bad"), "hangs") == {"hangs"}


def answer(rule, message, events=()):
    return {"function": "f_bad", "file": "corpus/cases/alloc-leak/values.c", "line": 1,
            "verdicts": [rule], "faults": [{"rule": rule, "message": message, "inputs": [],
                                            "events": list(events)}]}


def result(found, text=""):
    return {"found": found, "refused": None, "said": text}


def test_by_nature_needs_a_verdict():
    """kmemleak does not follow pages: that excuses what it does not find, and nothing it finds."""
    pages = answer("alloc-leak", "4096 bytes of pages are lost")
    assert outcome.outcome(pages, result([]), "detect", {})[0] == outcome.EXPLAINED
    clean = {**pages, "verdicts": [], "faults": []}
    assert outcome.outcome(clean, result(["alloc-leak"]), "detect", {})[0] == outcome.DIFFER


def test_reason_is_shown():
    """A reason that names what the kernel says holds only where it says it."""
    known = {"f_bad": outcome.Why("refused", "returned -22")}
    leak = answer("alloc-leak", "8 bytes of kmalloc are lost")
    assert outcome.outcome(leak, result([], "labcheck: returned -22"), "detect", known)[0] == \
        outcome.EXPLAINED
    assert outcome.outcome(leak, result([], "labcheck: returned 0"), "detect", known)[0] == \
        outcome.DIFFER


def test_requests_fail_together():
    """Where the judge needs two failures, all from the nth on fail, for each n."""
    both = answer("unchecked-alloc", "NULL of a failed allocation is dereferenced",
                  ["kmalloc", "kmalloc"])
    (runs,) = plan.plan(both, "detect")
    steps = plan.steps(runs)
    first = next(steps)
    assert (first.fail_nth, first.fail_rest) == (1, 1)
    assert (steps.send("labcheck: end").fail_nth) == 2
    with pytest.raises(StopIteration):
        steps.send("labcheck: nothing failed")
