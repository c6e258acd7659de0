# SPDX-License-Identifier: GPL-2.0-or-later
"""The regions of generated programs: locks held, contexts entered."""
from program import If, Loop, Stmt
from vocabulary import GUARDS, LOCKS


class Locking:
    """Part of the Generator: statements around statements."""

    def fitting(self, ctx):
        """Kinds of locks that may be taken here."""
        return [k for k in LOCKS
                if not (k.sleeps and ctx.atomic) and
                not (k.irqs in ("bh", "off") and (ctx.irqs == "off" or ctx.hard)) and
                not (k.irqs == "off" and ctx.irqs != "on")]

    def lock(self, ctx, fn):
        """A lock that may be taken here: (kind, name)."""
        kind = self.r.choice(self.fitting(ctx))
        if not kind.define:
            return kind, None
        name = self.lock_name(kind, ctx, fn)
        return (kind, name) if name else (None, None)

    def lock_name(self, kind, ctx, fn):
        """Each handler has locks of its own, as it may interrupt all others."""
        stem = f"P_{f'h{self.handlers}_' if ctx.hard else ''}{kind.name}_lock"
        for n in (1, 2):
            name = f"{stem}{n}"
            if name not in ctx.held and not (name in fn.banned):
                self.p.add_global(name, kind.define.format(l=name))
                return name
        return None

    def flags(self, fn, text):
        """Each region that saves the flags has a word of its own."""
        if "flags" not in text:
            return {}
        return {"flags": self.local(fn, "flags", "unsigned long {n} = 0;")}

    def locked(self, ctx, kind, name):
        irqs = {"off": "off", "save": "off", "bh": "bh"}.get(kind.irqs, ctx.irqs)
        if ctx.irqs == "off":
            irqs = "off"
        return ctx.within(atomic=ctx.atomic or kind.atomic, irqs=irqs,
                          held=ctx.held | ({name} if name else set()))

    def region(self, fn, ctx):
        kind, name = self.lock(ctx, fn)
        if not kind:
            return self.plain(fn, ctx)
        fn.locks |= {name} if name else set()
        words = self.flags(fn, kind.take)
        take, give = (t.format(l=name).replace("flags", words.get("flags", "flags"))
                      for t in (kind.take, kind.give))
        inner = self.locked(ctx, kind, name)
        inner.undo = ctx.undo + (give,)
        return [Stmt(take), *self.block(fn, inner), Stmt(give)]

    def trying(self, fn, ctx):
        kind, name = self.lock(ctx, fn)
        if not kind or not kind.trying or not self.may_ask():
            return self.plain(fn, ctx)
        fn.locks |= {name}
        inner = self.locked(ctx, kind, name)
        give = kind.give.format(l=name)
        inner.undo = ctx.undo + (give,)
        body = [*self.block(fn, inner, 1), Stmt(give)]
        attempt = kind.trying.format(l=name)
        if self.r.random() < 0.5:
            return [If(attempt, body)]
        return [If(f"!{attempt}", self.failed(fn, ctx, "-EBUSY")), *body]

    def correlated(self, fn, ctx):
        """Locked if and only if; what is between knows it, or fits both."""
        kind, name = self.lock(ctx, fn)
        if not kind or not kind.atomic or "flags" in kind.take:
            return self.plain(fn, ctx)
        if not fn.conds:
            if not self.may_ask():
                return self.plain(fn, ctx)
            fn.conds.append(self.local(fn, "c", "int {n} = choose(2);"))
        cond = self.r.choice(fn.conds)
        fn.locks |= {name} if name else set()
        take, give = kind.take.format(l=name), kind.give.format(l=name)
        inner = self.locked(ctx, kind, name)
        inner.undo = ctx.undo + (f"if ({cond}) {give}",)
        middle = []
        for _ in range(self.r.randint(1, 2)):
            pick = self.r.random()
            if pick < 0.35 and not ctx.atomic:
                middle.append(If(f"!({cond})", self.sleep(fn, ctx)))
            elif pick < 0.6 and not ctx.atomic:
                middle += self.memory(fn, inner, f"{cond} ? GFP_ATOMIC : GFP_KERNEL")
            else:
                middle += self.statement(fn, inner)
        return [If(cond, [Stmt(take)]), *middle, If(cond, [Stmt(give)])]

    def guarded(self, fn, ctx):
        """A region that ends with its scope, whatever way it is left. What a return
        undoes before that must not be what the scope remembers."""
        if any("irq" in u or "bh" in u for u in ctx.undo):
            return self.plain(fn, ctx)
        kind = self.r.choice([k for k in GUARDS if k.lock in self.fitting(ctx)])
        name = None
        if kind.lock.define:
            name = self.lock_name(kind.lock, ctx, fn)
            if not name:
                return self.plain(fn, ctx)
            fn.locks |= {name}
        inner = self.locked(ctx, kind.lock, name)
        of = f", &{name}" if name else ""
        return [Loop(f"scoped_guard({kind.name}{of})", self.block(fn, inner))]

    def shared_region(self, fn, ctx):
        """The lock of a handler, taken so that the handler cannot come in between."""
        name, by = self.r.choice(self.shared)
        if name in ctx.held or name in fn.banned:
            return self.plain(fn, ctx)
        scoped = not any("irq" in u or "bh" in u for u in ctx.undo)
        fn.locks |= {name}
        forms = ["irqsave"]
        if ctx.irqs == "on":
            forms += ["irq"] + ["guard"] * scoped + ["bh"] * (by == "bh")
        if ctx.irqs == "off" or (ctx.irqs == "bh" and by == "bh"):
            forms.append("")
        form = self.r.choice(forms)
        irqs = {"bh": "bh", "": ctx.irqs}.get(form, "off")
        inner = ctx.within(atomic=True, irqs=irqs, held=ctx.held | {name})
        if form == "guard":
            return [Loop(f"scoped_guard(spinlock_irqsave, &{name})", self.block(fn, inner, 1))]
        word, back = "", ""
        if form == "irqsave":
            word = ", " + self.local(fn, "flags", "unsigned long {n} = 0;")
            back = "irqrestore"
        tail = f"_{form}" if form else ""
        give = f"spin_unlock_{back or form}(&{name}{word});" if form else f"spin_unlock(&{name});"
        inner.undo = ctx.undo + (give,)
        return [Stmt(f"spin_lock{tail}(&{name}{word});"), *self.block(fn, inner, 1), Stmt(give)]
