# SPDX-License-Identifier: GPL-2.0-or-later
"""Reads what a case file says of itself, and compares findings with it.

A line with `WARN: rule` in a comment wants a finding of that rule there; any
other finding is wrong. A function NAME_bad must stand in the path of some
finding, a function NAME_ok in none. FN_NAME_bad (missed) and FP_NAME_ok
(falsely reported) are known wrong answers: they must stay wrong until they
are renamed. A rule that labcheck does not know yet is not asked for.
"""
import collections
import re
import typing

WARN = re.compile(r"\bWARN: ([a-z][a-z, -]*[a-z])")
FUNCTION = re.compile(r"^[A-Za-z_][\w\s*]*?\b(\w+)\s*\([^;]*$")


class Case(typing.NamedTuple):
    warnings: dict      # line -> set of rules
    functions: dict     # name -> (first line, last line)


def read(path):
    warnings, functions = {}, {}
    name = begin = None
    for number, line in enumerate(path.read_text().splitlines(), 1):
        found = WARN.search(line)
        if found:
            warnings[number] = set(re.split(r"[, ]+", found[1]))
        head = FUNCTION.match(line)
        if head and not line.startswith("#"):
            name, begin = head[1], number
        elif line.startswith("}") and name:
            functions[name] = (begin, number)
            name = None
    return Case(warnings, functions)


def function_at(case, line):
    for name, (first, last) in case.functions.items():
        if first <= line <= last:
            return name
    return ""


def functions_of(finding):
    return {finding["function"], *(step["function"] for step in finding["path"])}


def known_rules(labcheck, asked=False):
    """The rules that this labcheck has, from its own list of them. If @asked,
    those that it applies only when they are asked for."""
    result = labcheck("explain")
    assert result.status == 0, result.err
    return {line.split()[0] for line in result.out.splitlines()
            if not asked or line.endswith(" (off by default)")}


def wrong_lines(case, findings, known):
    """Findings that are missing or too many, line by line."""
    found = collections.defaultdict(set)
    for f in findings:
        found[f["line"]].add(f["rule"])
    for line in sorted(set(found) | set(case.warnings)):
        where = function_at(case, line)
        wanted = set() if where.startswith("FN_") else case.warnings.get(line, set()) & known
        if where.startswith("FP_"):
            continue
        for rule in sorted(wanted - found[line]):
            yield f"line {line}: in {where}: no {rule} found"
        for rule in sorted(found[line] - wanted):
            yield f"line {line}: in {where}: {rule} found, none is there"


def wrong_functions(case, findings):
    """Functions whose verdict is not the one in their name."""
    touched = set().union(*(functions_of(f) for f in findings))
    for name in case.functions:
        known_wrong = name.startswith(("FN_", "FP_"))
        if name.endswith("_bad"):
            expected = not known_wrong
        elif name.endswith("_ok"):
            expected = known_wrong
        else:
            continue
        if (name in touched) != expected:
            if known_wrong:
                yield f"{name}: right now; take the prefix off its name"
            else:
                yield f"{name}: {'no finding' if expected else 'a finding'}"


def compare(path, findings, known):
    case = read(path)
    return [*wrong_lines(case, findings, known), *wrong_functions(case, findings)]


# Faults that two rules could name: the first has them to itself, once it exists.
CLAIMED = {"macro-alloc": {"alloc-leak"}}


def compare_waiting(path, findings, known):
    """The case of a rule that does not exist yet: the others find nothing in
    it that it does not say, but for what this rule will have to itself."""
    others = CLAIMED.get(path.parent.name, set())
    return list(wrong_lines(read(path), [f for f in findings if f["rule"] not in others], known))
