# SPDX-License-Identifier: GPL-2.0-or-later
"""The helpers that generated programs call, and how they call them."""
from context import Ctx
from program import Function, If, Stmt
from vocabulary import SLEEPS


class Calls:
    """Part of the Generator: one function for each kind of helper."""

    def function(self, stem, ret="int", params="void"):
        fn = Function(self.fresh(stem), ret, params)
        fn.conds, fn.locks, fn.banned = [], set(), set()
        fn.takes_choices = True
        fn.is_handler = False
        return fn

    def finish(self, fn, value="0"):
        if fn.ret != "void":
            fn.body.append(Stmt(f"return {value};", fixed=True))
        self.p.functions.append(fn)
        return fn

    def call(self, fn, ctx):
        make = self.r.choice([self.call_plain, self.call_gfp, self.call_can_sleep,
                              self.call_giver, self.call_wrapped, self.call_begin,
                              self.call_relock, self.call_table, self.call_user,
                              self.call_back, self.call_stored, self.call_locked,
                              self.call_twice])
        return make(fn, ctx)

    def callee_ctx(self, ctx):
        return Ctx(ctx.atomic, ctx.irqs, ctx.held, (), ctx.depth + 1, ctx.hard)

    def result(self, fn, ctx, call):
        """What becomes of an int that a call returns."""
        if self.r.random() < 0.3:
            return [Stmt(f"{call};")]
        if self.r.random() < 0.5:
            return [If(call, self.failed(fn, ctx, "-EIO"))]
        err = self.local(fn, "err", "int {n} = 0;")
        return [Stmt(f"{err} = {call};"), If(f"{err} < 0", self.failed(fn, ctx, err))]

    def inherit(self, fn, helper):
        fn.locks |= helper.locks

    def call_plain(self, fn, ctx):
        helper = self.function("step")
        helper.banned = set(fn.banned)
        helper.body = self.block(helper, self.callee_ctx(ctx))
        self.finish(helper)
        self.inherit(fn, helper)
        return self.result(fn, ctx, f"{helper.name}()")

    def call_table(self, fn, ctx):
        """The same through a table of methods."""
        helper = self.function("method")
        helper.body = self.block(helper, self.callee_ctx(ctx))
        self.finish(helper)
        self.inherit(fn, helper)
        table = self.fresh("ops")
        self.p.add_global(f"{table}_type", f"struct {table}_type {{\n\tint (*run)(void);\n}};")
        self.p.add_global(table, f"static const struct {table}_type {table} = "
                                 f"{{ .run = {helper.name} }};")
        return self.result(fn, ctx, f"{table}.run()")

    def filler(self, ctx, deep=3):
        """A helper that allocates as it is told, or tells the next one."""
        helper = self.function("fill", params="gfp_t gfp")
        inner = self.callee_ctx(ctx)
        inner.atomic = True
        if deep == 3 or self.r.random() < 0.5:
            helper.body = self.memory(helper, inner, "gfp")
        if self.r.random() < 0.3:
            helper.body.append(If("gfpflags_allow_blocking(gfp)", [Stmt("might_sleep();")]))
        elif deep and self.r.random() < 0.6:
            deeper = self.filler(ctx, deep - 1)
            told = self.r.choice(["gfp", "gfp", "gfp | __GFP_ZERO", "gfp | __GFP_NOWARN"])
            helper.body += self.result(helper, inner, f"{deeper.name}({told})")
        return self.finish(helper)

    def call_gfp(self, fn, ctx):
        return self.result(fn, ctx, f"{self.filler(ctx).name}({self.gfp(ctx)})")

    def call_twice(self, fn, ctx):
        """One helper, with a lock held and without."""
        helper = self.filler(ctx)
        return self.result(fn, ctx, f"{helper.name}({self.gfp(ctx)})") + \
            self.around(fn, ctx, [Stmt(f"{helper.name}(GFP_ATOMIC);")])

    def around(self, fn, ctx, body):
        """A lock around some statements."""
        kind, name = self.helper_lock(fn, ctx)
        if not kind or not kind.atomic or kind.irqs:
            return body
        return [Stmt(kind.take.format(l=name)), *body, Stmt(kind.give.format(l=name))]

    def call_back(self, fn, ctx):
        """A function handed down to who calls it."""
        helper = self.function("each")
        helper.banned = set(fn.banned)
        helper.body = self.block(helper, self.callee_ctx(ctx))
        self.finish(helper)
        self.inherit(fn, helper)
        walker = self.function("walk", params="int (*cb)(void)")
        err = self.local(walker, "err", "int {n} = 0;")
        walker.body = [Stmt(f"{err} = cb();"), If(f"{err} < 0", [Stmt(f"return {err};")])]
        self.finish(walker)
        return self.result(fn, ctx, f"{walker.name}({helper.name})")

    def call_stored(self, fn, ctx):
        """A function kept in an object, and called by another function."""
        helper = self.function("done")
        helper.banned = set(fn.banned)
        helper.body = self.block(helper, self.callee_ctx(ctx))
        self.finish(helper)
        self.inherit(fn, helper)
        box = self.fresh("box")
        self.p.add_global(box, f"static struct {box}_type {{\n\tint (*done)(void);\n"
                               f"\tint n;\n}} {box};")
        caller = self.function("complete")
        caller.body = [Stmt(f"{box}.n++;"),
                       If(f"{box}.done", self.result(caller, ctx.within(undo=()), f"{box}.done()"))]
        self.finish(caller)
        return [Stmt(f"{box}.done = {helper.name};", True),
                *self.result(fn, ctx, f"{caller.name}()")]

    def call_locked(self, fn, ctx):
        """A helper that is told whether its caller holds the lock."""
        kind, name = self.helper_lock(fn, ctx)
        if not kind or not kind.atomic:
            return self.plain(fn, ctx)
        take, give = kind.take.format(l=name), kind.give.format(l=name)
        helper = self.function("update", params="bool locked")
        inner = self.locked(self.callee_ctx(ctx), kind, name)
        inner.undo = (f"if (!locked) {give}",)
        helper.body = [If("!locked", [Stmt(take)]), *self.block(helper, inner, 1),
                       If("!locked", [Stmt(give)])]
        self.finish(helper)
        self.inherit(fn, helper)
        if self.r.random() < 0.5:
            return self.result(fn, ctx, f"{helper.name}(false)")
        return [Stmt(take), Stmt(f"{helper.name}(true);"), Stmt(give)]

    def call_can_sleep(self, fn, ctx):
        helper = self.function("work", params="bool can_sleep")
        inner = self.callee_ctx(ctx)
        helper.body = self.memory(helper, Ctx(True, inner.irqs, inner.held, (), inner.depth,
                                              inner.hard),
                                  "can_sleep ? GFP_KERNEL : GFP_ATOMIC")
        if self.r.random() < 0.6:
            helper.body.append(If("can_sleep", [Stmt(self.r.choice(SLEEPS))]))
        self.finish(helper)
        if fn.conds and not ctx.atomic and self.r.random() < 0.3:
            return self.result(fn, ctx, f"{helper.name}({self.r.choice(fn.conds)})")
        return self.result(fn, ctx, f"{helper.name}({'false' if ctx.atomic else 'true'})")

    def call_giver(self, fn, ctx):
        """A helper that hands out memory, and one that takes it back."""
        if not self.may_ask():
            return self.plain(fn, ctx)
        family = self.family(ctx)
        if not family.free or not family.type.endswith("*") or family.sleeps:
            return self.plain(fn, ctx)
        self.need(family)
        give = self.function("get", ret=family.type, params="gfp_t gfp")
        p = self.local(give, "m", f"{family.type}{{n}} = NULL;")
        give.body = [Stmt(f"{p} = {family.alloc.format(gfp='gfp')};"),
                     If(f"!{p}", [Stmt("return NULL;")]),
                     Stmt(family.use.format(p=p))]
        self.finish(give, p)
        take = self.function("put", "void", f"{family.type}m")
        take.body = [Stmt(family.free.format(p="m"))]
        self.finish(take)
        p = self.local(fn, "m", f"{family.type}{{n}} = NULL;")
        back = Stmt(f"{take.name}({p});" if self.r.random() < 0.7 else family.free.format(p=p))
        inner = ctx.within(undo=ctx.undo + (back.text,))
        return [Stmt(f"{p} = {give.name}({self.gfp(ctx)});"), If(f"!{p}", self.failed(fn, ctx)),
                Stmt(family.use.format(p=p)), *self.block(fn, inner, self.r.choice([0, 1])), back]

    def call_user(self, fn, ctx):
        """A helper that uses what it is given."""
        if not self.may_ask():
            return self.plain(fn, ctx)
        family = self.family(ctx)
        if not family.free or not family.type.endswith("*"):
            return self.plain(fn, ctx)
        self.need(family)
        user = self.function("use", "void", f"{family.type}m")
        user.body = [Stmt(family.use.format(p="m"))]
        self.finish(user)
        p = self.local(fn, "m", f"{family.type}{{n}} = NULL;")
        return [Stmt(f"{p} = {family.alloc.format(gfp=self.gfp(ctx, family))};"),
                If(f"!{p}", self.failed(fn, ctx)), Stmt(f"{user.name}({p});"),
                Stmt(family.free.format(p=p))]

    def helper_lock(self, fn, ctx):
        kind, name = self.lock(ctx, fn)
        if not kind or not name or "flags" in kind.take:
            return None, None
        fn.locks |= {name}
        return kind, name

    def call_wrapped(self, fn, ctx):
        """Wrappers of a lock."""
        kind, name = self.helper_lock(fn, ctx)
        if not kind:
            return self.plain(fn, ctx)
        take, give = self.function("lock", "void"), self.function("unlock", "void")
        take.body, give.body = [Stmt(kind.take.format(l=name))], [Stmt(kind.give.format(l=name))]
        self.finish(take)
        self.finish(give)
        inner = self.locked(ctx, kind, name)
        inner.undo = ctx.undo + (f"{give.name}();",)
        return [Stmt(f"{take.name}();"), *self.block(fn, inner, 1), Stmt(f"{give.name}();")]

    def call_begin(self, fn, ctx):
        """Returns with the lock held, unless it fails."""
        kind, name = self.helper_lock(fn, ctx)
        if not kind:
            return self.plain(fn, ctx)
        begin = self.function("begin")
        inner = Ctx(ctx.atomic or kind.atomic, ctx.irqs, ctx.held | {name},
                    (kind.give.format(l=name),), ctx.depth + 1, ctx.hard)
        begin.body = [Stmt(kind.take.format(l=name)), *self.leave(begin, inner)]
        self.finish(begin)
        inner = self.locked(ctx, kind, name)
        give = kind.give.format(l=name)
        inner.undo = ctx.undo + (give,)
        return [If(f"{begin.name}()", self.failed(fn, ctx, "-EIO")),
                *self.block(fn, inner, 1), Stmt(give)]

    def call_relock(self, fn, ctx):
        """Called with a lock held, gives it back to sleep, and takes it again."""
        kind, name = self.helper_lock(fn, ctx)
        if not kind or ctx.atomic:
            return self.plain(fn, ctx)
        helper = self.function("relock", "void")
        take, give = kind.take.format(l=name), kind.give.format(l=name)
        helper.body = [Stmt(give), Stmt(self.r.choice(SLEEPS)), Stmt(take)]
        self.finish(helper)
        return [Stmt(take), *self.block(fn, self.locked(ctx, kind, name).within(
                    undo=ctx.undo + (give,)), self.r.choice([0, 1])),
                Stmt(f"{helper.name}();"), Stmt(give)]
