# SPDX-License-Identifier: GPL-2.0-or-later
"""Judge and kernel compared, function by function."""
import collections
import re
import typing

from common import HERE
from plan import undetected, wanted

# What kmemleak does not follow.
PAGES = re.compile(r" of (pages|alloc_pages_exact|alloc_percpu) are lost$")
# An explanation of what only sometimes differs.
LUCK = "by luck: "

AGREE, EXPLAINED, DIFFER, SILENT, NOT_RUN = (
    "agree", "differ, explained", "differ", "no detector", "not run")


class Why(typing.NamedTuple):
    words: str
    shown_by: str = ""      # has to be in what the kernel said


def explained():
    """{function: why judge and kernel differ}."""
    known = {}
    for line in (HERE / "differences").read_text().splitlines():
        if line and not line.startswith("#"):
            name, words, shown_by = re.fullmatch(r"(\w+): (.*?)(?: \{(.*)\})?", line).groups()
            known[name] = Why(words, shown_by or "")
    return known


def settled(found, want):
    """What was found, where a detector leaves open which of two it is."""
    frees = want & {"double-free", "mismatched-free"}
    if "wrong-free" in found and frees:
        found = found - {"wrong-free"} | frees
    if "bad-address" in found and (want & {"null"} or frees):
        found = found - {"bad-address"} | (want & {"null"} or frees)
    return found


def by_nature(answer, differs):
    """Why a detector differs in these rules, whichever function it is in."""
    if "page-as-memory" in answer["verdicts"] and differs == {"wrong-free"}:
        return "the page's checks find what was written into it, when it is freed"
    lost = [f["message"] for f in answer["faults"] if f["rule"] == "alloc-leak"]
    if differs == {"alloc-leak"} and lost and all(PAGES.search(m) for m in lost):
        return "kmemleak does not report pages and percpu memory"
    return None


def outcome(answer, result, kind, known):
    """(how they compare, what to say of it)."""
    name = answer["function"]
    if result["refused"]:
        return NOT_RUN, result["refused"]
    want = wanted(answer, kind)
    found = settled(set(result["found"]), want)
    # A rule that no detector is about may be found all the same.
    want |= found & set(undetected(answer, kind))
    if want != found:
        why = known.get(name)
        if why and why.shown_by and not re.search(why.shown_by, result["said"]):
            return DIFFER, ""
        words = why.words if why else by_nature(answer, want ^ found)
        return (EXPLAINED, words) if words else (DIFFER, "")
    if not want and undetected(answer, kind):
        return SILENT, "no detector of the kernel is about " + ", ".join(undetected(answer, kind))
    return AGREE, ""


def words(rules):
    return ",".join(sorted(rules)) or "-"


TABLE = ("# kernel, file, function, verdicts of the judge, found by the kernel, how they compare, "
         "why (make test-kernel)")


def table(rows):
    """[(kernel, answer, result, outcome, reason)] as lines, in order."""
    lines = []
    for kernel, answer, result, how, why in rows:
        lines.append("\t".join((kernel, answer["file"].removeprefix("corpus/cases/"),
                                answer["function"], words(answer["verdicts"]),
                                words(result["found"]), how, why)).rstrip("\t"))
    return [TABLE, *sorted(lines)]


def summary(rows):
    """{kernel: {outcome: number}}."""
    counts = collections.defaultdict(collections.Counter)
    for kernel, _answer, _result, how, _why in rows:
        counts[kernel][how] += 1
    return counts


def stale(rows, known, whole):
    """Explanations of what does not differ; of functions that are not there, in a whole run.

    What depends on luck need not differ each time.
    """
    known = {n for n, why in known.items() if not why.words.startswith(LUCK)}
    used = {a["function"] for _k, a, _r, how, _w in rows if how in (EXPLAINED, NOT_RUN)}
    there = {a["function"] for _k, a, _r, _h, _w in rows}
    return sorted(n for n in known if n not in used and (whole or n in there))
