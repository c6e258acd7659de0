# SPDX-License-Identifier: GPL-2.0-or-later
"""Writes random programs that are right: locks balanced, flags that fit, memory
tested and given back. What is wrong with them comes afterwards (mutate.py)."""
from calls import Calls
from context import MAX_DEPTH, Ctx
from handlers import Handlers
from locking import Locking
from program import If, Label, Loop, Program, Stmt
from shapes import Shapes
from vocabulary import FAMILIES, GFP_ATOMIC, GFP_SLEEPS, ITEM, SLEEPS

# Unknown values double the judge's runs: this many in a program.
MAX_UNKNOWN = 8


class Generator(Calls, Handlers, Locking, Shapes):
    def __init__(self, rng):
        self.r = rng
        self.p = Program()
        self.unknown = 0
        self.names = 0
        self.handlers = 0
        self.shared = []        # locks that a handler takes: (name, "irq" or "bh")

    # ---- names and conditions ----------------------------------------------

    def fresh(self, stem):
        self.names += 1
        return f"P_{stem}{self.names}"

    def local(self, fn, stem, text):
        """A local variable, initialised where it is declared."""
        name = f"{stem}{len(fn.decls)}"
        fn.decls[name] = text.replace("{n}", name)
        return name

    def may_ask(self, n=1):
        if self.unknown + n > MAX_UNKNOWN:
            return False
        self.unknown += n
        return True

    def condition(self, fn):
        """An unknown truth value, maybe one that was asked before."""
        if fn.conds and (self.r.random() < 0.5 or not self.may_ask()):
            cond = self.r.choice(fn.conds)
            return cond if self.r.random() < 0.8 else f"!({cond})"
        if not fn.conds and not self.may_ask():
            return "true"
        if self.r.random() < 0.3 and fn.takes_choices:
            cond = "choose(2)"
        else:
            name = self.local(fn, "c", "int {n} = choose(2);")
            cond = self.r.choice([name, f"{name} == 1", f"{name} > 0"])
            fn.conds.append(cond)
        return cond

    # ---- statements -----------------------------------------------------------

    def block(self, fn, ctx, size=None):
        out = []
        for _ in range(size if size is not None else self.r.randint(1, 3)):
            out += self.statement(fn, ctx)
        return out

    def statement(self, fn, ctx):
        kinds = [(self.memory, 6), (self.plain, 2)]
        if ctx.depth < MAX_DEPTH:
            kinds += [(self.region, 6), (self.choice, 3), (self.call, 5), (self.loop, 1),
                      (self.correlated, 2), (self.conditional_memory, 2), (self.trying, 1),
                      (self.leave, 2), (self.stored, 1), (self.flags_local, 1),
                      (self.guarded, 2), (self.shape, 5)]
            if self.shared and not ctx.hard:
                kinds.append((self.shared_region, 6))
        if not ctx.atomic:
            kinds.append((self.sleep, 3))
            if self.handlers < 2 and not ctx.depth and not fn.is_handler:
                kinds.append((self.register, 2))
        make = self.r.choices([k for k, _ in kinds], [w for _, w in kinds])[0]
        return make(fn, ctx)

    def plain(self, fn, ctx):
        counter = self.p.add_global("P_count", "static int P_count;")
        return [Stmt(f"{counter}++;")]

    def sleep(self, fn, ctx):
        return [Stmt(self.r.choice(SLEEPS))]

    def gfp(self, ctx, family=None):
        gfp = self.r.choice(GFP_ATOMIC if ctx.atomic else GFP_SLEEPS)
        # The reserve of a pool is not zeroed.
        return gfp.replace(" | __GFP_ZERO", "") if family and family.name == "mempool" else gfp

    def family(self, ctx):
        return self.r.choice([f for f in FAMILIES
                              if not (f.sleeps and ctx.atomic) and
                              not (f.irqs_on and ctx.irqs == "off")])

    def need(self, family):
        for name, text, setup in family.needs:
            self.p.add_global(name, text, setup)

    def failed(self, fn, ctx, code="-ENOMEM"):
        """Away from here, leaving nothing behind."""
        out = [Stmt(u) for u in reversed(ctx.undo)]
        if fn.ret == "void":
            return out + [Stmt("return;")]
        if fn.ret == "enum hrtimer_restart":
            return out + [Stmt("return HRTIMER_NORESTART;")]
        if fn.ret == "irqreturn_t":
            return out + [Stmt("return IRQ_NONE;")]
        return out + [Stmt("return NULL;" if fn.ret.endswith("*") else f"return {code};")]

    def memory(self, fn, ctx, gfp=None):
        """Take, test, use, give back."""
        if not self.may_ask():
            return self.plain(fn, ctx)
        family = self.family(ctx)
        self.need(family)
        zero = "0" if family.type.endswith("long ") else "NULL"
        p = self.local(fn, "m", f"{family.type}{{n}} = {zero};")
        take = Stmt(f"{p} = {family.alloc.format(gfp=gfp or self.gfp(ctx, family))};")
        use = Stmt(family.use.format(p=p))
        free = [Stmt(family.free.format(p=p))] if family.free else []
        inner = ctx.within(undo=ctx.undo + tuple(f.text for f in free))
        middle = self.block(fn, inner, self.r.choice([0, 0, 1])) if ctx.depth < MAX_DEPTH else []
        if self.r.random() < 0.35:
            return [take, If(p, [use] + middle + free)]
        test = self.r.choice([f"!{p}", f"unlikely(!{p})", f"{p} == {zero}"])
        return [take, If(test, self.failed(fn, ctx)), use] + middle + free

    def stored(self, fn, ctx):
        """Memory that outlives the function: in a list."""
        if not self.may_ask():
            return self.plain(fn, ctx)
        self.p.add_global(*ITEM[:2])
        head = self.p.add_global("P_list", "static LIST_HEAD(P_list);")
        p = self.local(fn, "m", "struct P_item *{n} = NULL;")
        return [Stmt(f"{p} = kzalloc(sizeof(*{p}), {self.gfp(ctx)});"),
                If(f"!{p}", self.failed(fn, ctx)),
                Stmt(f"list_add(&{p}->list, &{head});")]

    def leave(self, fn, ctx):
        return [If(self.condition(fn), self.failed(fn, ctx, "-EIO"))]

    def choice(self, fn, ctx):
        inner = ctx.within()
        orelse = self.block(fn, inner, 1) if self.r.random() < 0.4 else []
        return [If(self.condition(fn), self.block(fn, inner), orelse)]

    def loop(self, fn, ctx):
        i = self.local(fn, "i", "int {n} = 0;")
        body = self.block(fn, ctx.within(), 1)
        return [Loop(f"for ({i} = 0; {i} < 2; {i}++)", body)]

    def conditional_memory(self, fn, ctx):
        """Taken on a condition, given back on the same one, or if it is there."""
        if not self.may_ask():
            return self.plain(fn, ctx)
        family = self.family(ctx)
        cond = self.condition(fn)
        if "choose(" in cond or not family.free:
            return self.plain(fn, ctx)
        self.need(family)
        zero = "0" if family.type.endswith("long ") else "NULL"
        p = self.local(fn, "m", f"{family.type}{{n}} = {zero};")
        free = Stmt(family.free.format(p=p))
        by = self.r.choice([cond, p])
        inner = ctx.within(undo=ctx.undo + (f"if ({by}) {free.text}",))
        return [If(cond, [Stmt(f"{p} = {family.alloc.format(gfp=self.gfp(ctx, family))};"),
                          If(f"!{p}", self.failed(fn, ctx))]),
                *self.block(fn, inner, 1),
                *([If(cond, [Stmt(family.use.format(p=p))])] if self.r.random() < 0.5 else []),
                If(by, [free])]

    def flags_local(self, fn, ctx):
        """Flags in a variable, put together step by step."""
        gfp = self.local(fn, "gfp", "gfp_t {n} = GFP_ATOMIC;")
        out = [Stmt(f"{gfp} = {self.gfp(ctx)};")]
        if self.r.random() < 0.5:
            out.append(If(self.condition(fn), [Stmt(f"{gfp} |= __GFP_ZERO;")]))
        return out + self.memory(fn, ctx, gfp)

    # ---- the whole ---------------------------------------------------------------

    def ladder(self, fn):
        """Acquisitions one after the other, and labels that undo them."""
        steps, labels = [], []
        ctx = Ctx()
        n = self.r.randint(2, 3)
        for i in range(n):
            if not self.may_ask():
                break
            family = self.family(ctx)
            if not family.free:
                continue
            self.need(family)
            zero = "0" if family.type.endswith("long ") else "NULL"
            p = self.local(fn, "m", f"{family.type}{{n}} = {zero};")
            away = [Stmt(f"goto {labels[-1][0]};")] if labels else [Stmt("return -ENOMEM;")]
            steps += [Stmt(f"{p} = {family.alloc.format(gfp=self.gfp(ctx, family))};"), If(f"!{p}", away),
                      Stmt(family.use.format(p=p))]
            labels.append((f"undo{i}", family.free.format(p=p)))
            if self.r.random() < 0.4:
                steps.append(If(self.condition(fn), [Stmt(f"goto {labels[-1][0]};")]))
        inner = Ctx(undo=[free for _, free in labels], depth=1)
        steps += self.block(fn, inner, 1)
        tail = []
        for label, free in reversed(labels):
            tail += [Label(label), Stmt(free)]
        if self.r.random() < 0.5:       # success keeps nothing either
            steps += [Stmt(free) for _, free in reversed(labels)]
            steps.append(Stmt("return 0;"))
        return steps + tail

    def program(self):
        fn = self.function("top")
        fn.name = "P_ok"
        fn.static = False
        if self.r.random() < 0.5 and self.may_ask():
            fn.params = "bool flag"
            fn.conds.append("flag")
        first = self.register(fn, Ctx()) if self.r.random() < 0.3 else []
        fn.body = first + (self.ladder(fn) if self.r.random() < 0.25 else
                           self.block(fn, Ctx(), self.r.randint(2, 4)))
        self.finish(fn, "0")
        self.root(fn)
        return self.p

    def root(self, fn):
        """What calls the program, so that labcheck knows it, as the judge does:
        a task with nothing held. Else it might be a helper of others."""
        self.p.root = (f"static void P_root(struct work_struct *w)\n{{\n"
                       f"\tP_ok({'choose(2)' if fn.params != 'void' else ''});\n}}\n\n"
                       f"DECLARE_WORK(P_rootwork, P_root);\n")


def generate(rng):
    return Generator(rng).program()
