# SPDX-License-Identifier: GPL-2.0-or-later
"""Memory as drivers handle it: more than take, test, use and give back."""
from program import If, Label, Loop, Stmt
from vocabulary import ITEM, ROW

ITEM_P = "struct P_item *{n} = NULL;"


class Shapes:
    """Part of the Generator: one function for each idiom."""

    def shape(self, fn, ctx):
        ways = [self.fatal, self.reserve, self.grown, self.unwound, self.corridor, self.corridor,
                self.cleaned, self.nested, self.listed, self.kept, self.error_pointer,
                self.out_parameter, self.both, self.counted, self.reports]
        if not self.may_ask():
            return self.plain(fn, ctx)
        self.p.add_global(*ITEM[:2])
        return self.r.choice(ways)(fn, ctx)

    def item(self, fn):
        return self.local(fn, "m", ITEM_P)

    def ask(self, p, gfp, how="kmalloc"):
        return Stmt(f"{p} = {how}(sizeof(*{p}), {gfp});")

    def fatal(self, fn, ctx):
        """The machine stops, where waiting was allowed."""
        p = self.item(fn)
        gfp = self.gfp(ctx) + " | __GFP_NOFAIL" if ctx.atomic else "GFP_KERNEL"
        if ctx.atomic:
            return self.memory(fn, ctx)
        end = self.r.choice([[Stmt(f"BUG_ON(!{p});")],
                             [If(f"!{p}", [Stmt('panic("lost");')])],
                             [If(f"unlikely(!{p})", [Stmt("BUG();")])]])
        return [self.ask(p, gfp), *end, Stmt(f"{p}->a = 2;"), Stmt(f"kfree({p});")]

    def reserve(self, fn, ctx):
        """Memory set aside before the lock is taken."""
        if ctx.atomic:
            return self.memory(fn, ctx)
        kind, name = self.lock(ctx, fn)
        if not kind or not kind.atomic or "flags" in kind.take:
            return self.plain(fn, ctx)
        fn.locks |= {name} if name else set()
        r, p = self.item(fn), self.item(fn)
        end = [Stmt(f"BUG_ON(!{p});")] if self.r.random() < 0.7 else []
        return [self.ask(r, "GFP_KERNEL"), If(f"!{r}", self.failed(fn, ctx)),
                Stmt(kind.take.format(l=name)), self.ask(p, "GFP_ATOMIC"),
                If(f"!{p}", [Stmt(f"{p} = {r};"), Stmt(f"{r} = NULL;")]), *end,
                Stmt(f"{p}->a = 1;"), Stmt(kind.give.format(l=name)),
                Stmt(f"kfree({p});"), Stmt(f"kfree({r});")]

    def grown(self, fn, ctx):
        """krealloc(): the old memory is still there when it fails."""
        p, q = self.item(fn), self.item(fn)
        drop = Stmt(f"kfree({p});")
        inner = ctx.within(undo=ctx.undo + (drop.text,))
        return [self.ask(p, self.gfp(ctx)), If(f"!{p}", self.failed(fn, ctx)),
                Stmt(f"{q} = krealloc({p}, 2 * sizeof(*{p}), {self.gfp(ctx)});"),
                If(f"!{q}", self.failed(fn, inner)), Stmt(f"{p} = {q};"), Stmt(f"{p}[1].a = 1;"),
                drop]

    def unwound(self, fn, ctx):
        """Several at once: an array of them, and what a failure undoes."""
        helper = self.function("rows", params="gfp_t gfp")
        v = self.local(helper, "v", "struct P_item *{n}[2] = { NULL };")
        i = self.local(helper, "i", "int {n} = 0;")
        away = [Stmt("goto unwind;")]
        helper.body = [
            Loop(f"for ({i} = 0; {i} < 2; {i}++)",
                 [Stmt(f"{v}[{i}] = kzalloc(sizeof(*{v}[{i}]), gfp);"),
                  If(f"!{v}[{i}]", away), Stmt(f"{v}[{i}]->a = {i};")]),
            Loop(f"for ({i} = 0; {i} < 2; {i}++)", [Stmt(f"kfree({v}[{i}]);")]),
            Stmt("return 0;"), Label("unwind"),
            Loop(f"while (--{i} >= 0)", [Stmt(f"kfree({v}[{i}]);")])]
        self.finish(helper, "-ENOMEM")
        return self.result(fn, ctx, f"{helper.name}({self.gfp(ctx)})")

    def corridor(self, fn, ctx):
        """The labyrinth, and the right ways in. It never sleeps."""
        p = self.local(fn, "m", "void *{n} = NULL;")
        ways = [[Stmt(f"memset(page_address({p}), 0, 16);")],
                [Stmt(f"*(char *)page_address({p}) = 1;")],
                [Stmt(f"clear_highpage({p});")]]
        free = Stmt(f"__free_page({p});")
        if self.r.random() < 0.3:
            return [Stmt(f"{p} = labyrinth;"), If(p, [*self.r.choice(ways), free])]
        inner = ctx.within(undo=ctx.undo + (free.text,))
        return [Stmt(f"{p} = labyrinth;"), If(f"!{p}", self.failed(fn, ctx)),
                *self.r.choice(ways), *self.block(fn, inner, self.r.choice([0, 1])), free]

    def cleaned(self, fn, ctx):
        """__free(): given back wherever the function ends, or handed out."""
        helper = self.function("fetch", ret="struct P_item *", params="gfp_t gfp")
        p = self.local(helper, "m", "struct P_item *{n} __free(kfree) = NULL;")
        helper.body = [self.ask(p, "gfp", "kzalloc"), If(f"!{p}", [Stmt("return NULL;")]),
                       Stmt(f"{p}->a = 3;"),
                       If(self.condition(helper), [Stmt("return NULL;")])]
        self.finish(helper, f"no_free_ptr({p})")
        p = self.item(fn)
        return [Stmt(f"{p} = {helper.name}({self.gfp(ctx)});"), If(f"!{p}", self.failed(fn, ctx)),
                Stmt(f"{p}->a++;"), Stmt(f"kfree({p});")]

    def nested(self, fn, ctx):
        """An object that owns another one."""
        self.p.add_global(*ROW[:2])
        p = self.local(fn, "m", "struct P_row *{n} = NULL;")
        inner = ctx.within(undo=ctx.undo + (f"kfree({p});",))
        whole = ctx.within(undo=ctx.undo + (f"kfree({p});", f"kfree({p}->item);"))
        return [self.ask(p, self.gfp(ctx), "kzalloc"), If(f"!{p}", self.failed(fn, ctx)),
                Stmt(f"{p}->item = kzalloc(sizeof(*{p}->item), {self.gfp(ctx)});"),
                If(f"!{p}->item", self.failed(fn, inner)), Stmt(f"{p}->item->a = 1;"),
                *self.block(fn, whole, self.r.choice([0, 1])),
                Stmt(f"kfree({p}->item);"), Stmt(f"kfree({p});")]

    def listed(self, fn, ctx):
        """A few in a list of the function's own, and all of them back."""
        helper = self.function("gather", params="gfp_t gfp")
        head = self.local(helper, "head", "LIST_HEAD({n});")
        p = self.local(helper, "m", "struct P_item *{n} = NULL, *next = NULL;")
        i = self.local(helper, "i", "int {n} = 0;")
        err = self.local(helper, "err", "int {n} = 0;")
        helper.body = [
            Loop(f"for ({i} = 0; {i} < 2; {i}++)",
                 [self.ask(p, "gfp", "kzalloc"),
                  If(f"!{p}", [Stmt(f"{err} = -ENOMEM;"), Stmt("goto out;")]),
                  Stmt(f"list_add(&{p}->list, &{head});")]),
            Label("out"),
            Loop(f"list_for_each_entry_safe({p}, next, &{head}, list)",
                 [Stmt(f"list_del(&{p}->list);"), Stmt(f"kfree({p});")])]
        self.finish(helper, err)
        return self.result(fn, ctx, f"{helper.name}({self.gfp(ctx)})")

    def kept(self, fn, ctx):
        """A global that holds one for later."""
        keep = self.p.add_global("P_keep", "static struct P_item *P_keep;")
        p = self.item(fn)
        return [If(f"!{keep}",
                   [self.ask(p, self.gfp(ctx), "kzalloc"), If(f"!{p}", self.failed(fn, ctx)),
                    Stmt(f"{keep} = {p};")]),
                Stmt(f"{keep}->a++;")]

    def error_pointer(self, fn, ctx):
        """A helper that answers with memory or with an error."""
        helper = self.function("open", ret="struct P_item *", params="gfp_t gfp")
        p = self.local(helper, "m", ITEM_P)
        helper.body = [self.ask(p, "gfp"), If(f"!{p}", [Stmt("return ERR_PTR(-ENOMEM);")]),
                       If(self.condition(helper),
                          [Stmt(f"kfree({p});"), Stmt("return ERR_PTR(-EIO);")])]
        self.finish(helper, p)
        p = self.item(fn)
        return [Stmt(f"{p} = {helper.name}({self.gfp(ctx)});"),
                If(f"IS_ERR({p})", self.failed(fn, ctx, "-EIO")), Stmt(f"{p}->a = 1;"),
                Stmt(f"kfree({p});")]

    def out_parameter(self, fn, ctx):
        """A helper that puts memory where it is told."""
        helper = self.function("make", params="struct P_item **out, gfp_t gfp")
        p = self.local(helper, "m", ITEM_P)
        helper.body = [self.ask(p, "gfp", "kzalloc"), If(f"!{p}", [Stmt("return -ENOMEM;")]),
                       Stmt(f"*out = {p};")]
        self.finish(helper)
        p = self.item(fn)
        return [If(f"{helper.name}(&{p}, {self.gfp(ctx)})", self.failed(fn, ctx)),
                Stmt(f"{p}->a = 1;"), Stmt(f"kfree({p});")]

    def both(self, fn, ctx):
        """Two at once, tested together."""
        if not self.may_ask():
            return self.plain(fn, ctx)
        p, q = self.item(fn), self.item(fn)
        both = ctx.within(undo=ctx.undo + (f"kfree({q});", f"kfree({p});"))
        return [self.ask(p, self.gfp(ctx)), self.ask(q, self.gfp(ctx)),
                If(f"!{p} || !{q}", self.failed(fn, both)), Stmt(f"{p}->a = 1;"),
                Stmt(f"{q}->a = 1;"), Stmt(f"kfree({q});"), Stmt(f"kfree({p});")]

    def counted(self, fn, ctx):
        """Failure is counted, and life goes on."""
        self.p.add_global("P_count", "static int P_count;")
        p = self.item(fn)
        return [self.ask(p, self.gfp(ctx)), If(f"!{p}", [Stmt("P_count++;")], [Stmt(f"{p}->a = 4;")]),
                Stmt(f"kfree({p});")]

    def reports(self, fn, ctx):
        """Asks where it is, and only refuses to work there."""
        if ctx.atomic or ctx.hard:
            return self.counted(fn, ctx)
        if self.r.random() < 0.5:
            return [If(self.r.choice(["in_interrupt()", "irqs_disabled()"]),
                       self.failed(fn, ctx, "-EBUSY")), *self.counted(fn, ctx)]
        return [Stmt("WARN_ON(in_interrupt());"), *self.counted(fn, ctx)]
