# SPDX-License-Identifier: GPL-2.0-or-later
"""A small C program as a tree, and the tree as text.

Every name of a program begins with P_, which rendering replaces, so that many
programs can share a file and yet share no object, type or lock.
"""
import copy
import re


class Stmt:
    """One simple statement. Of some kinds a copy or a loss makes no sense:
    fixed ones stay where they are."""

    def __init__(self, text, fixed=False):
        self.text = text
        self.fixed = fixed
        self.expects = ""       # a rule that finds fault with the text itself

    def lines(self, depth):
        return ["\t" * depth + self.text]


class If:
    def __init__(self, cond, then, orelse=None):
        self.cond = cond
        self.then = then
        self.orelse = orelse or []
        self.expects = ""

    def lines(self, depth):
        tab = "\t" * depth
        out = [f"{tab}if ({self.cond}) {{"] + body_lines(self.then, depth + 1)
        if self.orelse:
            out += [f"{tab}}} else {{"] + body_lines(self.orelse, depth + 1)
        return out + [f"{tab}}}"]


class Loop:
    def __init__(self, head, body):
        self.head = head
        self.body = body

    def lines(self, depth):
        tab = "\t" * depth
        return [f"{tab}{self.head} {{"] + body_lines(self.body, depth + 1) + [f"{tab}}}"]


class Label:
    def __init__(self, name):
        self.name = name

    def lines(self, depth):
        return [f"{self.name}:"]


def body_lines(body, depth):
    return [line for node in body for line in node.lines(depth)]


def blocks(body):
    """This list of nodes and all lists inside it, outermost first."""
    yield body
    for node in body:
        if isinstance(node, If):
            yield from blocks(node.then)
            yield from blocks(node.orelse)
        elif isinstance(node, Loop):
            yield from blocks(node.body)


class Function:
    def __init__(self, name, ret="int", params="void", static=True):
        self.name = name
        self.ret = ret
        self.params = params
        self.static = static
        self.decls = {}         # name -> "int i = 0;"
        self.body = []

    def text(self):
        body = body_lines(self.body, 1)
        code = "\n".join(body)
        body = [line for line in body
                if not line.endswith(":") or f"goto {line[:-1]};" in code]
        decls = [f"\t{d}" for name, d in self.decls.items() if mentions(code, name)]
        space = "" if self.ret.endswith("*") else " "
        head = f"{'static ' * self.static}{self.ret}{space}{self.name}({self.params})"
        return "\n".join([head, "{", *decls, *[""] * bool(decls), *body, "}", ""])


def mentions(text, name):
    return re.search(rf"\b{re.escape(name)}\b", text) is not None


HEADERS = ("bug.h", "cleanup.h", "dmapool.h", "err.h", "hardirq.h", "hrtimer.h", "irqflags.h",
           "ktime.h", "mempool.h", "panic.h", "sprintf.h", "dma-mapping.h", "gfp.h", "highmem.h", "interrupt.h", "kernel.h", "list.h", "mm.h",
           "mutex.h", "percpu.h", "preempt.h", "rcupdate.h", "rwsem.h", "semaphore.h",
           "skbuff.h", "slab.h", "spinlock.h", "string.h", "timer.h", "usb.h", "vmalloc.h",
           "workqueue.h", "bit_spinlock.h", "delay.h", "device.h", "jiffies.h")


class Program:
    def __init__(self):
        self.globals = {}       # name -> definition, in order
        self.functions = []     # callees first; the last one is what is judged
        self.setup = {}         # global -> statement that prepares it
        self.root = ""          # what calls the last function

    def copy(self):
        return copy.deepcopy(self)

    def add_global(self, name, text, setup=None):
        self.globals[name] = text
        if setup:
            self.setup[name] = setup
        return name

    def used(self):
        """Functions and globals that the last function needs."""
        texts = {f.name: f.text() for f in self.functions}
        texts |= {n: t + self.setup.get(n, "") for n, t in self.globals.items()}
        todo, seen = [self.functions[-1].name], set()
        while todo:
            name = todo.pop()
            if name in seen:
                continue
            seen.add(name)
            todo += [n for n in texts if n not in seen and mentions(texts[name], n)]
        return seen

    def expected(self):
        """Rules that only the text shows to be broken: who wrote it knows."""
        used = self.used()
        return {node.expects for f in self.functions if f.name in used
                for block in blocks(f.body) for node in block
                if getattr(node, "expects", "")}

    def parts(self, prefix):
        """(definitions, lines of setup) with all names made this program's own."""
        used = self.used()
        texts = [t for n, t in self.globals.items() if n in used]
        tables = [t for t in texts if t.startswith("static const struct")]
        texts = [t for t in texts if t not in tables]
        functions = [f.text() for f in self.functions if f.name in used]
        # A table stands behind what it holds, before who reads it.
        for table in tables:
            last = max((i for i, f in enumerate(functions)
                        if mentions(table, function_name(f))), default=-1)
            functions.insert(last + 1, table + "\n")
        code = "\n".join(texts + [""] + functions + [self.root])
        setup = [s for n, s in self.setup.items() if n in used]
        return own(code, prefix), [own(s, prefix) for s in setup]


def own(text, prefix):
    return re.sub(r"\bP_", prefix, text)


def function_name(text):
    found = re.match(r"[^(]*?(\w+)\(", text)
    return found[1] if found else "?"


def file_text(programs, prefixes, comment=""):
    """One C file of several programs."""
    out = ["/* SPDX-License-Identifier: GPL-2.0-or-later */", *[f"/* {comment} */"] * bool(comment)]
    out += [f"#include <linux/{h}>" for h in sorted(HEADERS)] + ["#include <judge.h>",
                                                             "#include <labyrinth.h>", ""]
    setup = []
    for program, prefix in zip(programs, prefixes):
        code, lines = program.parts(prefix)
        out.append(code)
        setup += lines
    if setup:
        out += ["void setup(void)", "{", *[f"\t{s}" for s in setup], "}", ""]
    return "\n".join(out)
