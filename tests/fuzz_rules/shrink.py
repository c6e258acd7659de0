# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a program smaller as long as the two sides still differ about one rule."""
import copy

from program import If, Loop, Stmt, blocks
from sides import FATAL


def edits(program):
    """(place, nodes to put there): one thing less, the biggest things first."""
    for f, fn in enumerate(program.functions):
        for b, block in enumerate(blocks(fn.body)):
            for i, node in enumerate(block):
                at = (f, b, i)
                if isinstance(node, Stmt) and node.fixed and node.text.startswith("return"):
                    continue
                yield at, []
                if isinstance(node, If):
                    yield at, node.then
                    if node.orelse:
                        yield at, node.orelse
                        yield at, [If(node.cond, node.then)]
                    if "choose" in node.cond:
                        yield at, [If("true", node.then, node.orelse)]
                elif isinstance(node, Loop):
                    yield at, node.body


def edited(program, changes):
    """All changes at once; of two in one place, or one inside another, the first."""
    new = program.copy()
    places = [list(blocks(f.body)) for f in new.functions]
    chosen = {}
    for (f, b, i), nodes in changes:
        chosen.setdefault((f, b, i), nodes)
    # From behind, so that indices stay right.
    for f, b, i in sorted(chosen, reverse=True):
        places[f][b][i:i + 1] = copy.deepcopy(chosen[f, b, i])
    return new


def size(program):
    code, setup = program.parts("P_")
    return len(code) + len(setup)


def differs(sides, found, rule, judged):
    if found.error or not found.complete:
        return False
    return sides.differences(found).get(rule) == judged


def pure(found, rule):
    """No other fault ends the judge's run before it comes to this one."""
    return not (found.judged - {rule}) & FATAL


class Shrinker:
    def __init__(self, sides, rule, judged):
        self.sides, self.rule, self.judged = sides, rule, judged
        self.alone = False

    def good(self, best, changes):
        """Those of many sets of changes that keep the difference, smallest first."""
        tried = [(edited(best, c), c) for c in changes]
        tried = [(p, c) for p, c in tried if size(p) < size(best)]
        usable = self.sides.usable([p for p, _ in tried])
        tried = [t for t, fine in zip(tried, usable) if fine]
        results = self.sides.run([p for p, _ in tried]) if tried else []
        kept = [(not pure(r, self.rule), size(p), n, p, c)
                for n, ((p, c), r) in enumerate(zip(tried, results))
                if differs(self.sides, r, self.rule, self.judged)]
        if self.alone:
            kept = [k for k in kept if not k[0]]
        return sorted(kept, key=lambda k: k[:3])

    def shrink(self, best):
        while True:
            kept = self.good(best, [[e] for e in edits(best)])
            if not kept:
                return best
            # What was right one by one is often right together.
            single = [c[0] for impure, _, _, _, c in kept if impure == kept[0][0]]
            parts = [single[:n] for n in {len(single), len(single) // 2, len(single) // 4} if n > 1]
            kept = self.good(best, parts) + kept if parts else kept
            impure, _, _, best, _ = min(kept, key=lambda k: k[:2])
            self.alone = not impure


def shrink(sides, program, rule, judged):
    """The smallest found, and whether the difference stands on its own."""
    shrinker = Shrinker(sides, rule, judged)
    (found,) = sides.run([program])
    shrinker.alone = pure(found, rule)
    best = shrinker.shrink(program)
    return best, shrinker.alone
