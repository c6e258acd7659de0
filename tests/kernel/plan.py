# SPDX-License-Identifier: GPL-2.0-or-later
"""Which runs show what the judge says of a function."""
import pathlib
import re
import typing

from common import ROOT, Step
from modules import LINES, module_name, signatures

# What the judge's rules come to in a kernel. The others have no detector there:
# they are about the text, or about what the machine happens to survive.
SHOWN = {"atomic-alloc": "atomic-alloc", "atomic-sleep": "atomic-sleep",
         "unbalanced-context": "unbalanced-context", "unchecked-alloc": "null",
         "use-after-free": "use-after-free", "double-free": "double-free",
         "mismatched-free": "mismatched-free", "alloc-leak": "alloc-leak",
         "irq-unsafe-lock": "irq-unsafe-lock", "double-lock": "double-lock",
         "fatal-atomic-failure": "stops"}
# PREEMPT_RT tells by one detector what may not sleep and does.
SHOWN_RT = {"rt-atomic": "sleeps", "atomic-alloc": "sleeps", "atomic-sleep": "sleeps"}

NOW, LATER = "an interrupt arrives", "an interrupt arrives after the return"
# Where requests fail one after the other for what is right, too.
FAILING = ("unchecked-alloc", "fatal-atomic-failure")
MOST_FAILURES = 8


class Runs(typing.NamedTuple):
    """A step, made once, or with each request failing in turn (REST: and all after it),
    and those of others, too."""
    step: Step
    failing: bool
    others: bool = False
    rest: bool = False


def shown(kind):
    return SHOWN_RT if kind == "rt" else SHOWN


def wanted(answer, kind):
    """What the kernel has to find, were it the judge."""
    want = {shown(kind)[v] for v in answer["verdicts"] if v in shown(kind)}
    for fault in answer["faults"]:
        # Whatever takes a lock of the allocator there, lockdep sees it.
        if fault["message"].endswith(" in NMI") and kind != "rt":
            want.add("gfp-misuse")
        if fault["rule"] == "other" and kind != "rt":
            want.add("stops" if fault["message"].startswith("bug") else "null")
    return want


def undetected(answer, kind):
    return sorted(v for v in answer["verdicts"] if v not in shown(kind))


# What makes requests in another context than the function's own.
REGISTERS = re.compile(r"request_\w*irq\(|tasklet_\w+\(|timer_setup\(|hrtimer_|INIT_\w*WORK\(")
# What takes a second way when its first request fails.
FALLS_BACK = re.compile(r"\bkv\w*alloc\w*\(|\bvmemdup_user\(|\b(xa|ida)_\w+\(")


def body(name, text):
    """The text of a function."""
    start = re.search(rf"^\w.*\b{name}\([^;]*?\)\s*\{{", text, re.M)
    return text[start.start():text.find("\n}", start.start())] if start else ""


def of_fault(answer, fault, base, text):
    early = int(NOW in fault["events"])
    failures = len([e for e in fault["events"] if e not in (NOW, LATER)])
    step = base._replace(inputs=tuple(fault["inputs"]), early=early,
                         leaks=int(fault["rule"] == "alloc-leak"))
    runs = [Runs(step, failures > 0, failures > 0 and bool(REGISTERS.search(text)), failures > 1)]
    if not failures and FALLS_BACK.search(body(base.function, text)):
        runs.append(Runs(step, True))
    return runs


def of_clean(answer, base, text):
    """Nothing to show: all inputs 0; all 1, and interrupts at once; what its topic asks for."""
    folder = pathlib.Path(answer["file"]).parent.name
    runs = [Runs(base._replace(leaks=int(folder == "alloc-leak")), False)]
    asks = "choose(" in text or signatures(text).get(base.function, ("", 0))[1] > 0
    lines = bool(LINES.search(text))
    if asks or lines:
        runs.append(Runs(base._replace(inputs=(1,) * 6 * asks, early=int(lines)), False))
    if folder in FAILING:
        runs.append(Runs(base, True, bool(REGISTERS.search(text))))
        runs.append(Runs(base, True, rest=True))
    return runs


def plan(answer, kind):
    """The runs of one function, without repetition, in order."""
    base = Step(module_name(answer["file"]), answer.get("via") or answer["function"])
    text = (ROOT / answer["file"]).read_text()
    faults = [f for f in answer["faults"] if f["rule"] in shown(kind) or f["rule"] == "other"]
    if faults:
        runs = [r for f in faults for r in of_fault(answer, f, base, text)]
    else:
        runs = of_clean(answer, base, text)
        runs += [r for f in answer["faults"] for r in of_fault(answer, f, base, text)]
    return sorted(set(runs), key=runs.index)


def steps(runs):
    """The steps of one plan; send() what the machine said of each."""
    if not runs.failing:
        yield runs.step
        return
    for nth in range(1, MOST_FAILURES + 1):
        said = yield runs.step._replace(fail_nth=nth, fail_rest=int(runs.rest))
        if "kernel BUG at" in said or "Oops" in said or "Kernel panic" in said:
            return
        if "labcheck: nothing failed" in said:
            break
    if runs.others:
        yield runs.step._replace(fail_others=2)
        yield runs.step._replace(fail_others=1)
