# SPDX-License-Identifier: GPL-2.0-or-later
"""Differences that have a reason: what one of the sides does not claim to see.

Each is told by its cause, as the text or an experiment shows it, never by the
number of a program; and each stands in docs/rules or in the judge's README as a
limit. A difference is explained only if every place of the rule is.
"""
import re

from sides import FATAL, STOPS

# Faults that end a run in which a pointer is NULL; after the others it ends anyway.
NULL_ENDS = {"unchecked-alloc", "other"}


def lost_from_array(_sides, _found, _line, text):
    """Arrays of pointers are not followed (docs/rules/alloc-leak.md)."""
    return re.match(r"\w+\[\w+\] = ", text)


def device_keeps(_sides, _found, _line, text):
    """Whoever has the device's address of the memory, has the memory; for the
    judge an address that only the device can use leads nowhere."""
    return re.search(r"= dma_(alloc_coherent|pool_alloc)\(.*&\w+_dma\b", text)


def mentioned(_sides, found, _line, text):
    """What a mention of a macro throws away is macro-alloc's, and it is told."""
    return "macro-alloc" in found.told and "labyrinth" in text and "= labyrinth;" not in text


def flags_by_condition(_sides, _found, _line, text):
    """One request with flags for each condition: callers are told apart by where
    they call from, not by their arguments (docs/rules/needless-atomic.md)."""
    return re.search(r"\?.*GFP_\w+.*:.*GFP_", text)


def through_pointer(_sides, found, line, _text):
    """What a callee with several ways out has stored is not followed (docs/engine.md)."""
    return "**out" in header_of(found, line)


def percpu_pointer(_sides, _found, _line, text):
    """The pointer becomes an address in assembly (docs/rules/unchecked-alloc.md)."""
    return "per_cpu_ptr(" in text


def flags_named_by_caller(sides, found, line, text):
    """The request is the call that names the flags; the judge sees only the helper's
    one call of the allocator, and others who may not sleep. This caller may."""
    return re.search(r"p\d+_\w+\d+\(.*GFP_ATOMIC", text) and sides.reached(found, line) and \
        sides.may_sleep_at(found, line)


def asked_by_helper(_sides, found, line, _text):
    """Whether the flags let it fail for want of a reserve is the caller's to say: who
    stops the machine in a helper is not told so (docs/rules/fatal-atomic-failure.md)."""
    return "gfp_t gfp" in header_of(found, line)


def percpu_result(_sides, found, line, _text):
    """What becomes of a per-CPU pointer is not known, so neither what its lack ends in."""
    return any("alloc_percpu" in t for t in found.text.splitlines()[line - 4:line])


def after_imbalance(_sides, found, _line, _text):
    """Both see a lock given back that was not held: what the context is then, the
    judge reads from counters that are wrong."""
    return "unbalanced-context" in found.told and \
        "does not hold" in found.why.get("unbalanced-context", "")


def null_for_certain(_sides, found, _line, _text):
    """That NULL goes to a function which does not take it is no rule's business."""
    return "is given what no allocator returned" in found.why.get("mismatched-free", "")


def code_asks(_sides, found, _line, _text):
    """Code that asks whether it is in an interrupt, and sleeps if so, says that it may
    be: labcheck believes it, the judge knows all callers."""
    return "a test has just shown" in found.why.get("atomic-sleep", "")


def chosen_by_condition(_sides, found, line, _text):
    """As asked_by_helper(), but the flags are chosen by a condition on the spot."""
    return any(re.search(r"\?.*GFP_.*:.*GFP_", t) for t in found.text.splitlines()[line - 4:line])


def out_parameter_untouched(_sides, found, line, text):
    """As through_pointer(): what the callee did not store where it failed."""
    name = re.match(r"(\w+)->", text)
    above = "\n".join(function_above(found, line))
    return name and f"(&{name[1]}, " in above


def rt_leaves_interrupts(sides, found, line, _text):
    """Interrupts that a spinlock turned off, which PREEMPT_RT does not do, are not
    turned off again (docs/rules/rt-atomic.md): with plain locks labcheck tells it."""
    plain = re.sub(r"\bspin_(un)?lock_(irqsave|irqrestore|irq)\(&(\w+)(, \w+)?\)",
                   r"spin_\1lock(&\3)", found.text)
    plain = re.sub(r"\((spinlock)_irq(save)?, &", r"(\1, &", plain)
    return plain != found.text and "rt-atomic" in sides.told_of(plain)


def bottom_halves_lock(_sides, found, _line, _text):
    """That turning bottom halves off takes a lock on PREEMPT_RT (docs/rules/rt-atomic.md)."""
    return "local_bh_disable sleeps" in found.why.get("rt-atomic", "")


def may_be_freed(_sides, found, _line, _text):
    """A callee that frees under a condition of its own is not held against anybody
    (docs/rules/double-free.md)."""
    return re.search(r"^static void p\d+_put\d+\([^{]*\{[^}]*choose\([^}]*return;", found.text,
                     re.M)


def all_predicates_lie(_sides, found, line, _text):
    """The judge changes the answers of all predicates at once: an earlier one ends the
    function before the request."""
    return any(re.search(r"(in_interrupt|in_atomic|irqs_disabled)\(\)", t)
               for t in function_above(found, line - 1))


def answer_is_known(sides, found, line, text):
    """A predicate whose answer is certain where it stands, since a lock is held, decides
    nothing."""
    asked = re.search(r"(in_interrupt|in_atomic|irqs_disabled)\(\)", text)
    faults = asked and sides.faults_with(found, line, f"BUG_ON(!{asked[0]});")
    return asked and faults is not None and not faults & STOPS


def one_argument_only(sides, found, line, _text):
    """A helper is judged for all that it may be told, whatever its callers tell it."""
    told = re.search(r"bool (\w+)", header_of(found, line))
    return told and told[1] != "flag" and any(
        faults is not None and not faults & STOPS for faults in (
            sides.faults_with(found, line, f"BUG_ON({sign}{told[1]});") for sign in ("", "!")))


def dma_with_interrupts_off(_sides, found, _line, _text):
    """dma_free_coherent() warns of interrupts that are off (docs/rules/atomic-sleep.md)."""
    return "dma_free_coherent with interrupts off" in found.why.get("atomic-sleep", "")


def taken_again(_sides, found, line, text):
    """A helper that gives back and takes again leaves things as they were, whoever
    held the lock (docs/rules/unbalanced-context.md)."""
    lock = re.search(r"unlock\w*\(&(\w+)", text)
    lines = found.text.splitlines()[line:]
    end = next((i for i, t in enumerate(lines) if t == "}"), 0)
    return lock and any(re.search(rf"_lock\w*\(&{lock[1]}\b", t) for t in lines[:end])


def lost_from_list(_sides, found, line, _text):
    """What a list leads to is not followed (docs/rules/alloc-leak.md)."""
    return any("LIST_HEAD(" in t for t in function_above(found, line))


def code_asked_before(_sides, found, line, _text):
    """As code_asks(): where a function has asked whether it is in an interrupt, it may
    be in one, and GFP_ATOMIC is not needless to labcheck."""
    return any(re.search(r"(in_interrupt|in_atomic|irqs_disabled)\(\)", t)
               for t in function_above(found, line - 1))


def reserve_failed_too(_sides, found, _line, _text):
    """The judge, which tries few failures first, needs two: of the request, and of the
    reserve made for it."""
    events = found.faults["fatal-atomic-failure"].get("events", ())
    return sum(bool(re.search("alloc|dup|_page|asprintf", e)) for e in events) > 1


def behind_the_end(sides, found, rule):
    """The judge's run ends at a fault; what comes behind it in the text it does not see.
    If the machine stops there for labcheck as well, labcheck does not tell it either."""
    lines = found.text.splitlines()
    ends = {found.faults[r]["line"]: r for r in found.judged & FATAL if r in found.faults}
    for line, end in sorted(ends.items(), reverse=True):
        held = re.search(r"\bm\d+\b", lines[line - 1]) if end in NULL_ENDS else None
        lines.insert(line - 1, f"if (!{held[0]}) BUG();" if held else "BUG();")
    text = "\n".join(lines)
    return text != found.text.rstrip("\n") and rule not in sides.told_of(text)


def through_direct_calls(sides, found, rule):
    """What a function does to the context is not carried through a pointer that two
    calls lie above (docs/engine.md): with the call made directly, labcheck tells it."""
    text = found.text
    for pointer, name in re.findall(r"(\w+\.done) = (\w+);", text):
        text = text.replace(f"{pointer}()", f"{name}()")
    return text != found.text and rule in sides.told_of(text)


def function_above(found, line):
    """The lines of a function, up to one of them."""
    lines = found.text.splitlines()[:line]
    head = next((i for i in reversed(range(len(lines))) if re.match(r"\w.*\)$", lines[i])), 0)
    return lines[head:]


def header_of(found, line):
    """The first line of the function that a line stands in."""
    return next((t for t in reversed(found.text.splitlines()[:line])
                 if re.match(r"\w.*\)$", t)), "")


def never_reached(sides, found, rule):
    """Code that no run comes to, on the way to each finding: labcheck judges functions
    and their callers, not what the conditions of the program come to."""
    ways = [way[1:] for way in found.ways if way[0] == rule]
    return ways and all(any(not sides.reached(found, line) for line in dict.fromkeys(way) if line)
                        for way in ways)


def reserve_is_left(_sides, found, line, _text):
    """A mempool hands out its reserve when memory is short; that there is some
    left, nobody knows who does not count its elements."""
    return "mempool_alloc" in found.why.get("unchecked-alloc", "")


# (rule, seen only by the judge, cause)
CAUSES = [
    ("alloc-leak", True, lost_from_array),
    ("alloc-leak", True, device_keeps),
    ("alloc-leak", True, mentioned),
    ("needless-atomic", True, flags_by_condition),
    ("alloc-leak", True, through_pointer),
    ("needless-atomic", False, flags_named_by_caller),
    ("unchecked-alloc", False, reserve_is_left),
    ("unchecked-alloc", True, percpu_pointer),
    ("fatal-atomic-failure", True, asked_by_helper),
    ("fatal-atomic-failure", True, percpu_result),
    ("fatal-atomic-failure", True, chosen_by_condition),
    ("unchecked-alloc", True, out_parameter_untouched),
    ("rt-atomic", True, bottom_halves_lock),
    ("rt-atomic", True, rt_leaves_interrupts),
    ("alloc-leak", True, may_be_freed),
    ("gfp-guess", False, all_predicates_lie),
    ("mismatched-free", True, null_for_certain),
    ("rt-atomic", True, after_imbalance),
    ("atomic-alloc", True, after_imbalance),
    ("atomic-sleep", True, after_imbalance),
    ("atomic-sleep", False, code_asks),
    ("fatal-atomic-failure", True, reserve_failed_too),
    ("alloc-leak", True, lost_from_list),
    ("needless-atomic", True, code_asked_before),
    ("gfp-guess", True, answer_is_known),
    ("atomic-sleep", True, dma_with_interrupts_off),
    ("unbalanced-context", False, one_argument_only),
    ("unbalanced-context", True, taken_again),
]
# Of these, what they look at must stand in a file of its own: they experiment.
ALONE = {flags_named_by_caller, rt_leaves_interrupts, may_be_freed, answer_is_known,
         one_argument_only}
# (seen only by the judge, cause) of a whole rule
WHOLE = [(False, behind_the_end), (False, never_reached), (True, through_direct_calls)]


def name_of(cause):
    return cause.__name__.replace("_", " ")


def by_place(sides, found, rule, judged, alone):
    places = found.places.get(rule, set())
    for of, by_judge, cause in CAUSES:
        if of == rule and by_judge == judged and places and (cause in ALONE) == alone and \
                all(cause(sides, found, line, text) for line, text in places):
            return name_of(cause)
    return ""


def explain(sides, program, found, rule, judged):
    """The name of the cause that explains a difference, or "". What the text shows
    comes first: it costs nothing."""
    cause = by_place(sides, found, rule, judged, False)
    if cause:
        return cause
    (found,) = sides.run([program])
    cause = by_place(sides, found, rule, judged, True)
    if cause:
        return cause
    return next((name_of(cause) for by_judge, cause in WHOLE
                 if by_judge == judged and cause(sides, found, rule)), "")
