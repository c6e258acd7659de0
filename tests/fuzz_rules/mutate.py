# SPDX-License-Identifier: GPL-2.0-or-later
"""Changes a right program in one place. Whether that is a fault, and which, is
for the two sides to say."""
import re

from program import If, Label, Loop, Stmt, blocks
from vocabulary import GFP_ATOMIC, GFP_ODD, GFP_SLEEPS, SLEEPS


def places(program, wanted):
    """(list, index) of every node that is wanted."""
    return [(block, i) for f in program.functions for block in blocks(f.body)
            for i, node in enumerate(block) if wanted(node)]


def is_loose(node):
    return isinstance(node, Stmt) and not node.fixed


def drop(rng, program):
    """One statement is missing; not one without which a variable is NULL for
    certain, or saved flags are none: no rule is about those."""
    spots = places(program, lambda n: is_loose(n) and "irq_save" not in n.text and
                   "irqsave" not in n.text and not re.match(r"m\d+ = ", n.text))
    block, i = rng.choice(spots)
    del block[i]


def drop_test(rng, program):
    """What is tested is not: of an if only one side is left."""
    spots = places(program, lambda n: isinstance(n, If))
    block, i = rng.choice(spots)
    node = block[i]
    block[i:i + 1] = rng.choice([node.orelse, node.then])


def double(rng, program):
    """A statement is made twice, there or later in its block."""
    spots = places(program, lambda n: is_loose(n) and not n.text.startswith(("return", "goto")))
    block, i = rng.choice(spots)
    block.insert(rng.randint(i + 1, len(block)), Stmt(block[i].text))


def swap(rng, program):
    """Two neighbours in the wrong order."""
    spots = [(b, i) for b, i in places(program, is_loose)
             if i + 1 < len(b) and not isinstance(b[i + 1], Label) and
             not re.match(r"m\d+ = ", b[i].text) and
             not (isinstance(b[i + 1], Stmt) and b[i + 1].fixed)]
    block, i = rng.choice(spots)
    block[i], block[i + 1] = block[i + 1], block[i]


GFP = re.compile(r"GFP_(?:KERNEL|ATOMIC|NOIO|NOWAIT)(?: [|&] ~?__GFP_\w+)*")


def flags(rng, program):
    """Other flags than the place wants."""
    spots = places(program, lambda n: is_loose(n) and GFP.search(n.text))
    block, i = rng.choice(spots)
    # Contradictions are told also where no execution comes to ask with them:
    # in the other arm of a choice.
    odd = [] if "?" in block[i].text else GFP_ODD
    # The family devm is slab memory and more: whether it may be DMA32 is not known.
    odd = [g for g in odd if "devm_" not in block[i].text or "DMA32" not in g]
    other = rng.choice(GFP_SLEEPS * 2 + GFP_ATOMIC + odd)
    block[i] = Stmt(GFP.sub(f"({other})", block[i].text, count=1))


def truth(rng, program):
    """The wrong constant is handed down, or the test is turned round."""
    spots = places(program, lambda n: isinstance(n, If) or
                   is_loose(n) and re.search(r"\((true|false)\)", n.text))
    block, i = rng.choice(spots)
    node = block[i]
    if isinstance(node, If) and not re.search(r"\((true|false)\)", node.cond):
        node.cond = node.cond[2:-1] if re.fullmatch(r"!\(.*\)", node.cond) else f"!({node.cond})"
        return
    def turn(m):
        return "(false)" if m[1] == "true" else "(true)"
    if isinstance(node, If):
        node.cond = re.sub(r"\((true|false)\)", turn, node.cond)
    else:
        node.text = re.sub(r"\((true|false)\)", turn, node.text)


def sleep(rng, program):
    """Something that sleeps, anywhere."""
    block, i = rng.choice(places(program, lambda n: True))
    block.insert(i, Stmt(rng.choice(SLEEPS)))


FREE = re.compile(r"\b(kfree|vfree|kvfree|__free_page|free_page|kfree_skb|usb_free_urb)\((\w+)\);")


def wrong_free(rng, program):
    """Given back by another family's function."""
    spots = places(program, lambda n: is_loose(n) and FREE.match(n.text))
    block, i = rng.choice(spots)
    how, what = FREE.match(block[i].text).groups()
    other = rng.choice([h for h in ("kfree", "vfree", "free_page", "__free_page") if h != how])
    cast = {"free_page": "(unsigned long)", "__free_page": "(struct page *)"}.get(other, "(void *)")
    block[i] = Stmt(f"{other}({cast}{what});")


def other_lock(rng, program):
    """One lock of a pair is another one of its kind."""
    spots = places(program, lambda n: is_loose(n) and re.search(r"_lock1\b", n.text))
    block, i = rng.choice(spots)
    found = re.search(r"(P_\w+_lock)1\b", block[i].text)
    name = found[1] + "2"
    if name not in program.globals:
        program.globals[name] = program.globals[found[0]].replace(found[0], name)
    block[i] = Stmt(block[i].text.replace(found[0], name))


def leave(rng, program):
    """A way out where none was thought of."""
    ways = {"int": "return -EIO;", "void": "return;", "irqreturn_t": "return IRQ_NONE;"}
    fn = rng.choice([f for f in program.functions if f.ret in ways])
    block = rng.choice(list(blocks(fn.body)))
    i = rng.randint(0, len(block))
    if any(isinstance(n, Stmt) and n.fixed for n in block[:i]):
        return
    block.insert(i, If("choose(2)", [Stmt(ways[fn.ret])]))


def jump(rng, program):
    """One label too high or too low."""
    spots = places(program, lambda n: isinstance(n, Stmt) and n.text.startswith("goto"))
    block, i = rng.choice(spots)
    fn = next(f for f in program.functions if any(block is b for b in blocks(f.body)))
    labels = [n.name for n in fn.body if isinstance(n, Label)]
    block[i] = Stmt(f"goto {rng.choice(labels)};")


def reverse_loop(rng, program):
    """What stands in a loop happens once, or what happens once is in a loop."""
    spots = places(program, lambda n: isinstance(n, Loop))
    block, i = rng.choice(spots)
    block[i:i + 1] = block[i].body


def weaken(rng, program):
    """A lock in the form that leaves interrupts or bottom halves alone."""
    form = re.compile(r"\b((?:raw_)?(?:spin|read|write)_(?:un)?lock)_(?:irqsave|irqrestore|irq|bh)"
                      r"\(&(\w+)(?:, \w+)?\)")
    block, i = rng.choice(places(program, lambda n: is_loose(n) and form.search(n.text)))
    name = form.search(block[i].text)[2]
    fn = next(f for f in program.functions if any(block is b for b in blocks(f.body)))
    for inner in blocks(fn.body):
        for node in inner:
            if isinstance(node, Stmt):
                node.text = form.sub(lambda m: f"{m[1]}(&{name})" if m[2] == name else m[0],
                                     node.text)


def guess(rng, program):
    """Flags by a test of the context."""
    block, i = rng.choice(places(program, lambda n: is_loose(n) and GFP.search(n.text) and
                                 "?" not in n.text))
    test = rng.choice(["in_atomic()", "in_interrupt()", "irqs_disabled()"])
    block[i] = Stmt(GFP.sub(f"({test} ? GFP_ATOMIC : GFP_KERNEL)", block[i].text, count=1))


def fatal(rng, program):
    """What could be borne stops the machine."""
    block, i = rng.choice(places(program, lambda n: isinstance(n, If) and
                                 re.search(r"!m\d+\b|m\d+ == ", n.cond)))
    block[i].then = [Stmt(rng.choice(['panic("lost");', "BUG();"]))]


def overwrite(rng, program):
    """The old memory is lost where krealloc() fails."""
    block, i = rng.choice(places(program, lambda n: is_loose(n) and "krealloc(" in n.text))
    old = re.search(r"krealloc\((\w+)", block[i].text)[1]
    block[i] = Stmt(re.sub(r"^\w+", old, block[i].text))
    test = block[i + 1]
    if isinstance(test, If):
        test.cond = f"!{old}"


def other_size(rng, program):
    """Another order, another cache, another amount."""
    turns = [(r"^(__free_pages\(\w+), 1\)", r"\1, 0)"), (r"^(free_pages\(\w+), 2\)", r"\1, 1)"),
             (r"^(kmem_cache_free\(P_cache)2", r"\1"), (r"^(free_pages_exact\(\w+), 4096", r"\1, 8192")]
    spots = [(b, i, turn) for turn in turns
             for b, i in places(program, lambda n, t=turn: is_loose(n) and re.search(t[0], n.text))]
    block, i, (old, new) = rng.choice(spots)
    block[i] = Stmt(re.sub(old, new, block[i].text))


def bare(rng, program):
    """The description of a page for the page itself."""
    block, i = rng.choice(places(program, lambda n: is_loose(n) and "page_address(" in n.text))
    block[i] = Stmt(re.sub(r"page_address\((\w+)\)", r"\1", block[i].text))


def mention(rng, program):
    """A macro that looks like a variable, tested, compared, or thrown away."""
    block, i = rng.choice(places(program, lambda n: isinstance(n, Stmt) and n.text.endswith("labyrinth;")))
    away = rng.choice([If("!labyrinth", [Stmt("P_count++;")]), Stmt("(void)labyrinth;"),
                       If("labyrinth == NULL", [Stmt("P_count++;")])])
    program.add_global("P_count", "static int P_count;")
    away.expects = "macro-alloc"
    block.insert(i, away)


def misfit(rng, program):
    """A handler of another time, made to fit with a cast."""
    spots = [(b, i) for b, i in places(program, lambda n: isinstance(n, If) and "request_irq" in n.cond)]
    block, i = rng.choice(spots)
    name = re.search(r", (P_irq\d+),", block[i].cond)
    fn = next(f for f in program.functions if name and f.name == name[1])
    fn.params = "int irq, void *data, void *regs"
    block[i].cond = block[i].cond.replace(name[0], f", (void *){fn.name},")
    block[i].expects = "bad-handler"


def ignore(rng, program):
    """The flags a helper is given are not those it uses."""
    fns = [f for f in program.functions if "gfp_t gfp" in f.params and
           len(re.findall(r"\bgfp\b", f.text())) == 2]
    fn = rng.choice(fns)
    block, i = rng.choice([(b, i) for b in blocks(fn.body) for i, n in enumerate(b)
                           if is_loose(n) and re.search(r"alloc\w*\(.*\bgfp\b\)", n.text)])
    block[i] = Stmt(re.sub(r"\bgfp\b", "GFP_KERNEL", block[i].text))
    block[i].expects = "gfp-misuse"


WAYS = [(drop, 5), (drop_test, 3), (double, 2), (swap, 2), (flags, 4), (truth, 2), (sleep, 3),
        (wrong_free, 2), (other_lock, 2), (leave, 3), (jump, 2), (reverse_loop, 1), (weaken, 6), (guess, 1), (fatal, 2),
        (overwrite, 5), (other_size, 2), (bare, 5), (mention, 3), (misfit, 4), (ignore, 2)]


def mutate(rng, program):
    """Applies one way that the program has a place for; its name."""
    ways, weights = zip(*WAYS)
    while True:
        way = rng.choices(ways, weights)[0]
        try:
            way(rng, program)
        except (IndexError, StopIteration, AttributeError):      # no such place
            continue
        return way.__name__
