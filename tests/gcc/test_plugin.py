# SPDX-License-Identifier: GPL-2.0-or-later
"""The plugin as a build meets it: arguments, objects, diagnostics, other compilers."""
import pathlib
import re
import shutil
import subprocess

import pytest

from gccplugin import CC

HERE = pathlib.Path(__file__).parent
ODD = (HERE / "odd.c").read_text()
SECTION = ".discard.labcheck"
BAD = """\
typedef unsigned int gfp_t;
typedef struct { int x; } spinlock_t;
#define GFP_KERNEL ((gfp_t)0xcc0)
#define GFP_ATOMIC ((gfp_t)0xa20)
#define __GFP_DIRECT_RECLAIM ((gfp_t)0x400)
void *kmalloc(unsigned long n, gfp_t flags);
void spin_lock(spinlock_t *), spin_unlock(spinlock_t *);
struct dev { spinlock_t lock; void *p; };
void test(struct dev *d)
{
	spin_lock(&d->lock);
	d->p = kmalloc(4, GFP_KERNEL);
	spin_unlock(&d->lock);
}
"""


def section(obj):
    out = obj.with_suffix(".sec")
    out.unlink(missing_ok=True)
    subprocess.run(["objcopy", f"--dump-section={SECTION}={out}", obj, "/dev/null"],
                   check=True, capture_output=True)
    return out.read_bytes()


def has_section(obj):
    names = subprocess.run(["objdump", "-h", obj], capture_output=True, text=True, check=True)
    return SECTION in names.stdout


# ---- arguments

@pytest.mark.parametrize("arguments, message", [
    ({"frobnicate": True}, r"unknown argument .frobnicate.; valid ones: analyse-only, quiet, "
                           r"werror, rules=.*, model=FILE, model-hash=HASH, pack=FILE, pack-hash=HASH, dump=FILE"),
    ({"quiet": "yes"}, "the argument .quiet. takes no value"),
    ({"model": True}, "the argument .model. needs a value"),
    ({"rules": "atomic-alloc,nonsense"}, "no rule .nonsense.; the rules are: .*atomic-alloc, "),
    ({"model_hash": "12"}, "model-hash.* without .model."),
    ({"model": "/no/such.model"}, "cannot read the model ./no/such.model.: No such file"),
])
def test_wrong_arguments(gcc, arguments, message):
    run = gcc.run("int x;", **arguments)
    assert run.returncode
    first, second = run.stderr.splitlines()
    assert re.search(f"fatal error: labcheck: .*{message}", first)
    assert second == "compilation terminated."


def test_bad_model_names_its_line(gcc):
    model = gcc.path("my.model", "source include/x.h 6.1\nfn f: sleep sometimes\n")
    run = gcc.run("int x;", model=model)
    assert run.returncode
    assert re.search(r"labcheck: \S*my\.model:2: ", run.stderr.splitlines()[0])


def test_model_hash_is_verified(gcc):
    model = gcc.path("my.model", "source include/x.h 6.1\nfn f: sleep\n")
    run = gcc.run("int x;", model=model, model_hash="0123")
    assert run.returncode
    actual = re.search(r"has the hash ([0-9a-f]{16}), not the given 0123", run.stderr)[1]
    assert gcc.run("int x;", model=model, model_hash=actual).returncode == 0


def test_model_is_used(gcc):
    model = gcc.path("my.model", "source include/x.h 6.1\nfn my_nap: sleep\n")
    source = BAD.replace("kmalloc(4, GFP_KERNEL)", "(my_nap(), (void *)0)")
    source = "void my_nap(void);\n" + source
    assert "atomic-sleep" not in gcc.run(source).stderr
    assert "[labcheck:atomic-sleep]" in gcc.run(source, model=model).stderr


def test_rules_are_chosen(gcc):
    assert "[labcheck:atomic-alloc]" in gcc.run(BAD, rules="atomic-alloc,gfp-misuse").stderr
    assert "labcheck" not in gcc.run(BAD, rules="gfp-misuse").stderr


# ---- diagnostics

def test_warning_notes_and_fix(gcc):
    run = gcc.run(BAD, "-fdiagnostics-parseable-fixits")
    assert run.returncode == 0
    assert "In function" in run.stderr
    warning = re.search(r"^t\.c:12:\d+: warning: .* \[labcheck:atomic-alloc\]$", run.stderr, re.M)
    assert warning
    assert re.search(r"^t\.c:11:\d+: note: ", run.stderr[warning.end():], re.M)
    assert 'fix-it:"t.c":{12:20-12:30}:"GFP_ATOMIC"' in run.stderr


def test_quiet_and_w_are_silent(gcc):
    assert gcc.run(BAD, quiet=True).stderr == ""
    assert gcc.run(BAD, "-w").stderr == ""


def test_werror_is_asked_for(gcc):
    run = gcc.run(BAD, "-Werror")
    assert run.returncode == 0 and "warning:" in run.stderr
    run = gcc.run(BAD, "-Werror", werror=True)
    assert run.returncode and "error:" in run.stderr
    assert gcc.run(BAD, werror=True).returncode == 0


def test_same_input_same_bytes(gcc):
    first = gcc.run(BAD)
    unit = section(gcc.path("t.o"))
    second = gcc.run(BAD)
    assert first.stderr == second.stderr and unit == section(gcc.path("t.o"))


def test_unwritable_dump_is_an_error(gcc):
    run = gcc.run("int x;", dump="/no/such/dir/x")
    assert run.returncode and "cannot write" in run.stderr


# ---- objects

OPTIONS = ["-O0", "-O2", "-O2 -g", "-O2 -pg", "-Os -fopenmp", "-O2 -flto", "-O1 -fexceptions",
           "-O2 -flto -ffat-lto-objects", "-O2 -ftrivial-auto-var-init=zero",
           "-O1 -fsanitize=undefined,address", "-O2 -frecord-gcc-switches",
           "-O2 -fprofile-arcs", "-O2 -ffunction-sections"]


@pytest.mark.parametrize("options", OPTIONS)
def test_odd_c_compiles_to_the_same_object(gcc, options):
    flags = ["-w", "-std=gnu11", "-frandom-seed=1", *options.split()]
    obj = gcc.path("t.o")
    plain = gcc.run(ODD, *flags, plugin=False)
    assert plain.returncode == 0, plain.stderr
    subprocess.run(["objcopy", obj, gcc.path("plain.o")], check=True)
    run = gcc.run(ODD, *flags, dump=gcc.path("t.unit"))
    assert run.returncode == 0 and run.stderr == plain.stderr
    assert has_section(obj)
    subprocess.run(["objcopy", "-R", SECTION, obj, gcc.path("cut.o")], check=True)
    assert gcc.path("cut.o").read_bytes() == gcc.path("plain.o").read_bytes()


def test_analyse_only_gives_the_same_unit_and_no_code(gcc):
    gcc.run(ODD, "-w", "-std=gnu11")
    unit = section(gcc.path("t.o"))
    run = gcc.run(ODD, "-w", "-std=gnu11", "-MD", "-MF", "t.d", analyse_only=True)
    assert run.returncode == 0 and run.stderr == ""
    assert section(gcc.path("t.o")) == unit
    assert "t.c" in gcc.path("t.d").read_text()
    names = subprocess.run(["nm", gcc.path("t.o")], capture_output=True, text=True, check=True)
    assert names.stdout == ""


def test_sections_survive_ld_r_and_no_link(gcc):
    units = []
    for name in ("a", "b"):
        gcc.run(f"int {name}(void) {{ return 1; }}", name=f"{name}.c")
        shutil.copy(gcc.path("t.o"), gcc.path(f"{name}.o"))
        units.append(section(gcc.path("t.o")))
    both = gcc.path("both.o")
    subprocess.run(["ld", "-r", "-o", both, gcc.path("a.o"), gcc.path("b.o")], check=True)
    assert section(both) == b"".join(units)
    gcc.run("int main(void) { return 0; }", name="main.c")
    subprocess.run([CC, "-o", gcc.path("main"), gcc.path("t.o")], check=True)
    assert not has_section(gcc.path("main"))


def test_lto_link_with_the_plugin_in_its_flags(gcc):
    gcc.run("int main(void) { return 0; }", "-flto")
    run = subprocess.run([CC, "-flto", *gcc.args(), "-o", gcc.path("main"), gcc.path("t.o")],
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


@pytest.mark.parametrize("mode", ["-fsyntax-only", "-E"])
def test_modes_without_code(gcc, mode):
    run = gcc.run(BAD, mode)
    assert run.returncode == 0 and run.stderr == ""


def test_other_languages_are_left_alone(gcc):
    run = gcc.run("struct A { ~A() {} }; int f() { A a; throw 1; }", name="t.cc")
    assert run.returncode == 0 and run.stderr == ""
    assert not has_section(gcc.path("t.o"))


def test_source_with_an_error(gcc):
    run = gcc.run("int f(void) { return x; }")
    assert run.returncode and "labcheck" not in run.stderr


def test_empty_source(gcc):
    assert gcc.run("").returncode == 0
    assert has_section(gcc.path("t.o"))


# ---- compilers and caches

def test_all_that_the_plugin_needs_is_there(gcc):
    """References to GCC are weak: one that nobody has would be found too late."""
    def names(*argv):
        out = subprocess.run(argv, capture_output=True, text=True, check=True).stdout
        return {text.split()[-1].split("@")[0] for text in out.splitlines()}
    cc1 = subprocess.run([CC, "-print-prog-name=cc1"], capture_output=True, text=True,
                         check=True).stdout.strip()
    needed = names("nm", "-D", "--undefined-only", gcc.plugin)
    have = names("nm", "-D", "--defined-only", cc1)
    for library in re.findall(r"=> (/\S+)", subprocess.run(
            ["ldd", gcc.plugin], capture_output=True, text=True, check=True).stdout):
        have |= names("nm", "-D", "--defined-only", library)
    made_by_the_linker = {"_ITM_deregisterTMCloneTable", "_ITM_registerTMCloneTable",
                          "__gmon_start__"}
    assert needed - have - made_by_the_linker == set()


def rebuilt(gcc, old, new):
    """The plugin, built with headers that say they are of another GCC."""
    headers = subprocess.run([CC, "-print-file-name=plugin"], capture_output=True, text=True,
                             check=True).stdout.strip() + "/include"
    text = pathlib.Path(headers, "plugin-version.h").read_text()
    version = re.search(r'basever\[\] = "([^"]*)"', text)[1]
    gcc.path("plugin-version.h", re.sub(old, new, text))
    room = HERE.parent.parent / "plugin/gcc"
    obj = gcc.path("plugin.o")
    subprocess.run(["g++", "-std=gnu++17", "-fno-rtti", "-fPIC", "-fvisibility=hidden",
                    f"-I{gcc.folder}", "-isystem", headers, "-c", "-o", obj, room / "plugin.cc"],
                   check=True)
    subprocess.run(["objcopy", "-w", "--weaken-symbol=!__*", "--weaken-symbol=*", obj], check=True)
    # What the rest of the plugin defines stays undefined: nothing may need it.
    subprocess.run(["g++", "-shared", "-o", gcc.path("other.so"), obj], check=True)
    gcc.plugin = gcc.path("other.so")
    return version


def test_another_gcc_is_refused(gcc):
    version = rebuilt(gcc, r'basever\[\] = ".*"', 'basever[] = "9.1.0"')
    run = gcc.run("int x;")
    assert run.returncode == 1 and len(run.stderr.splitlines()) == 1
    major = version.split(".")[0]
    assert f"was built for GCC 9.1.0, this is GCC {version}: " in run.stderr
    assert f"install gcc-{major}-plugin-dev and rebuild labcheck" in run.stderr


def test_another_build_of_this_gcc_is_refused(gcc):
    rebuilt(gcc, r'datestamp\[\] = ".*"', 'datestamp[] = "19991231"')
    run = gcc.run("int x;")
    assert run.returncode == 1
    assert "of 19991231, this is another build of it" in run.stderr


@pytest.mark.skipif(not shutil.which("ccache"), reason="no ccache")
def test_ccache_gives_back_section_and_warnings(gcc, monkeypatch):
    monkeypatch.setenv("CCACHE_DIR", str(gcc.path("cache")))
    gcc.path("t.c", BAD)
    results = []
    for _ in range(2):
        gcc.path("t.o").unlink(missing_ok=True)
        run = subprocess.run(["ccache", CC, "-c", "-O2", *gcc.args(), "t.c", "-o", "t.o"],
                             cwd=gcc.folder, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
        results.append((run.stderr, section(gcc.path("t.o"))))
    stats = subprocess.run(["ccache", "--print-stats"], capture_output=True, text=True).stdout
    assert re.search(r"^(direct|preprocessed)_cache_hit\s+1$", stats, re.M), stats
    assert results[0] == results[1] and "[labcheck:atomic-alloc]" in results[0][0]


# ---- faults of our own

FAULTS = {
    "bug": 'lab_bug("engine.c", 7, "no such state %d", 5);',
    "null": "*(volatile int *)0 = 1;",
    "abort": "abort();",
    "stack": "volatile char room[4096]; room[0] = 1; lab_engine_run(u, n, m, o, r); room[1] = 2;",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_of_the_engine_is_one_warning(gcc, fault):
    build = gcc.plugin.parent
    gcc.path("fault.c", """
        #include <stdlib.h>
        void lab_bug(const char *, int, const char *, ...) __attribute__((noreturn));
        void lab_engine_run(void *u, unsigned n, void *m, void *o, void *r);
        void lab_engine_run(void *u, unsigned n, void *m, void *o, void *r)
        { (void)u, (void)n, (void)m, (void)o, (void)r; %s }
    """ % FAULTS[fault])
    subprocess.run([CC, "-O0", "-w", "-fPIC", "-c", "fault.c"], cwd=gcc.folder, check=True)
    subprocess.run(["g++", "-shared", "-o", gcc.path("faulty.so"), gcc.path("fault.o"),
                    *(build / "obj/plugin/gcc").glob("*.o"), "-Wl,-z,muldefs,--whole-archive",
                    build / "libcore.a", "-Wl,--no-whole-archive"], check=True)
    run = gcc.run(BAD, plugin=False)
    plain = gcc.path("t.o").read_bytes()
    gcc.plugin = gcc.path("faulty.so")
    run = gcc.run(BAD, "-Werror")
    assert run.returncode == 0, run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert re.search("warning: labcheck: internal error, this file is not analysed: ", run.stderr)
    subprocess.run(["objcopy", "-R", SECTION, gcc.path("t.o"), gcc.path("cut.o")], check=True)
    gcc.path("plain.o").write_bytes(plain)
    subprocess.run(["objcopy", gcc.path("plain.o")], check=True)
    assert gcc.path("cut.o").read_bytes() == gcc.path("plain.o").read_bytes()
