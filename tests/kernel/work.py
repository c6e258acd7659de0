# SPDX-License-Identifier: GPL-2.0-or-later
"""Deals the runs of all functions out to sessions.

A session holds each module once, so that each function finds its globals fresh;
it takes what is likely to leave the machine whole first, has kmemleak look, then takes
what needs no lockdep and may switch it off (KASAN does, and a request that sleeps in an
interrupt does), and last one that breaks it."""
import threading

import plan
import splats

CALM, UNARMED, BREAKS = range(3)
DISARM = {"atomic-alloc", "atomic-sleep", "use-after-free", "double-free", "mismatched-free"}
BREAKERS = {"null", "stops", "irq-unsafe-lock", "double-lock"}


class Chain:
    """Runs of one function, one after the other."""

    def __init__(self, task, runs, kind):
        self.task, self.steps = task, plan.steps(runs)
        self.next = next(self.steps)
        want = plan.wanted(task.answer, kind)
        breaks = want & BREAKERS or "page-as-memory" in task.answer["verdicts"]
        self._level = BREAKS if breaks else UNARMED if want & DISARM else CALM

    @property
    def level(self):
        return BREAKS if self.next.fail_others else self._level

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
        return all(c.next is None for c in self.chains)

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
        """A chain for a session that holds these modules, or None."""
        with self.lock:
            for chain in self.chains:
                if chain.level in levels and chain.next.module not in loaded:
                    self.chains.remove(chain)
                    return chain
        return None

    def put_back(self, ran):
        with self.lock:
            self.chains += [chain for chain, _step, _text, _end in ran]

    def commit(self, ran, lost):
        """What a session found: [(chain, step, text, end)], and the modules that lost memory."""
        by_module = {step.module: (chain.task, step) for chain, step, _text, _end in ran}
        with self.lock:
            for chain, step, text, end in ran:
                chain.task.add(step, text, end, step.module in lost)
                for module, splat in splats.strangers(text, step.module):
                    if module in by_module:
                        other, its_step = by_module[module]
                        other.add(its_step, splat, "", False)
                self._next(chain, text)

    def _next(self, chain, text):
        task = chain.task
        chain.advance(text)
        if task.refused:
            for other in task.chains:
                other.next = None
            self.chains = [c for c in self.chains if c.task is not task]
        if chain.next:
            self.chains.insert(0, chain)
        elif task.done():
            self.keep(task)


def fill(session, work):
    """Runs what one session can hold; (what ran, who lost memory: None if nobody could look)."""
    ran, loaded, lost = [], set(), set()

    def one(levels):
        chain = work.take(loaded, levels)
        if chain:
            step = chain.next
            loaded.add(step.module)
            ran.append((chain, step, *session.run(step)))
            work.note(f"{step.line()} {ran[-1][3]} {'' if session.alive else 'broken'}"
                      f" {'' if session.lockdep else 'no lockdep'}".rstrip())
        return chain

    while session.alive and session.lockdep and one({CALM}):
        pass
    if any(step.leaks for _c, step, _t, _e in ran):
        lost = None
        if session.alive:
            text = session.scan()
            lost = splats.leaking(text)
            chain, step, said, end = ran[-1]
            ran[-1] = chain, step, f"{said}\n==== kmemleak of the whole session\n{text}", end
    while session.alive and one({UNARMED}):
        pass
    if session.alive and session.lockdep:
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
