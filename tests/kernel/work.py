# SPDX-License-Identifier: GPL-2.0-or-later
"""Deals the runs of all functions out to sessions.

Each run has a copy of its module to itself, so that it finds the globals fresh. What is
due to complain of sleep, which the kernel does once in a second, shares a session with no
other function of its file. A session takes what is likely to leave the machine whole first, has kmemleak look, then one that
lockdep is to speak of, then what needs no lockdep and may switch it off (KASAN does, a
request that sleeps in an interrupt does, an oops does), and last one that stops it.

What hangs or stops a machine without a word of a detector is given a fresh one, once:
something of what ran before may have been the cause."""
import collections
import threading

import plan
import splats

CALM, UNARMED, ARMED, BREAKS, AGAIN = range(5)
DISARM = {"atomic-alloc", "atomic-sleep", "use-after-free", "double-free", "mismatched-free",
          "null"}
LOCKDEP = {"irq-unsafe-lock", "double-lock", "gfp-misuse"}
# Copies of a module in a session, and of all modules.
MOST_COPIES, MOST_LOADED = 40, 250


class Chain:
    """Runs of one function, one after the other."""

    def __init__(self, task, runs, kind):
        self.task, self.steps = task, plan.steps(runs)
        self.next = next(self.steps)
        self.again = False      # the next step is made a second time
        self.ahead = 0          # steps of this session that the next one follows already
        want = self._wants = plan.wanted(task.answer, kind)
        self.copies = MOST_COPIES if want <= {"null", "alloc-leak", "unbalanced-context"} else 1
        if want & LOCKDEP:
            self._level = ARMED
        elif "stops" in want or "page-as-memory" in task.answer["verdicts"]:
            self._level = BREAKS
        else:
            self._level = UNARMED if want & DISARM else CALM

    @property
    def level(self):
        if self.again:
            return AGAIN
        # What fails in an interrupt stops the machine.
        if self.next.fail_others:
            return BREAKS if self._wants else UNARMED
        return self._level

    def advance(self, said):
        try:
            self.next = self.steps.send(said)
        except StopIteration:
            self.next = None


class Task:
    """One function, and what was said in its runs."""

    def __init__(self, answer, kind):
        self.answer, self.ran, self.refused = answer, [], None
        self.chains = [Chain(self, runs, kind) for runs in plan.plan(answer, kind)]

    def done(self):
        return all(c.next is None and not c.ahead for c in self.chains)

    def add(self, step, text, end, lost):
        self.ran.append({"step": list(step), "text": text, "end": end, "lost": lost})
        self.refused = self.refused or splats.refused(text)


class Work:
    def __init__(self, tasks, keep, note):
        """KEEP is called with each task when it is done, NOTE with each step and its end."""
        self.chains = [c for t in tasks for c in t.chains]
        # First runs of all functions first: those that are looked at for leaks.
        self.chains.sort(key=lambda c: (c.level, c.task.chains.index(c)))
        self.keep, self.note, self.lock = keep, note, threading.Lock()

    def take(self, loaded, levels):
        """A chain for a session that holds so many copies of each module, or None."""
        with self.lock:
            for chain in self.chains:
                if chain.level in levels and loaded[chain.next.module] < chain.copies:
                    self.chains.remove(chain)
                    return chain
        return None

    def go_on(self, chain, text):
        """The next step of a chain may be made in the same session."""
        with self.lock:
            chain.ahead += 1
            chain.advance(text)
            if chain.next:
                self.chains.insert(0, chain)

    def put_back(self, ran):
        with self.lock:
            self.chains += [chain for chain, _step, _text, _end in ran]

    def commit(self, ran, lost):
        """What a session found: [(chain, step, text, end)], and the modules that lost memory."""
        by_module = {step.loaded: (chain.task, step) for chain, step, _text, _end in ran}
        with self.lock:
            for chain, step, text, end in ran:
                if end and not chain.again and len(ran) > 1 and not splats.spoke(text):
                    chain.again = True
                    self.chains.insert(0, chain)
                    continue
                chain.again = False
                chain.task.add(step, text, end, step.loaded in lost)
                for module, splat in splats.strangers(text, step.loaded):
                    if module in by_module:
                        other, its_step = by_module[module]
                        other.add(its_step, splat, "", False)
                self._next(chain, text)

    def _next(self, chain, text):
        task = chain.task
        if chain.ahead:
            chain.ahead -= 1
        else:
            chain.advance(text)
            if chain.next and not task.refused:
                self.chains.insert(0, chain)
        if task.refused:
            for other in task.chains:
                other.next = None
            self.chains = [c for c in self.chains if c.task is not task]
        if task.done():
            self.keep(task)


def fill(session, work):
    """Runs what one session can hold; (what ran, who lost memory: None if nobody could look)."""
    ran, loaded, lost = [], collections.Counter(), set()

    def one(levels):
        chain = work.take(loaded, levels) if loaded.total() < MOST_LOADED else None
        if chain:
            step = chain.next._replace(copy=loaded[chain.next.module])
            loaded[step.module] += 1
            text, end = session.run(step)
            ran.append((chain, step, text, end))
            if not end and not step.leaks and not splats.refused(text):
                work.go_on(chain, text)
            work.note(" ".join(filter(None, (
                step.line(0), end, "" if session.alive else "broken",
                "" if session.lockdep else "no lockdep"))))
        return chain

    alone = one({AGAIN})
    while not alone and session.alive and session.lockdep and one({CALM}):
        pass
    if any(step.leaks for _c, step, _t, _e in ran):
        lost = None
        if session.alive:
            text = session.scan()
            lost = splats.leaking(text)
            chain, step, said, end = ran[-1]
            ran[-1] = chain, step, f"{said}\n==== kmemleak of the whole session\n{text}", end
    if not alone and session.alive and session.lockdep:
        one({ARMED})
    while not alone and session.alive and one({UNARMED}):
        pass
    if not alone and session.alive:
        one({BREAKS})
    return ran, lost


def worker(machine, work):
    """Sessions until nothing is left to do."""
    while True:
        with machine.session() as session:
            ran, lost = fill(session, work)
        if not ran:
            return
        # The last one broke it: nobody could look for what the others lost.
        if lost is None:
            again = [r for r in ran[:-1] if r[1].leaks]
            work.put_back(again)
            ran = [r for r in ran if r not in again]
        work.commit(ran, lost or set())
