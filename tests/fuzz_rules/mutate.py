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
    fn = program.functions[-1]
    labels = [n.name for n in fn.body if isinstance(n, Label)]
    spots = places(program, lambda n: isinstance(n, Stmt) and n.text.startswith("goto"))
    block, i = rng.choice(spots)
    block[i] = Stmt(f"goto {rng.choice(labels)};")


def reverse_loop(rng, program):
    """What stands in a loop happens once, or what happens once is in a loop."""
    spots = places(program, lambda n: isinstance(n, Loop))
    block, i = rng.choice(spots)
    block[i:i + 1] = block[i].body


WAYS = [(drop, 5), (drop_test, 3), (double, 2), (swap, 2), (flags, 4), (truth, 2), (sleep, 3),
        (wrong_free, 2), (other_lock, 2), (leave, 3), (jump, 2), (reverse_loop, 1)]


def mutate(rng, program):
    """Applies one way that the program has a place for; its name."""
    ways, weights = zip(*WAYS)
    while True:
        way = rng.choices(ways, weights)[0]
        try:
            way(rng, program)
        except IndexError:      # no such place
            continue
        return way.__name__
