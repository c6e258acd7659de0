# SPDX-License-Identifier: GPL-2.0-or-later
"""Suppressions in the source: attribute and comment, with a reason, and needed."""
import json
import re
import shutil
import subprocess

import pytest

HEAD = "#include <linux/slab.h>\n#include <linux/spinlock.h>\n#include <labcheck.h>\n" \
       "static spinlock_t lock;\n"
BODY = "void *f(void)\n{\n\tvoid *p;\n\n\tspin_lock(&lock);\n\tp = kmalloc(16, GFP_KERNEL);\n" \
       "\tspin_unlock(&lock);\n\treturn p;\n}\n"
ALLOC = "\tp = kmalloc(16, GFP_KERNEL);"


def with_comment(comment, above=True):
    if above:
        return BODY.replace(ALLOC, f"\t{comment}\n{ALLOC}")
    return BODY.replace(ALLOC, f"{ALLOC} {comment}")


@pytest.fixture
def check(labcheck, root, tmp_path):
    def run(text, *options):
        (tmp_path / "x.c").write_text(HEAD + text)
        return labcheck("check", "--format=jsonl", *options, "x.c", "--",
                        f"-I{root}/corpus/include", cwd=tmp_path)
    return run


FORMS = [
    '__labcheck_ok("atomic-alloc", "one thread, at boot")\n' + BODY,
    BODY.replace("void *f(void)", 'void *f(void) __labcheck_ok("atomic-alloc", "why");\n'
                 "void *f(void)"),
    with_comment("/* labcheck-ok atomic-alloc: one thread */"),
    with_comment("// labcheck-ok atomic-alloc: one thread"),
    with_comment("/* labcheck-ok atomic-alloc: one thread */", above=False),
    with_comment("// labcheck-ok atomic-alloc: one thread", above=False),
    with_comment("/*\n\t * labcheck-ok atomic-alloc: one thread\n\t */\n"),
]


@pytest.mark.parametrize("text", FORMS)
def test_suppressed(check, text):
    result = check(text)
    assert (result.status, result.out) == (0, ""), result.err
    stored = [json.loads(line) for line in check(text, "--ledger").out.splitlines()]
    found = [f for f in stored if "rule" in f]
    assert len(found) == 1 and found[0]["suppressed"] in ("one thread, at boot", "why",
                                                          "one thread")


@pytest.mark.parametrize("text", FORMS)
def test_plugin_agrees(check, labcheck, root, tmp_path, text):
    check(text)
    run = subprocess.run(["gcc", "-O2", "-c", "-o", "x.o", f"-I{root}/corpus/include",
                          f"-fplugin={labcheck.plugin}", "x.c"], cwd=tmp_path,
                         capture_output=True, text=True)
    assert (run.returncode, run.stderr) == (0, "")
    plain = subprocess.run(["gcc", "-O2", "-Wall", "-Wextra", "-c", "-o", "x.o",
                            f"-I{root}/corpus/include", "x.c"], cwd=tmp_path,
                           capture_output=True, text=True)
    assert (plain.returncode, plain.stderr) == (0, "")


@pytest.mark.parametrize("text", [
    with_comment("/* labcheck-ok atomic-sleep: another rule */"),
    with_comment("x(\"labcheck-ok atomic-alloc: no comment\");").replace("x(", "(void)("),
    BODY + "/* labcheck-ok atomic-alloc: too far away */\n",
])
def test_other_places_and_rules_suppress_nothing(check, text):
    assert "atomic-alloc" in {f["rule"] for f in check(text).findings}


@pytest.mark.parametrize("text, line", [
    (FORMS[0].replace("KERNEL", "ATOMIC"), 6), (FORMS[2].replace("KERNEL", "ATOMIC"), 10),
    (FORMS[5].replace("KERNEL", "ATOMIC"), 10),
])
def test_unused_is_a_finding(check, text, line):
    found = check(text).findings
    assert [(f["rule"], f["line"]) for f in found] == [("unused-suppression", line)]
    assert check(text, "--rules=gfp-misuse,unused-suppression").findings == []
    assert check(text, "--rules=atomic-alloc").findings == []


def test_use_does_not_hang_on_what_is_shown(check):
    """Needed for a finding that is only possible, and so not shown."""
    text = with_comment("/* labcheck-ok atomic-alloc: one thread */")
    assert check(text, "--certainty=certain").findings == []


@pytest.mark.parametrize("comment, word", [
    ("/* labcheck-ok atomic-alloc */", "reason"), ("/* labcheck-ok atomic-alloc: */", "reason"),
    ("// labcheck-ok atomic-alloc:  ", "reason"), ("/* labcheck-ok atomic-aloc: x */", "no rule"),
    ("/* labcheck-ok */", "no rule")])
def test_bad_comment_is_an_error(check, labcheck, root, tmp_path, comment, word):
    result = check(with_comment(comment))
    assert result.status == 2 and len(result.complaints) == 1
    assert re.search(r"x\.c:10: suppression ", result.complaints[0]) and \
        word in result.complaints[0]
    assert [f["rule"] for f in result.findings] == ["atomic-alloc"]
    run = subprocess.run(["gcc", "-c", "-o", "x.o", f"-I{root}/corpus/include", "x.c",
                          f"-fplugin={labcheck.plugin}"], cwd=tmp_path, capture_output=True,
                         text=True)
    assert run.returncode == 1 and "x.c:10: suppression" in run.stderr


@pytest.mark.parametrize("head, word", [
    ('__labcheck_ok("atomic-alloc", "  ")', "without a reason"),
    ('__labcheck_ok("atomic-aloc", "x")', "no rule"),
    ('__labcheck("nonsense")', "no such annotation"),
    ('__labcheck("ok", "atomic-alloc")', "other arguments"),
    ("__labcheck_frees(3)", "no parameter 3"),
    ("__labcheck_adjust(\"x\")", "other arguments"),
])
def test_bad_attribute_is_an_error(check, head, word):
    result = check(f"{head}\n{BODY}")
    assert result.status == 2 and word in result.err


def test_header_comments_count_and_are_not_judged(check, tmp_path):
    (tmp_path / "x.h").write_text(with_comment("/* labcheck-ok atomic-alloc: one thread */")
                                  .replace("void *f", "static inline void *f")
                                  + "/* labcheck-ok atomic-sleep: for others */\n")
    assert check('#include "x.h"\nvoid *g(void) { return f(); }\n').status == 0


def test_hostile_reason(check):
    text = with_comment("/* labcheck-ok atomic-alloc: \x1b[31m \xff <b> */")
    found = [f for f in map(json.loads, check(text, "--ledger").out.splitlines())
             if "rule" in f]
    assert found[0]["suppressed"].startswith("\x1b[31m")


# ---- other engines -------------------------------------------------------

needs_spatch = pytest.mark.skipif(not shutil.which("spatch"), reason="spatch is not installed")
needs_sparse = pytest.mark.skipif(not shutil.which("sparse"), reason="sparse is not installed")
NUMBER = "void *g(void);\nvoid *g(void)\n{\n\treturn kmalloc(16, 0x20);\n}\n"


def stored(result):
    return [f for f in map(json.loads, result.out.splitlines()) if "rule" in f]


@pytest.fixture
def cocci(labcheck, tmp_path):
    def run(text, *options):
        (tmp_path / "x.c").write_text(HEAD + text)
        return labcheck("cocci", "--format=jsonl", *options, "x.c", cwd=tmp_path)
    return run


@pytest.fixture
def sparse(labcheck, root, tmp_path):
    def run(text, *options):
        (tmp_path / "x.c").write_text(HEAD + text)
        return labcheck("sparse", "--format=jsonl", *options, "x.c", "--",
                        f"-I{root}/corpus/include", cwd=tmp_path)
    return run


@needs_spatch
@pytest.mark.parametrize("text", FORMS)
def test_cocci_is_suppressed(cocci, text):
    found = stored(cocci(text, "--ledger"))
    assert [f["rule"] for f in found] == ["atomic-alloc"] and found[0]["engines"] == ["cocci"]
    assert found[0]["suppressed"] in ("one thread, at boot", "why", "one thread")
    result = cocci(text)
    assert (result.status, result.out) == (0, ""), result.err
    assert "0 findings" in result.err


SPARSE_FORMS = [
    '__labcheck_ok("gfp-misuse", "an old " "interface")\n' + NUMBER,
    NUMBER.replace("(void);\n", '(void) __labcheck_ok("gfp-misuse", "an old interface");\n', 1),
    NUMBER.replace("0x20);", "0x20); /* labcheck-ok gfp-misuse: an old interface */"),
]


@needs_sparse
@pytest.mark.parametrize("text", SPARSE_FORMS)
def test_sparse_is_suppressed(sparse, text):
    assert [f["rule"] for f in stored(sparse(NUMBER))] == ["gfp-misuse"]
    found = stored(sparse(text, "--ledger"))
    assert [(f["rule"], f["suppressed"]) for f in found] == [("gfp-misuse", "an old interface")]
    result = sparse(text)
    assert (result.status, result.out) == (0, ""), result.err


@needs_spatch
@pytest.mark.parametrize("text", FORMS)
def test_engines_together_are_suppressed(check, text):
    found = stored(check(text, "--engines=gcc,cocci", "--ledger"))
    assert [(f["rule"], f["engines"]) for f in found] == [("atomic-alloc", ["gcc", "cocci"])]
    assert found[0]["suppressed"]
    assert check(text, "--engines=gcc,cocci").status == 0


@needs_sparse
@pytest.mark.parametrize("text", SPARSE_FORMS)
def test_needed_by_another_engine_is_not_unused(check, text):
    """GCC alone finds nothing in it, and says so; with sparse it is needed."""
    alone = check(text)
    assert [f["rule"] for f in alone.findings] == ["unused-suppression"]
    together = check(text, "--engines=gcc,sparse", "--certainty=possible")
    assert (together.status, together.out) == (0, ""), together.err


@needs_spatch
def test_engines_judge_only_with_gcc(check, cocci):
    text = with_comment("/* labcheck-ok atomic-alloc: x */").replace("KERNEL", "ATOMIC")
    assert stored(cocci(text)) == []
    assert stored(check(text, "--engines=cocci")) == []
    assert [f["rule"] for f in stored(check(text, "--engines=gcc,cocci"))] == \
        ["unused-suppression"]


@needs_spatch
@pytest.mark.parametrize("text", [with_comment("/* labcheck-ok atomic-alloc */"),
                                  '__labcheck_ok("atomic-alloc", " ")\n' + BODY])
def test_reason_is_demanded_by_others_too(cocci, text):
    result = cocci(text)
    assert result.status == 2 and "x.c:" in result.err and "without a reason" in result.err


@needs_spatch
def test_attribute_of_another_function_suppresses_nothing(cocci):
    text = '__labcheck_ok("atomic-alloc", "why")\nvoid h(int (*f)(void));\n' + BODY
    assert cocci(text).status == 1
