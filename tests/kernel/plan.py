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
    """A step, made once, or with each request failing in turn, and those of others, too."""
    step: Step
    failing: bool
    others: bool = False


def shown(kind):
    return SHOWN_RT if kind == "rt" else SHOWN


def wanted(answer, kind):
    """What the kernel has to find, were it the judge."""
    want = {shown(kind)[v] for v in answer["verdicts"] if v in shown(kind)}
    for fault in answer["faults"]:
        if fault["rule"] == "other" and kind != "rt":
            want.add("stops" if fault["message"].startswith("bug") else "null")
    return want


def undetected(answer, kind):
    return sorted(v for v in answer["verdicts"] if v not in shown(kind))


# What makes requests in another context than the function's own.
REGISTERS = re.compile(r"request_\w*irq\(|tasklet_\w+\(|timer_setup\(|hrtimer_|INIT_\w*WORK\(")


def of_fault(answer, fault, base, text):
    early = int(NOW in fault["events"])
    failing = bool(set(fault["events"]) - {NOW, LATER})
    step = base._replace(inputs=tuple(fault["inputs"]), early=early,
                         leaks=int(fault["rule"] == "alloc-leak"))
    return Runs(step, failing, failing and bool(REGISTERS.search(text)))


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
    return runs


def plan(answer, kind):
    """The runs of one function, without repetition, in order."""
    base = Step(module_name(answer["file"]), answer.get("via") or answer["function"])
    text = (ROOT / answer["file"]).read_text()
    faults = [f for f in answer["faults"] if f["rule"] in shown(kind) or f["rule"] == "other"]
    if faults:
        runs = [of_fault(answer, f, base, text) for f in faults]
    else:
        runs = of_clean(answer, base, text)
        runs += [of_fault(answer, f, base, text) for f in answer["faults"]]
    return sorted(set(runs), key=runs.index)


def steps(runs):
    """The steps of one plan; send() what the machine said of each."""
    if not runs.failing:
        yield runs.step
        return
    for nth in range(1, MOST_FAILURES + 1):
        said = yield runs.step._replace(fail_nth=nth)
        if "kernel BUG at" in said or "Oops" in said or "Kernel panic" in said:
            return
        if "labcheck: nothing failed" in said:
            break
    if runs.others:
        yield runs.step._replace(fail_others=1)
