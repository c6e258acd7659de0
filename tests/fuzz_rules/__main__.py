# SPDX-License-Identifier: GPL-2.0-or-later
"""fuzz_rules: random programs through labcheck and through the judge.

Prints each disagreement as a small C file, and what was counted. Exit status 1
if there is one that nothing explains.
"""
import argparse
import collections
import concurrent.futures
import pathlib
import random
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from explain import explain  # noqa: E402
from generate import generate  # noqa: E402
from mutate import mutate  # noqa: E402
from program import file_text  # noqa: E402
from shrink import shrink  # noqa: E402
from sides import FATAL, Sides  # noqa: E402

CHUNK = 250


def make(seed, number):
    """The program of that number, and how it was changed."""
    rng = random.Random(f"{seed}:{number}")
    program = generate(rng)
    changes = rng.choices([0, 1, 2], [4, 5, 2])[0]
    return program, [mutate(rng, program) for _ in range(changes)]


class Tally:
    def __init__(self):
        self.programs = self.cut = self.agreed = self.faulty = 0
        self.errors = collections.Counter()
        self.rules = collections.Counter()
        self.masked = collections.Counter()
        self.explained = collections.Counter()      # (rule, side, cause)
        self.differing = 0      # programs with a difference
        self.open = []          # (number, rule, judged)

    def add(self, other):
        for name, value in vars(other).items():
            if isinstance(value, collections.Counter):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)

    def spoilt(self, n):
        self.programs += n
        if n:
            self.errors["does not compile"] += n

    def text(self):
        out = [f"programs: {self.programs}",
               f"  both sides agree: {self.agreed}, of these with a fault: {self.faulty}",
               f"  the judge's bound cut short: {self.cut}",
               f"  they differ about a rule: {self.differing}"]
        out += [f"  not judged ({what}): {n}" for what, n in sorted(self.errors.items())]
        out += [f"  {rule}: a fault in {n} programs, as both sides say"
                for rule, n in sorted(self.rules.items())]
        out += [f"  {rule}: {n} only {who}, explained: {cause}"
                for (rule, who, cause), n in sorted(self.explained.items())]
        out += [f"  {rule}: {n} told behind a fault that ends the judge's run"
                for rule, n in sorted(self.masked.items())]
        return "\n".join([*out, f"disagreements explained: {self.explained.total()}",
                          f"disagreements: {len(self.open)}"])


def count(tally, sides, found):
    """True if the two agree, or cannot be compared."""
    tally.programs += 1
    if found.error:
        tally.errors[found.error] += 1
    elif not found.complete:
        tally.cut += 1
    else:
        for rule in found.judged & found.told & sides.rules:
            tally.rules[rule] += 1
        if sides.differences(found):
            tally.differing += 1
            return False
        tally.agreed += 1
        tally.faulty += bool(found.judged & sides.rules)
    return True


def side(judged):
    return "the judge" if judged else "labcheck"


def compare(build, seed, numbers):
    """Some programs through both sides: a Tally."""
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="fuzz-rules-") as folder:
        sides = Sides(build, folder, 1)
        made = [(i, *make(seed, i)) for i in numbers]
        fine = sides.usable([program for _, program, _ in made])
        tally.spoilt(fine.count(False))
        made = [m for m, usable in zip(made, fine) if usable]
        results = sides.run([program for _, program, _ in made])
        for (number, program, _), found in zip(made, results):
            if count(tally, sides, found):
                continue
            for rule, judged in sides.differences(found).items():
                cause = explain(sides, program, found, rule, judged)
                if cause:
                    tally.explained[rule, side(judged), cause] += 1
                else:
                    tally.open.append((number, rule, judged))
    return tally


def report(sides, seed, number, rule, judged, out):
    """Shrinks a disagreement and prints it. False if it lies behind a fault that ends
    the judge's run, and goes with it."""
    program, changes = make(seed, number)
    best, alone = shrink(sides, program, rule, judged)
    (found,) = sides.run([best])
    print(f"/* program {number} ({', '.join(changes) or 'unchanged'}): "
          f"{rule}: only {side(judged)}: {found.why.get(rule, '?')} */", file=out)
    if not alone:
        print(f"/* behind {', '.join(sorted(found.judged & FATAL))} */", file=out)
    print(file_text([best], ["f_"]), file=out, flush=True)
    return alone


def fuzz(build, seed, first, n, jobs, limit, out):
    chunks = [range(start, min(start + CHUNK, first + n))
              for start in range(first, first + n, CHUNK)]
    tally = Tally()
    with concurrent.futures.ProcessPoolExecutor(jobs) as pool:
        for part in pool.map(compare, *zip(*[(build, seed, c) for c in chunks])):
            tally.add(part)
    with tempfile.TemporaryDirectory(prefix="fuzz-rules-") as folder:
        sides = Sides(build, folder, jobs)
        for which in tally.open[:limit]:
            if not report(sides, seed, *which, out):
                tally.masked[which[1]] += 1
                tally.open.remove(which)
    return tally


def main():
    parser = argparse.ArgumentParser(prog="fuzz_rules", description=__doc__)
    parser.add_argument("-n", type=int, default=300, help="how many programs (300)")
    parser.add_argument("--seed", default="1", help="which ones (1)")
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--build", default="build", help="where labcheck and judge are")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--limit", type=int, default=20, help="shrink at most so many")
    parser.add_argument("--show", type=int, help="print program of this number and stop")
    args = parser.parse_args()
    if args.show is not None:
        program, changes = make(args.seed, args.show)
        print(file_text([program], ["f_"], ", ".join(changes)))
        return 0
    tally = fuzz(args.build, args.seed, args.first, args.n, args.jobs, args.limit, sys.stdout)
    print(tally.text())
    for number, rule, judged in tally.open:
        print(f"  program {number}: {rule}: only {side(judged)}")
    return 1 if tally.open else 0


if __name__ == "__main__":
    sys.exit(main())
