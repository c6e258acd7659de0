# SPDX-License-Identifier: GPL-2.0-or-later
"""Runs both sides on many programs and says where they differ."""
import collections
import pathlib
import re
import subprocess
import sys
import typing

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import agreement  # noqa: E402
from program import file_text  # noqa: E402

# Rules that no execution shows: who wrote the program knows (Program.expected).
TEXTUAL = {"macro-alloc", "bad-handler"}
# Rules that are no subject of generated programs: there is nothing of theirs in the text.
LEFT_OUT = {"annotation", "unused-suppression"}
# After these a run does not go on: what would come later stays unseen.
FATAL = {"unchecked-alloc", "use-after-free", "page-as-memory", "double-lock",
         "irq-unsafe-lock", "fatal-atomic-failure", "other"}
STOPS = {"other", "fatal-atomic-failure"}
PER_FILE = 40
# Small programs: what takes longer is cut short, and counted as such.
JUDGE = ("--rt", "--alone", "--runs", "4000", "--seconds", "2")


class Result(typing.NamedTuple):
    judged: frozenset       # rules
    told: frozenset         # by labcheck, certain or likely
    possible: frozenset     # only possible: neither a miss nor a false alarm
    complete: bool          # the judge tried every choice
    error: str
    why: dict               # rule -> words, of either side
    bounded: tuple          # functions that hit a bound of the engine
    places: dict            # rule -> {(line, its text)}, of the side that tells it
    faults: dict            # rule -> the judge's fault, as it prints it
    ways: set               # labcheck's findings: (rule, line, lines of its path ...)
    text: str               # the file with all programs that ran beside it


class Sides:
    def __init__(self, build, folder, jobs=2):
        self.build = pathlib.Path(build).resolve()
        self.folder = pathlib.Path(folder)
        self.jobs = jobs
        self.rules = agreement.known_rules(self.build) - LEFT_OUT
        self.files = 0

    def write(self, programs):
        """{file: prefixes}: the programs, some to each file."""
        files = {}
        for start in range(0, len(programs), PER_FILE):
            part = programs[start:start + PER_FILE]
            prefixes = [f"p{start + i}_" for i in range(len(part))]
            path = self.folder / f"f{self.files}.c"
            self.files += 1
            path.write_text(file_text(part, prefixes))
            files[path] = prefixes
        return files

    def run(self, programs):
        """One Result for each program, in their order."""
        files = self.write(programs)
        verdicts = agreement.ask_judge(self.build, files, *JUDGE, jobs=self.jobs, timeout=3600)
        findings, ledger = agreement.ask_labcheck(self.build, files, "--certainty=possible",
                                                    jobs=self.jobs, timeout=3600)
        judged = {owner(v.function): v for v in verdicts}
        texts = {p: path.read_text() for path, ps in files.items() for p in ps}
        places = collections.defaultdict(lambda: collections.defaultdict(set))
        told, maybe = collections.defaultdict(dict), collections.defaultdict(dict)
        ways = collections.defaultdict(set)
        for f in findings:
            for name in {owner(f["function"]), *(owner(s["function"]) for s in f["path"])}:
                places[name][f["rule"]].add(f["line"])
                ways[name].add((f["rule"], f["line"], *(s["line"] for s in f["path"])))
                kind = maybe if f["certainty"] == "possible" else told
                kind[name].setdefault(f["rule"], f"labcheck: {place(f)}: {f['message']}")
        bounded = collections.defaultdict(set)
        for entry in ledger:
            if "bound" in entry.get("kind", ""):
                bounded[owner(entry.get("function", ""))].add(entry["function"])
        for path in files:
            path.unlink()
        names = [p for ps in files.values() for p in ps]
        return [result(judged[n], told[n], maybe[n], bounded[n], program.expected(), places[n],
                       ways[n], texts[n]) for n, program in zip(names, programs)]

    def faults_with(self, found, line, statement):
        """{rule} of the judge's faults at a line of a file, if a statement stood before it."""
        lines = found.text.splitlines()
        lines.insert(line - 1, statement)
        path = self.folder / f"f{self.files}.c"
        self.files += 1
        path.write_text("\n".join(lines))
        try:
            verdicts = agreement.ask_judge(self.build, [path], *JUDGE, jobs=1, timeout=600)
        except RuntimeError:        # no statement may stand there
            return None
        finally:
            path.unlink()
        return {f["rule"] for v in verdicts for f in v.faults if f["line"] == line}

    def reached(self, found, line):
        """Whether the judge ever comes to a line: the machine would stop there."""
        faults = self.faults_with(found, line, "BUG();")
        return faults is None or bool(faults & STOPS)

    def told_of(self, text):
        """{rule} of labcheck's findings in a file."""
        path = self.folder / f"f{self.files}.c"
        self.files += 1
        path.write_text(text)
        findings, _ = agreement.ask_labcheck(self.build, [path], jobs=1, timeout=600)
        path.unlink()
        return {f["rule"] for f in findings}

    def may_sleep_at(self, found, line):
        faults = self.faults_with(found, line, "might_sleep();")
        return faults is not None and "atomic-sleep" not in faults

    def usable(self, programs):
        """Which of the programs compile: one call of the compiler for all."""
        prefixes = [f"p{i}_" for i in range(len(programs))]
        text = file_text(programs, prefixes)
        ran = subprocess.run(["gcc", "-std=gnu11", "-fsyntax-only", "-w", "-D__KERNEL__",
                              "-fmax-errors=0", f"-I{agreement.INCLUDE}", "-x", "c", "-"],
                             input=text, text=True, capture_output=True, check=False)
        lines = text.splitlines()
        bad = set()
        for line in re.findall(r"<stdin>:(\d+):\d+: error", ran.stderr):
            names = re.findall(r"\bp\d+_", "\n".join(reversed(lines[:int(line)])))
            bad.add(names[0] if names else "")
        return [p not in bad for p in prefixes]

    def differences(self, found):
        """{rule: whether the judge saw it}"""
        return {rule: rule in found.judged
                for rule in sorted(self.rules & (found.judged ^ found.told) - found.possible)}


def place(finding):
    return f"{finding['function']}:{finding['line']}"


def owner(function):
    found = re.match(r"p\d+_", function)
    return found[0] if found else ""


def result(verdict, told, maybe, bounded, expected, places, ways, text):
    faults = {f["rule"] for f in verdict.faults} | expected
    why = {rule: "as it was written" for rule in expected}
    why |= {f["rule"]: f"judge: line {f['line']}: {f['message']}" for f in verdict.faults}
    for f in verdict.faults:
        if f["rule"] not in told:
            places[f["rule"]] = {f["line"]}
    lines = ["", *text.splitlines()]
    return Result(frozenset(faults), frozenset(told), frozenset(set(maybe) - set(told)),
                  verdict.complete, verdict.error, {**maybe, **told, **why},
                  tuple(sorted(bounded)),
                  {r: {(n, lines[n].strip()) for n in at} for r, at in places.items()},
                  {f["rule"]: f for f in verdict.faults}, ways, text)
