# SPDX-License-Identifier: GPL-2.0-or-later
"""Bad input: one clear line (what, where, what to do), status 2, and nothing
lost of the other files' results."""
import pathlib
import re
import subprocess

import pytest

BAD = """
#include <linux/slab.h>
#include <linux/spinlock.h>
static spinlock_t lock;
void *fault(void)
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(16, GFP_KERNEL);
	spin_unlock(&lock);
	return p;
}
"""


def one_line(result, *words):
    """Status 2 and one line that holds all words."""
    assert result.status == 2, result
    assert len(result.complaints) == 1, result.err
    for word in words:
        assert str(word) in result.complaints[0]


@pytest.fixture
def include(root):
    return f"-I{root}/corpus/include"


@pytest.fixture
def bad_c(tmp_path):
    path = tmp_path / "bad.c"
    path.write_text(BAD)
    return path


@pytest.fixture
def bad_o(bad_c, labcheck, include, tmp_path):
    """An object that holds one unit with one finding."""
    out = tmp_path / "bad.o"
    subprocess.run(["gcc", "-O2", "-c", "-o", out, include, bad_c,
                    f"-fplugin={labcheck.plugin}"], check=True, capture_output=True)
    return out


def with_section(obj, edit):
    """A copy of the object whose unit went through edit(bytes)."""
    raw, out = obj.with_suffix(".unit"), obj.with_suffix(".edited.o")
    subprocess.run(["objcopy", f"--dump-section=.discard.labcheck={raw}", obj, "/dev/null"],
                   check=True)
    raw.write_bytes(edit(raw.read_bytes()))
    subprocess.run(["objcopy", f"--update-section=.discard.labcheck={raw}", obj, out],
                   check=True)
    return out


# ---- usage ---------------------------------------------------------------

@pytest.mark.parametrize("args, words", [
    ([], ["--help"]),
    (["frobnicate"], ["no command 'frobnicate'", "--help"]),
    (["check"], ["no PATH"]),
    (["check", "--format=xml", "x.c"], ["xml", "text, jsonl"]),
    (["check", "--rules=atomic-alloc,nonsense", "x.c"], ["nonsense", "atomic-sleep"]),
    (["check", "--certainty=maybe", "x.c"], ["maybe", "likely"]),
    (["check", "--jobs=0", "x.c"], ["--jobs=0"]),
    (["check", "--output=/no/such/place", "x.c"], ["/no/such/place"]),
    (["link"], ["no object"]),
    (["unit"], ["show"]),
    (["unit", "eat", "x"], ["eat"]),
    (["model", "eat"], ["eat"]),
    (["explain", "nonsense"], ["no rule 'nonsense'"]),
], ids=lambda v: " ".join(v) if isinstance(v, list) else None)
def test_usage(labcheck, args, words):
    one_line(labcheck(*args), *words)


# ---- paths and trees -----------------------------------------------------

def test_no_such_path(labcheck):
    one_line(labcheck("check", "/no/such/file.c"), "/no/such/file.c")


def test_not_c(labcheck, tmp_path):
    (tmp_path / "x.txt").write_text("")
    one_line(labcheck("check", tmp_path / "x.txt"), "x.txt", "C file")


def test_folder_that_is_no_module(labcheck, tmp_path):
    one_line(labcheck("check", tmp_path), tmp_path, "--kernel")


def test_not_a_kernel_tree(labcheck, tmp_path):
    one_line(labcheck("check", "--kernel", tmp_path, "drivers/x"), tmp_path,
             "not a kernel source tree")


@pytest.fixture
def fake_src(tmp_path):
    src = tmp_path / "src"
    (src / "scripts").mkdir(parents=True)
    (src / "scripts/Kbuild.include").write_text("")
    (src / "Makefile").write_text("")
    return src


def test_no_such_kernel(labcheck):
    one_line(labcheck("check", "--kernel", "/no/such/tree", "x"), "/no/such/tree")


def test_no_such_build_folder(labcheck, fake_src):
    one_line(labcheck("check", "--kernel", fake_src, "--build", "/no/obj", "x"), "/no/obj")


def test_never_configured(labcheck, fake_src, tmp_path):
    (tmp_path / "obj").mkdir()
    one_line(labcheck("check", "--kernel", fake_src, "--build", tmp_path / "obj", "x"),
             "never configured", "run: make -C")


def test_never_prepared(labcheck, fake_src, tmp_path):
    (tmp_path / "obj").mkdir()
    (tmp_path / "obj/.config").write_text("")
    one_line(labcheck("check", "--kernel", fake_src, "--build", tmp_path / "obj", "x"),
             "not prepared", "run: make -C")


def test_no_such_folder_in_tree(labcheck, tree):
    one_line(labcheck("check", "--kernel", tree.src, "--build", tree.obj, "drivers/nosuch"),
             "drivers/nosuch", tree.src)


def test_outside_of_tree(labcheck, tree):
    one_line(labcheck("check", "--kernel", tree.src, "--build", tree.obj, "/usr"), "/usr")


def test_kernel_folder_without_makefile(labcheck, tree):
    one_line(labcheck("check", "--kernel", tree.src, "--build", tree.obj, "include/linux"),
             "include/linux", "Makefile")


def test_module_without_kernel(labcheck, tmp_path):
    (tmp_path / "Kbuild").write_text("obj-m := x.o\n")
    one_line(labcheck("check", "--build", "/no/obj", tmp_path), "/no/obj")


# ---- files that do not compile -------------------------------------------

def test_broken_file_loses_nothing(labcheck, bad_c, include, tmp_path):
    broken = tmp_path / "broken.c"
    broken.write_text("int f(void) { return nonsense; }\n")
    result = labcheck("check", "--format=jsonl", "--ledger", broken, bad_c, "--", include)
    one_line(result, broken, "does not compile", "nonsense")
    assert [f["rule"] for f in result.findings] == ["atomic-alloc"]
    assert str(broken) in result.out


def test_missing_header(labcheck, bad_c):
    one_line(labcheck("check", bad_c), bad_c, "linux/slab.h")


def test_broken_file_in_module(labcheck, tree, bad_c, tmp_path):
    (tmp_path / "broken.c").write_text("nonsense;\n")
    (tmp_path / "Kbuild").write_text("obj-m := m.o\nm-y := bad.o broken.o\n")
    result = labcheck("check", "--format=jsonl", "--build", tree.obj, ".", cwd=tmp_path)
    one_line(result, "broken.c", "does not compile")
    assert [f["rule"] for f in result.findings] == ["atomic-alloc"]


# ---- compiler and plugin -------------------------------------------------

def test_no_such_plugin(labcheck, bad_c):
    one_line(labcheck("check", "--plugin=/no/labcheck.so", bad_c), "/no/labcheck.so")


def test_no_such_compiler(labcheck, bad_c):
    one_line(labcheck("check", "--cc=/no/gcc", bad_c), "/no/gcc")


def test_file_that_is_no_plugin(labcheck, bad_c, include, tmp_path):
    fake = tmp_path / "labcheck.so"
    fake.write_text("not a library")
    one_line(labcheck("check", f"--plugin={fake}", bad_c, "--", include), fake)


def other_gcc(plugin, to):
    """A copy of the plugin that says it was built for another GCC."""
    folder = subprocess.run(["gcc", "-print-file-name=plugin"], check=True,
                            capture_output=True, text=True).stdout.strip()
    header = pathlib.Path(folder, "include/plugin-version.h").read_text()
    stamp = re.search(r'datestamp\[\] = "(\d+)"', header)[1]
    data = plugin.read_bytes()
    assert stamp.encode() in data
    to.write_bytes(data.replace(stamp.encode(), b"19990101"))


def test_plugin_from_another_gcc(labcheck, bad_c, include, tmp_path):
    other = tmp_path / "labcheck.so"
    other_gcc(labcheck.plugin, other)
    one_line(labcheck("check", f"--plugin={other}", bad_c, bad_c, "--", include), "GCC")
    result = labcheck("doctor", f"--plugin={other}")
    assert result.status == 2 and "BAD  plugin" in result.out


# ---- units ---------------------------------------------------------------

def test_no_such_object(labcheck):
    one_line(labcheck("link", "/no/such.o"), "/no/such.o")


def test_object_without_unit(labcheck, tmp_path):
    (tmp_path / "x.c").write_text("int x;\n")
    subprocess.run(["gcc", "-c", "-o", tmp_path / "x.o", tmp_path / "x.c"], check=True)
    one_line(labcheck("link", tmp_path / "x.o"), "x.o", "no unit", "-fplugin")
    one_line(labcheck("unit", "show", tmp_path / "x.o"), "x.o", "no unit")


@pytest.mark.parametrize("edit", [
    lambda u: u[:len(u) // 2],
    lambda u: u[:7],
    lambda u: b"nonsense" + u,
    lambda u: u[:40] + bytes([u[40] ^ 0x55]) + u[41:],
], ids=["truncated", "header only", "no magic", "flipped bits"])
def test_damaged_unit(labcheck, bad_o, edit):
    damaged = with_section(bad_o, edit)
    one_line(labcheck("link", damaged), damaged, "unit")
    one_line(labcheck("unit", "show", damaged), damaged, "unit")
    # The whole object's finding is still there.
    result = labcheck("link", "--format=jsonl", damaged, bad_o)
    assert result.status == 2 and len(result.findings) == 1


def test_preprocessed_source(labcheck, bad_c, include, tmp_path):
    """GFP_* are gone with the macros: nothing is guessed, and that is said."""
    pre, out = tmp_path / "pre.i", tmp_path / "pre.o"
    subprocess.run(["gcc", "-E", include, "-o", pre, bad_c], check=True)
    subprocess.run(["gcc", "-O2", "-c", "-o", out, f"-fplugin={labcheck.plugin}", pre], check=True)
    result = labcheck("link", "--ledger", out)
    assert result.status == 0
    assert re.search(r"not analysed: kmalloc: .*preprocessed.*\[labcheck:gfp-unknown\]$",
                     result.out, re.M)


def test_truncated_object(labcheck, bad_o):
    bad_o.write_bytes(bad_o.read_bytes()[:100])
    one_line(labcheck("link", bad_o), bad_o)


def test_malformed_text_unit(labcheck, tmp_path):
    (tmp_path / "x.unit").write_text("nonsense\n")
    one_line(labcheck("unit", "show", tmp_path / "x.unit"), "x.unit")


# ---- models --------------------------------------------------------------

def test_no_such_model(labcheck, bad_c):
    one_line(labcheck("check", "--model=/no/my.model", bad_c), "/no/my.model")


def test_model_that_is_a_folder(labcheck, bad_c, tmp_path):
    one_line(labcheck("check", f"--model={tmp_path}", bad_c), tmp_path, "directory")


@pytest.mark.parametrize("line, words", [
    ("fn f: frobnicate", ["frobnicate"]),
    ("fn f: lock nonsense arg0", ["nonsense"]),
    ("nonsense", ["nonsense"]),
], ids=["effect", "kind", "line"])
def test_malformed_model(labcheck, bad_c, tmp_path, line, words):
    model = tmp_path / "my.model"
    model.write_text(f"# mine\nsource x.h 6.1\n{line}\n")
    one_line(labcheck("check", f"--model={model}", bad_c), f"{model}:3", "expected", *words)
    one_line(labcheck("model", "check", model), f"{model}:3", "expected")
