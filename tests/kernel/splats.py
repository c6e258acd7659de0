# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kernel's detectors print, read as rules."""
import re

from common import ROOT, Step

ALLOCATES = re.compile(r"might_alloc|kmem_cache_alloc|__kmalloc|kmalloc_|alloc_pages|alloc_vmap_area"
                       r"|vmalloc|prepare_alloc_pages|slab_pre_alloc|pcpu_alloc|alloc_percpu|kvmalloc|mempool_alloc")
# might_alloc(), where the caller has it inline.
ASKS = re.compile(r".* at include/linux/sched/mm\.h")
SPLAT = re.compile(r"(?=\bBUG: |WARNING: |general protection fault|ODEBUG: |kernel BUG at "
                   r"|Kernel panic|Trying to vfree|object pointer: |\w+: Wrong slab cache"
                   r"|page dumped because|huh, entered softirq"
                   r"|timer: .* preempt leak)")
# A fault in these: they were given what they cannot free.
FREES = (r"(kfree|kmem_cache_free|vfree|kvfree|__free_pages|free_pages|__vunmap|mempool_free|free_percpu"
         r"|kfree_skb\w*|consume_skb|usb_free_urb)")
# The first words of a splat, and its rule. "null" and "stops" are what a failed
# allocation leads to: a NULL dereference; BUG() or panic(). "wrong-free" is a free
# of which the detector cannot say whether it is the second or of another family.
WORDS = (
    (r"BUG: (sleeping function called|scheduling while atomic)", "sleeps"),
    (r"BUG: Invalid wait context", "sleeps"),
    (r"WARNING: .*rcu_note_context_switch", "sleeps"),
    (r"WARNING: suspicious RCU usage[^$]*Illegal context switch in RCU", "sleeps"),
    (r"BUG: KASAN: (slab-use-after-free|use-after-free|vmalloc-out-of-bounds)", "use-after-free"),
    (r"BUG: KASAN: double-free", "double-free"),
    (r"BUG: Bad page state", "wrong-free"),
    (r"page dumped because: VM_BUG_ON_PAGE\(page_ref_count", "wrong-free"),
    (r"ODEBUG: free active .* object type: rcu_head", "double-free"),
    (r"ODEBUG: free active", "use-after-free"),
    (r"BUG: KASAN: invalid-free", "mismatched-free"),
    (r"Trying to vfree|object pointer: ", "wrong-free"),
    (r"\w+: Wrong slab cache", "mismatched-free"),
    (rf"kernel BUG at mm/[^$]{{0,300}}RIP: 0010:{FREES}\+", "wrong-free"),
    (rf"BUG: unable to handle page fault[^$]{{0,300}}RIP: 0010:{FREES}\+", "wrong-free"),
    # Where the area of vmalloc is on x86-64: memory that was there before.
    (r"BUG: unable to handle page fault for address: ffffc9", "use-after-free"),
    (r"BUG: KASAN: (null-ptr-deref)", "null"),
    # An error pointer.
    (r"BUG: unable to handle page fault for address: f{13}", "null"),
    (r"BUG: kernel NULL pointer dereference", "null"),
    (r"BUG: (workqueue leaked lock|.*bad unlock balance)", "unbalanced-context"),
    (r"WARNING: (bad unlock balance|.*lock held when returning)", "unbalanced-context"),
    # A handler that enables interrupts.
    (r"WARNING: .* (lockdep_hardirqs_on_prepare|__handle_irq_event_percpu)\+", "unbalanced-context"),
    (r"huh, entered softirq|timer: .* preempt leak", "unbalanced-context"),
    (r"WARNING: possible recursive locking", "double-lock"),
    (r"BUG: (spinlock|rwlock) .*recursion", "double-lock"),
    # Not a lock: a request that may enter reclaim takes it, and one in an interrupt must not.
    (r"WARNING: inconsistent lock state[^$]{0,600}\(fs_reclaim\)", "atomic-alloc"),
    (r"WARNING: inconsistent lock state|WARNING: .*lock inversion", "irq-unsafe-lock"),
    (r"WARNING: .*IRQ-safe -> .*IRQ-unsafe lock order", "irq-unsafe-lock"),
    (r"kernel BUG at include/linux/gfp\.h", "gfp-misuse"),
    # Those of the kernel itself follow from what was said before.
    (r"kernel BUG at \S*corpus/cases/|Kernel panic - not syncing: (?!Fatal exception)", "stops"),
)


def inner_frames(splat, module):
    """The sure frames of a trace, from the complaint out to the case."""
    frames = re.findall(r"^(?:\[[^]]*\])? *([\w.]+)\+0x[0-9a-f]+/0x[0-9a-f]+(?: \[(\w+)\])?$",
                        splat[splat.find("Call Trace"):], re.M)
    names = []
    for name, of in frames:
        if of == module:
            break
        names.append(name)
    return names


def requests():
    """The functions of the API that are told how to ask for memory."""
    headers = "".join(p.read_text() for p in (ROOT / "corpus/include/linux").rglob("*.h"))
    return {name.strip("_") for name, params in re.findall(r"\b(\w+)\(([^()]*)\)", headers)
            if "gfp_t" in params}


def asks(name, known=frozenset(requests())):
    """Whether a function is one that asks for memory: as such, or as what is behind the inline."""
    name = name.split(".")[0]
    return bool(ALLOCATES.search(name)) or name.strip("_").removesuffix("_noprof") in known


def of_splat(splat, module):
    for words, rule in WORDS:
        if re.match(words, splat):
            break
    else:
        return None
    frames = inner_frames(splat, module)
    # What the case called, whatever that calls in turn.
    called = frames[-1] if frames else ""
    if rule == "sleeps":
        inline = ASKS.match(splat) and called.startswith("__might_")
        return "atomic-alloc" if inline or asks(called) else "atomic-sleep"
    # To free what is counted is to read it first.
    if rule == "use-after-free" and re.match(FREES, called):
        return "wrong-free"
    if rule == "irq-unsafe-lock" and "IN-NMI" in splat and any(map(asks, frames)):
        return "gfp-misuse"
    return rule


def spoke(text):
    """Whether a detector did."""
    return any(re.match(words, s) for s in SPLAT.split(text)[1:] for words, _rule in WORDS)


def leaking(text):
    """The modules of whose memory kmemleak says that it is lost."""
    blocks = text.split("unreferenced object")[1:]
    # The innermost module of each trace asked for the memory.
    found = {next(iter(re.findall(r"\+0x[0-9a-f]+/0x[0-9a-f]+ \[(\w+)\]", b)), None)
             for b in blocks}
    return found - {None}


def modules_of(splat):
    return set(re.findall(r"\+0x[0-9a-f]+/0x[0-9a-f]+ \[(\w+)\]", splat))


def strangers(text, module):
    """[(module, splat)] of what others left behind that still runs."""
    return [(of, splat) for splat in SPLAT.split(text)[1:] if module not in modules_of(splat)
            for of in sorted(modules_of(splat))]


def of_window(text, step, end):
    """The rules that what was printed between the marks of a function stands for."""
    begin = text.find(f"labcheck: begin {step.function}")
    said = text[max(begin, 0):].partition(f"labcheck: end {step.function}")[0]
    mine = [s for s in SPLAT.split(said) if step.loaded in modules_of(s) or not modules_of(s)]
    found = {of_splat(s, step.loaded) for s in mine} - {None}
    # An address made from a NULL that was not tested looks like any other wrong one.
    if "FAULT_INJECTION: forcing a failure" in said:
        if "wrong-free" in found or "general protection fault" in said:
            found = found - {"wrong-free"} | {"bad-address"}
    # Who goes on from freed memory comes to anything.
    if "use-after-free" in found:
        found -= {"null", "bad-address"}
    # Having slept where it must not, the kernel itself resets preempt_count.
    if found & {"atomic-alloc", "atomic-sleep"}:
        found.discard("unbalanced-context")
    if not found and re.search(r"labcheck: context differs|labcheck: -?\d+ locks held", said):
        found.add("unbalanced-context")
    if not found and re.search(r"Oops|general protection fault|kernel BUG at|Kernel panic", said):
        found.add("oops")
    ended = f"labcheck: end {step.function}" in text
    if end in ("hangs", "floods") and not found and not ended:
        found.add(end)
    return found


def classify(ran):
    """The rules that all runs of a function stand for."""
    found = set()
    for run in ran:
        step = Step(*run["step"])
        found |= of_window(run["text"], step, run["end"])
        if step.leaks and run["lost"]:
            found.add("alloc-leak")
    return found


def refused(text):
    """Why the module was not loaded, or None."""
    words = re.findall(r"labcheck: insmod: (.*)", text)
    unknown = re.findall(r"Unknown symbol (\w+)", text)
    if not words and not unknown:
        return None
    return "the kernel lacks " + ", ".join(sorted(set(unknown))) if unknown else " ".join(words)
