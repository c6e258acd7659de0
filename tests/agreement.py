# SPDX-License-Identifier: GPL-2.0-or-later
"""Compares what labcheck says of a function with what the judge saw happen."""
import collections
import json
import os
import pathlib
import subprocess
import typing

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = ROOT / "corpus/include"
# Of these the judge sees more than is a fault: advice that only a whole
# program, or the writer, can weigh. They count in their own cases.
ADVICE = {"needless-atomic", "gfp-guess"}


class Verdict(typing.NamedTuple):
    """What the judge says of one function."""
    file: str
    function: str
    line: int
    rules: frozenset
    faults: list        # dicts as the judge prints them
    complete: bool
    error: str


class Difference(typing.NamedTuple):
    file: str
    line: int
    function: str
    rule: str
    judged: bool        # the judge saw it; labcheck did not tell it, or the reverse
    why: str            # the judge's words, or labcheck's


def ask_judge(build, files, *options, jobs=2, timeout=600):
    """[Verdict], in the order of the files. Complaints are an error."""
    ran = subprocess.run([build / "judge", "-I", INCLUDE, f"-j{jobs}", *options, *files],
                         capture_output=True, text=True, stdin=subprocess.DEVNULL,
                         timeout=timeout, check=False)
    if ran.returncode or ran.stderr:
        raise RuntimeError(f"judge: status {ran.returncode}: {ran.stderr}")
    found = []
    for line in ran.stdout.splitlines():
        a = json.loads(line)
        found.append(Verdict(a["file"], a["function"], a["line"], frozenset(a["verdicts"]),
                             a["faults"], a["complete"], a.get("error", "")))
    return found


def ask_labcheck(build, files, *options, jobs=2, timeout=600):
    """The findings, as dicts, and the lines of the ledger."""
    ran = subprocess.run([build / "labcheck", "check", "--rules=all", "--format=jsonl", "--ledger",
                          f"-j{jobs}", *options, *files, "--", f"-I{INCLUDE}"],
                         capture_output=True, text=True, stdin=subprocess.DEVNULL,
                         timeout=timeout, check=False)
    if ran.returncode not in (0, 1):
        raise RuntimeError(f"labcheck: status {ran.returncode}: {ran.stderr}")
    lines = [json.loads(line) for line in ran.stdout.splitlines()]
    return [e for e in lines if "rule" in e], [e for e in lines if "rule" not in e]


def known_rules(build):
    ran = subprocess.run([build / "labcheck", "explain"], capture_output=True, text=True,
                         stdin=subprocess.DEVNULL, timeout=60, check=True)
    return {line.split()[0] for line in ran.stdout.splitlines()}


def on_path(findings):
    """{(file, function): {rule: message}}, for each function a finding goes through."""
    touched = collections.defaultdict(dict)
    for f in findings:
        steps = {(f["file"], f["function"])}
        steps |= {(s["file"], s["function"]) for s in f["path"]}
        # A helper of a header belongs to whoever is on the way to it.
        for step in steps:
            touched[step].setdefault(f["rule"], f"line {f['line']}: {f['message']}")
    return touched


def differences(verdict, told, rules):
    """Where the two do not agree about one function, rule by rule."""
    for rule in sorted(rules & (set(told) ^ verdict.rules)):
        judged = rule in verdict.rules
        why = told.get(rule) or next(f"line {f['line']}: {f['message']}"
                                     for f in verdict.faults if f["rule"] == rule)
        yield Difference(verdict.file, verdict.line, verdict.function, rule, judged, why)


def table(found):
    """The differences for somebody to read."""
    rows = [("where", "function", "rule", "judge", "labcheck", "because")]
    for d in found:
        where = f"{os.path.relpath(d.file, ROOT)}:{d.line}"
        rows.append((where, d.function, d.rule, *(("fault", "-") if d.judged else
                                                  ("-", "finding")), d.why))
    wide = [max(len(row[i]) for row in rows) for i in range(5)]
    return "\n".join("  ".join([*(c.ljust(w) for c, w in zip(row, wide)), row[5]])
                     for row in rows)
