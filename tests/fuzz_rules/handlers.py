# SPDX-License-Identifier: GPL-2.0-or-later
"""What happens by itself in generated programs: interrupts, timers, work."""
from context import Ctx
from program import If, Stmt


class Handlers:
    """Part of the Generator: functions that the kernel calls, and their registration."""

    def handler(self, stem, ret, params, ctx, value="0"):
        fn = self.function(stem, ret, params)
        fn.is_handler = True
        fn.takes_choices = False
        by = {"off": "irq", "bh": "bh"}.get(ctx.irqs)
        pick = self.r.random()
        if by and pick < 0.4:
            fn.body = self.sharing(fn, ctx, by)
        elif pick < 0.55:
            fn.body = self.looking(fn)
        else:
            fn.body = self.block(fn, ctx, 1)
        return self.finish(fn, value)

    def looking(self, fn):
        """Reads what the task writes, and leaves it alone."""
        count = self.p.add_global("P_count", "static int P_count;")
        seen = self.p.add_global("P_seen", "static int P_seen;")
        return [If(f"{count} > 3", [Stmt(f"{seen}++;")])]

    def sharing(self, fn, ctx, by):
        """Takes a lock that tasks take as well, in the form that keeps this handler out."""
        name = f"P_shared{self.handlers}_lock"
        self.p.add_global(name, f"static DEFINE_SPINLOCK({name});")
        self.shared.append((name, by))
        take, give = f"spin_lock(&{name});", f"spin_unlock(&{name});"
        inner = ctx.within(held=ctx.held | {name}, undo=(give,))
        if self.r.random() < 0.3:
            return [If(f"!spin_trylock(&{name})", self.failed(fn, ctx)),
                    *self.block(fn, inner, 1), Stmt(give)]
        return [Stmt(take), *self.block(fn, inner, 1), Stmt(give)]

    def register(self, fn, ctx):
        self.handlers += 1
        ways = [self.timer, self.tasklet, self.work, self.delayed, self.irq, self.irq,
                self.threaded, self.hrtimer, self.rcu]
        return self.r.choice(ways)(fn, ctx)

    def thing(self, stem, kind):
        name = self.fresh(stem)
        return self.p.add_global(name, f"static struct {kind} {name};")

    def timer(self, fn, ctx):
        h = self.handler("expired", "void", "struct timer_list *t",
                         Ctx(True, "bh", depth=1, hard=True))
        t = self.thing("timer", "timer_list")
        return [Stmt(f"timer_setup(&{t}, {h.name}, 0);", True), Stmt(f"mod_timer(&{t}, jiffies + 1);")]

    def tasklet(self, fn, ctx):
        h = self.handler("tasklet", "void", "struct tasklet_struct *t",
                         Ctx(True, "bh", depth=1, hard=True))
        t = self.thing("tasklet", "tasklet_struct")
        return [Stmt(f"tasklet_setup(&{t}, {h.name});", True), Stmt(f"tasklet_schedule(&{t});")]

    def work(self, fn, ctx):
        h = self.handler("worker", "void", "struct work_struct *w", Ctx(depth=1))
        t = self.thing("work", "work_struct")
        return [Stmt(f"INIT_WORK(&{t}, {h.name});", True), Stmt(f"schedule_work(&{t});")]

    def delayed(self, fn, ctx):
        h = self.handler("later", "void", "struct work_struct *w", Ctx(depth=1))
        t = self.thing("dwork", "delayed_work")
        return [Stmt(f"INIT_DELAYED_WORK(&{t}, {h.name});", True),
                Stmt(f"schedule_delayed_work(&{t}, 1);")]

    def rcu(self, fn, ctx):
        h = self.handler("grace", "void", "struct rcu_head *head",
                         Ctx(True, "bh", depth=1, hard=True))
        t = self.thing("rcu", "rcu_head")
        return [Stmt(f"call_rcu(&{t}, {h.name});", True)]

    def hrtimer(self, fn, ctx):
        h = self.handler("ticked", "enum hrtimer_restart", "struct hrtimer *t",
                         Ctx(True, "off", depth=1, hard=True), "HRTIMER_NORESTART")
        t = self.thing("hr", "hrtimer")
        return [Stmt(f"hrtimer_init(&{t}, CLOCK_MONOTONIC, HRTIMER_MODE_REL);", True),
                Stmt(f"{t}.function = {h.name};", True),
                Stmt(f"hrtimer_start(&{t}, ns_to_ktime(5), HRTIMER_MODE_REL);")]

    def irq(self, fn, ctx):
        if not self.may_ask():
            return self.plain(fn, ctx)
        h = self.handler("irq", "irqreturn_t", "int irq, void *data",
                         Ctx(True, "off", depth=1, hard=True), "IRQ_HANDLED")
        dev = self.p.add_global("P_irqdev", "static int P_irqdev;")
        return [If(f'request_irq({3 + self.handlers}, {h.name}, 0, "x", &{dev})',
                   self.failed(fn, ctx, "-EBUSY"))]

    def threaded(self, fn, ctx):
        if not self.may_ask():
            return self.plain(fn, ctx)
        h = self.handler("thread", "irqreturn_t", "int irq, void *data", Ctx(depth=1),
                         "IRQ_HANDLED")
        dev = self.p.add_global("P_irqdev", "static int P_irqdev;")
        return [If(f'request_threaded_irq({3 + self.handlers}, NULL, {h.name}, IRQF_ONESHOT, '
                   f'"x", &{dev})', self.failed(fn, ctx, "-EBUSY"))]
