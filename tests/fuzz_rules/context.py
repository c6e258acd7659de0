# SPDX-License-Identifier: GPL-2.0-or-later
"""What the generator knows of the place it writes at."""

MAX_DEPTH = 3


class Ctx:
    """What holds at a place of a function."""

    def __init__(self, atomic=False, irqs="on", held=(), undo=(), depth=0, hard=False):
        self.atomic = atomic
        self.irqs = irqs        # "on", "bh", "off"
        self.held = frozenset(held)
        self.undo = tuple(undo)         # statements that an early return needs
        self.depth = depth
        self.hard = hard                # in a handler: no bottom half forms

    def within(self, **change):
        new = Ctx(self.atomic, self.irqs, self.held, self.undo, self.depth, self.hard)
        new.depth += 1
        for name, value in change.items():
            setattr(new, name, value)
        return new
