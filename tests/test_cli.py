# SPDX-License-Identifier: GPL-2.0-or-later
"""The command beside its main job: help, explain, doctor, model, unit, lint."""
import os
import pathlib
import re
import subprocess

import pytest

# Each rule has its page, and each page its rule.
RULES = sorted(p.stem for p in (pathlib.Path(__file__).parent.parent / "docs/rules").glob("*.md"))
COMMANDS = ["check", "link", "pack", "why", "gate", "report", "explain", "unit", "model",
            "plugin", "doctor"]


def test_version(labcheck):
    assert re.fullmatch(r"labcheck \d+\.\d+\n", labcheck("--version").out)


def test_help_names_all_commands(labcheck):
    result = labcheck("--help")
    assert result.status == 0
    for command in COMMANDS:
        assert f"\n  {command} " in result.out


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(labcheck, command):
    result = labcheck(command, "--help")
    assert result.status == 0 and f"Usage: labcheck {command}" in result.out


def test_explain_lists_rules(labcheck):
    result = labcheck("explain")
    assert sorted(line.split()[0] for line in result.out.splitlines()) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_explain(labcheck, root, rule):
    result = labcheck("explain", rule)
    assert result.out == (root / f"docs/rules/{rule}.md").read_text()
    for heading in ("Bad", "Good", "Silence", "Limits"):
        assert f"\n## {heading}" in result.out


@pytest.mark.parametrize("rule", RULES)
def test_examples_of_the_pages_are_right(labcheck, root, tmp_path, rule):
    """The bad code of a rule's page is found, the good code is not."""
    page = (root / f"docs/rules/{rule}.md").read_text()
    blocks = re.findall(r"^## (Bad|Good)\n(.*?)(?=^## )", page, re.M | re.S)
    for heading, text in blocks:
        code = "".join(re.findall(r"```c\n(.*?)```", text, re.S))
        path = tmp_path / f"{heading}.c"
        path.write_text(code)
        result = labcheck("check", f"--rules=+{rule}", "--format=jsonl", path, "--",
                          f"-I{root}/corpus/include")
        assert result.status in (0, 1), result.err
        rules = {f["rule"] for f in result.findings}
        assert rules == ({rule} if heading == "Bad" else set()), code


def test_doctor(labcheck):
    result = labcheck("doctor")
    assert result.status == 0, result.out
    assert re.search(r"^ok +plugin +.*loads and works$", result.out, re.M)


def test_doctor_without_compiler(labcheck):
    result = labcheck("doctor", "--cc=/no/gcc")
    assert result.status == 2 and "BAD  compiler" in result.out


def test_model_show(labcheck):
    result = labcheck("model", "show", "spin_lock")
    assert result.status == 0
    assert "lock spin arg0" in result.out and result.out.startswith("source include/linux/")


def test_model_show_all_is_a_model(labcheck, tmp_path):
    whole = tmp_path / "all.model"
    whole.write_text(labcheck("model", "show").out)
    assert labcheck("model", "check", whole).status == 0


@pytest.fixture
def obj(labcheck, root, tmp_path):
    out = tmp_path / "x.o"
    subprocess.run(["gcc", "-std=gnu11", "-O2", "-c", "-o", out, f"-I{root}/corpus/include",
                    f"-fplugin={labcheck.plugin}",
                    root / "corpus/cases/atomic-alloc/spinlocks.c"],
                   check=True, capture_output=True)
    return out


def test_unit_forms_round_trip(labcheck, obj, tmp_path):
    text = labcheck("unit", "show", obj)
    assert text.status == 0
    first, second = tmp_path / "first.unit", tmp_path / "second.unit"
    first.write_text(text.out)
    with second.open("wb") as out:
        subprocess.run([labcheck.build / "labcheck", "unit", "encode", first], stdout=out,
                       check=True)
    assert labcheck("unit", "show", second).out == text.out


def test_link_agrees_with_check(labcheck, root, obj):
    linked = labcheck("link", "--format=jsonl", obj)
    checked = labcheck("check", "--format=jsonl",
                       root / "corpus/cases/atomic-alloc/spinlocks.c", "--",
                       f"-I{root}/corpus/include")
    assert linked.status == 1 and linked.out == checked.out


def test_link_of_joined_objects(labcheck, obj, root, tmp_path):
    """ld -r puts the units of its parts one behind another."""
    other = tmp_path / "y.o"
    subprocess.run(["gcc", "-std=gnu11", "-O2", "-c", "-o", other, "-Dsetup=other_setup",
                    f"-I{root}/corpus/include", f"-fplugin={labcheck.plugin}",
                    root / "corpus/cases/atomic-alloc/switches.c"],
                   check=True, capture_output=True)
    joined = tmp_path / "joined.o"
    subprocess.run(["ld", "-r", "-o", joined, obj, other], check=True)
    assert labcheck("link", "--format=jsonl", joined).out == \
        labcheck("link", "--format=jsonl", obj, other).out


def test_rules_off_by_default(labcheck, root):
    """They are found when asked for, alone or besides the others."""
    args = ["--format=jsonl", root / "corpus/cases/rt-atomic/switched_off.c", "--",
            f"-I{root}/corpus/include"]

    def found(*options):
        return {f["rule"] for f in labcheck("check", *options, *args).findings}
    assert found() == set()
    assert found("--rules=rt-atomic") == {"rt-atomic"}
    assert found("--rules=+rt-atomic") == found("--rules=all") == {"rt-atomic"}
    usual = {line.split()[0] for line in labcheck("explain").out.splitlines()
             if not line.endswith(" (off by default)")}
    assert "rt-atomic" not in usual and "atomic-alloc" in usual


def test_rules_and_certainty_choose(labcheck, root):
    args = ["--format=jsonl", root / "corpus/cases/atomic-alloc/spinlocks.c", "--",
            f"-I{root}/corpus/include"]
    assert labcheck("check", "--rules=gfp-misuse", *args).findings == []
    certain = labcheck("check", "--certainty=certain", *args).findings
    assert all(f["certainty"] == "certain" for f in certain)


def test_model_replaces_entries(labcheck, root, tmp_path):
    """A function is what the user's model says it is."""
    model = tmp_path / "my.model"
    model.write_text("source mine.h 1.0\nfn my_wait: sleep\nfn my_enter: preempt +\n"
                     "fn my_leave: preempt -\n")
    source = tmp_path / "x.c"
    source.write_text("void my_wait(void); void my_enter(void); void my_leave(void);\n"
                      "void f(void)\n{\n\tmy_enter();\n\tmy_wait();\n\tmy_leave();\n}\n")
    assert labcheck("check", "--format=jsonl", source).findings == []
    found = labcheck("check", "--format=jsonl", f"--model={model}", source).findings
    assert [(f["rule"], f["line"]) for f in found] == [("atomic-sleep", 5)]


def test_output_file(labcheck, root, tmp_path):
    args = ["--format=jsonl", root / "corpus/cases/atomic-alloc/spinlocks.c", "--",
            f"-I{root}/corpus/include"]
    out = tmp_path / "out.jsonl"
    result = labcheck("check", f"--output={out}", *args)
    assert result.status == 1 and not result.out
    assert out.read_text() == labcheck("check", *args).out


def test_nothing_is_left_behind(labcheck, root, tmp_path):
    env = dict(os.environ, TMPDIR=str(tmp_path))
    labcheck("check", root / "corpus/cases/atomic-alloc/spinlocks.c", "--",
             f"-I{root}/corpus/include", env=env)
    assert not list(tmp_path.iterdir())


def test_no_bar_without_a_terminal(labcheck, root):
    result = labcheck("check", root / "corpus/cases/atomic-alloc/spinlocks.c", "--",
                      f"-I{root}/corpus/include")
    assert "\r" not in result.err and "\033" not in result.err


def test_module_folder_is_left_alone(labcheck, tree, tmp_path):
    (tmp_path / "x.c").write_text(
        "#include <linux/slab.h>\n#include <linux/spinlock.h>\n"
        "static DEFINE_SPINLOCK(lock);\n"
        "void *f(void);\nvoid *f(void)\n{\n\tvoid *p;\n\n\tspin_lock(&lock);\n"
        "\tp = kmalloc(8, GFP_KERNEL);\n\tspin_unlock(&lock);\n\treturn p;\n}\n")
    (tmp_path / "Makefile").write_text("obj-m := x.o\n")
    result = labcheck("check", "--format=jsonl", "--build", tree.obj, tmp_path)
    assert result.status == 1 and result.complaints == []
    assert [(f["rule"], f["line"]) for f in result.findings] == [("atomic-alloc", 10)]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["Makefile", "x.c"]


def test_module_whose_link_failed(labcheck, tree, tmp_path):
    """What its build left behind is no reason to complain."""
    (tmp_path / "x.c").write_text("int x_count;\n")
    (tmp_path / "Makefile").write_text("obj-m := x.o\n")
    built = subprocess.run(["make", "-C", tree.obj, f"M={tmp_path}", "modules"],
                           capture_output=True, text=True)
    assert built.returncode and (tmp_path / "modules.order").exists()
    result = labcheck("check", "--build", tree.obj, tmp_path)
    assert (result.status, result.complaints) == (0, []), result.err
