# SPDX-License-Identifier: GPL-2.0-or-later
"""What the source says of its functions: used where there is no body, verified
where there is one."""
import re
import subprocess

import pytest


@pytest.mark.parametrize("name", ["told", "said"])
def test_findings_are_those_named_bad(labcheck, root, name):
    source = root / f"tests/annotations/{name}.c"
    result = labcheck("check", "--format=jsonl", source, "--", f"-I{root}/corpus/include")
    bad = set(re.findall(r"\b(\w+_bad)\(", source.read_text()))
    assert bad and {f["function"] for f in result.findings} == bad, result.out
    assert len(result.findings) == len(bad)


def test_registered_to_be_called_in_atomic_context(labcheck, root, tmp_path):
    path = tmp_path / "x.c"
    path.write_text("#include <linux/interrupt.h>\n#include <labcheck.h>\nint n;\n"
                    "static __labcheck_sleeps irqreturn_t handler(int irq, void *p)\n"
                    "{\n\tn++;\n\treturn IRQ_HANDLED;\n}\n"
                    "int probe(void)\n{\n"
                    "\treturn request_irq(7, handler, 0, \"x\", &n);\n}\n")
    found = labcheck("check", "--format=jsonl", path, "--", f"-I{root}/corpus/include").findings
    assert [(f["rule"], f["function"]) for f in found] == [("annotation", "handler")]
    assert "request_irq" in found[0]["path"][0]["text"]


def test_told_across_files(labcheck, root, tmp_path):
    """The body is in another unit; what is told travels in the object."""
    texts = {"a": "#include <linux/spinlock.h>\nvoid g(void);\n"
                  "void f(spinlock_t *l)\n{\n\tspin_lock(l);\n\tg();\n\tspin_unlock(l);\n}\n",
             "b": "#include <labcheck.h>\nint n;\n__labcheck_sleeps void g(void)\n{\n\tn++;\n}\n"}
    for name, text in texts.items():
        (tmp_path / f"{name}.c").write_text(text)
        subprocess.run(["gcc", "-O2", "-c", f"-I{root}/corpus/include", f"{name}.c",
                        f"-fplugin={labcheck.plugin}"], cwd=tmp_path, check=True,
                       capture_output=True)
    units = [tmp_path / "a.o", tmp_path / "b.o"]
    found = labcheck("link", "--format=jsonl", *units).findings
    assert [(f["rule"], f["line"]) for f in found] == [("atomic-sleep", 6)]


def test_suppressing_what_is_told(labcheck, root, tmp_path):
    path = tmp_path / "x.c"
    path.write_text((root / "tests/annotations/told.c").read_text().replace(
        "__labcheck_adjust(0)", '__labcheck_adjust(0) __labcheck_ok("annotation", "a test")'))
    result = labcheck("check", "--format=jsonl", path, "--", f"-I{root}/corpus/include")
    assert "annotation" not in {f["rule"] for f in result.findings
                                if f["function"] == "adjust_bad"}


# As kernel-doc comments of Linux 6.1 have it, in other words.
SLEEP = ["Process context. May sleep.", "can sleep", "task context, might sleep", "sleep.", "sleep",
         "Any context that permits to sleep.", "must be able to sleep", "Sleeps. Process context."]
ATOMIC = ["Any context.", "can't sleep", "Interrupt context.", "Softirq, never sleeps",
          "Any context. Takes and releases the lock.", "Any context. Expects interrupts to be disabled.",
          "atomic context"]
NEITHER = ["the callee may take sleeping locks,\n *\t    not suitable from atomic context.",
           "Takes a mutex, not suitable from atomic context.", "must not be run from IRQ or BH contexts",
           "Any context. May sleep if @gfp flags permit.", "cannot be called from interrupt context",
           "Process context only, never softirq", "Any context which can sleep or not",
           "process or softirq context", "Caller must hold the lock.", "any (usually from irq)",
           "non-atomic context"]


def doc(said):
    """A function that sleeps, and one that is called under a lock, both with that comment."""
    text = "/**\n * {0}() - do\n *\n * Context: " + said + "\n * Return: nothing\n */\n"
    return ("#include <linux/slab.h>\n#include <linux/spinlock.h>\nint n;\nstatic spinlock_t l;\n"
            + text.format("waits") + "void *waits(void)\n{\n\treturn kmalloc(8, GFP_KERNEL);\n}\n"
            + text.format("calm") + "static noinline void calm(void)\n{\n\tn++;\n}\n"
            "void caller(void)\n{\n\tspin_lock(&l);\n\tcalm();\n\tspin_unlock(&l);\n}\n")


@pytest.mark.parametrize("said, found_in", [
    *((s, ["caller"]) for s in SLEEP), *((s, ["waits"]) for s in ATOMIC),
    *((s, []) for s in NEITHER)])
def test_kernel_doc_context(labcheck, root, tmp_path, said, found_in):
    path = tmp_path / "x.c"
    path.write_text(doc(said))
    found = labcheck("check", "--format=jsonl", path, "--", f"-I{root}/corpus/include").findings
    assert [f["function"] for f in found] == found_in
