# SPDX-License-Identifier: GPL-2.0-or-later
"""make install into a folder of its own: what is installed works from there,
finds the plugin for the compiler, and goes again."""
import os
import re
import shutil
import subprocess

import pytest

from test_bad_input import BAD, one_line

pytestmark = pytest.mark.xdist_group("install")


def make(root, labcheck, *args):
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    # The flags of the build in hand, or everything would be built again.
    if "-Werror" in (labcheck.build / "flags").read_text():
        env["DEVELOPER"] = "1"
    return subprocess.run(["make", "-C", root, f"OUT={labcheck.build}", *args], env=env,
                          capture_output=True, text=True)


class Installed:
    def __init__(self, dest, prefix):
        self.top = dest / prefix.lstrip("/")
        self.command = self.top / "bin/labcheck"
        self.env = {"PATH": f"{self.top}/bin:/usr/bin:/bin", "LC_ALL": "C",
                    "HOME": os.environ.get("HOME", "/")}

    def __call__(self, *args, **more):
        return self.run(self.command, *args, **more)

    def run(self, *args, cwd=None, **more):
        return subprocess.run([str(a) for a in args], env={**self.env, **more}, cwd=cwd,
                              capture_output=True, text=True, timeout=600)

    def files(self):
        return sorted(p for p in self.top.rglob("*") if p.is_file())


@pytest.fixture(scope="module")
def installed(root, labcheck, tmp_path_factory):
    dest = tmp_path_factory.mktemp("dest")
    done = make(root, labcheck, "install", f"DESTDIR={dest}", "PREFIX=/usr")
    assert done.returncode == 0, done.stderr
    return Installed(dest, "/usr")


@pytest.fixture
def bad_c(tmp_path):
    (tmp_path / "bad.c").write_text(BAD)
    return tmp_path / "bad.c"


def test_check_runs_installed(installed, root, bad_c):
    done = installed("check", "bad.c", "--verbose", "--", f"-I{root}/corpus/include",
                     cwd=bad_c.parent)
    assert done.returncode == 1 and re.match(r"bad\.c:10:.*\[labcheck:atomic-alloc\]\n", done.stdout)
    plugin = re.search(r"-fplugin=(\S+)", done.stderr)[1]
    assert plugin.startswith(f"{installed.top}/lib/labcheck/")


def test_explain_and_model_run_installed(installed, root):
    assert installed("explain", "atomic-alloc").stdout == \
        (root / "docs/rules/atomic-alloc.md").read_text()
    assert "lock spin arg0" in installed("model", "show", "spin_lock").stdout


def test_doctor_runs_installed(installed):
    done = installed("doctor")
    assert done.returncode == 0, done.stdout
    assert f"{installed.top}/lib/labcheck/" in done.stdout


def test_semantic_patches_run_installed(installed, bad_c):
    done = installed("cocci", bad_c)
    assert done.returncode == 1 and "[labcheck:atomic-alloc]" in done.stdout, done.stderr
    patch = installed.top / "share/labcheck/semantic-patches/alloc_under_lock.cocci"
    done = installed.run("spatch", "-D", "report", "--very-quiet", "--sp-file", patch, bad_c)
    assert "[labcheck:atomic-alloc]" in done.stdout, done.stderr


def test_a_build_runs_with_the_installed_plugin(installed, root, bad_c):
    """As pkg-config and as `labcheck plugin` tell its place."""
    asked = installed.run("pkg-config", "--define-prefix", "--cflags", "labcheck",
                          PKG_CONFIG_PATH=f"{installed.top}/lib/pkgconfig")
    flag = asked.stdout.strip()
    assert flag == f"-fplugin={installed('plugin').stdout.strip()}"
    done = installed.run("gcc", flag, f"-I{root}/corpus/include", "-c", bad_c,
                         cwd=bad_c.parent)
    assert done.returncode == 0 and "[labcheck:atomic-alloc]" in done.stderr


def test_prefix_in_pkg_config(root, labcheck, tmp_path):
    """The paths are those of PREFIX, not of DESTDIR."""
    for prefix in ("/usr", "/opt/lab"):
        done = make(root, labcheck, "install", f"DESTDIR={tmp_path}", f"PREFIX={prefix}")
        assert done.returncode == 0, done.stderr
        text = (tmp_path / prefix[1:] / "lib/pkgconfig/labcheck.pc").read_text()
        assert f"prefix={prefix}\n" in text and str(tmp_path) not in text


@pytest.fixture
def own(installed, tmp_path):
    """A copy that a test may break."""
    shutil.copytree(installed.top.parent, tmp_path / "own")
    return Installed(tmp_path / "own", "/usr")


def test_plugin_of_another_compiler_only(own, bad_c):
    """The compiler that lacks a plugin, those that have one, and what to do."""
    folder = next((own.top / "lib/labcheck").glob("*/labcheck.so")).parent
    version = folder.name.rsplit("-", 1)[1]
    folder.rename(folder.with_name("mips-linux-gnu-9.1.0"))
    for args in (["plugin"], ["check", bad_c], ["check", bad_c, bad_c]):
        done = own(*args)
        assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
        for word in (folder.name, "mips-linux-gnu-9.1.0",
                     f"gcc-{version.split('.')[0]}-plugin-dev"):
            assert word in done.stderr
    assert own("plugin", "--list").stdout == "mips-linux-gnu-9.1.0\n"
    done = own("doctor")
    assert done.returncode == 2 and "BAD  plugin" in done.stdout


def test_plugin_is_chosen_by_compiler(own, root, bad_c, tmp_path):
    """A compiler that says it is another gets that one's plugin."""
    real = next((own.top / "lib/labcheck").glob("*/labcheck.so"))
    other = own.top / "lib/labcheck/strange-linux-77.1.0/labcheck.so"
    other.parent.mkdir()
    shutil.copy(real, other)
    cc = tmp_path / "strange-gcc"
    cc.write_text('#!/bin/sh\ncase $1 in\n-dumpmachine) echo strange-linux ;;\n'
                  '-dumpfullversion) echo 77.1.0 ;;\n*) exec gcc "$@" ;;\nesac\n')
    cc.chmod(0o755)
    assert own("plugin", cc).stdout == f"{other}\n"
    done = own("check", "--verbose", f"--cc={cc}", bad_c, "--", f"-I{root}/corpus/include")
    assert done.returncode == 1 and f"-fplugin={other}" in done.stderr


@pytest.mark.parametrize("cc, words", [
    ("/no/gcc", ["/no/gcc", "not found"]),
    ("true", ["true", "GCC of version 10"]),
])
def test_no_gcc(installed, cc, words):
    done = installed("plugin", cc)
    assert done.returncode == 2 and len(done.stderr.splitlines()) == 1
    assert all(word in done.stderr for word in words)


def test_uninstall_leaves_nothing(root, labcheck, tmp_path):
    where = [f"DESTDIR={tmp_path}", "PREFIX=/opt/lab"]
    (tmp_path / "opt/lab/lib").mkdir(parents=True)
    (tmp_path / "opt/lab/lib/other").write_text("not ours")
    assert make(root, labcheck, "install", *where).returncode == 0
    assert make(root, labcheck, "uninstall", *where).returncode == 0
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path / "opt/lab/lib/other"]
    assert not (tmp_path / "opt/lab/share").exists()


def test_uninstall_keeps_what_was_changed(root, labcheck, tmp_path):
    where = [f"DESTDIR={tmp_path}", "PREFIX=/usr"]
    assert make(root, labcheck, "install", *where).returncode == 0
    mine = tmp_path / "usr/share/labcheck/semantic-patches/macros.h"
    mine.write_text("/* mine */\n")
    done = make(root, labcheck, "uninstall", *where)
    assert done.returncode and f"{mine}: changed since it was installed, kept" in done.stderr
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [mine]


def test_install_takes_old_files_away(root, labcheck, tmp_path):
    where = [f"DESTDIR={tmp_path}", "PREFIX=/usr"]
    assert make(root, labcheck, "install", *where).returncode == 0
    old = tmp_path / "usr/share/labcheck/old"
    old.write_text("")
    with (tmp_path / "usr/lib/labcheck/installed").open("a") as note:
        note.write("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  "
                   "share/labcheck/old\n")
    assert make(root, labcheck, "install", *where).returncode == 0
    assert not old.exists()


def test_uninstall_where_nothing_is(root, labcheck, tmp_path):
    done = make(root, labcheck, "uninstall", f"DESTDIR={tmp_path}")
    assert done.returncode and "not installed there" in done.stderr


def test_install_into_what_cannot_be_written(root, labcheck):
    done = make(root, labcheck, "install", "DESTDIR=/proc/none")
    assert done.returncode and "/proc/none" in done.stderr and "Traceback" not in done.stderr


def test_no_such_plugin_is_said(labcheck, bad_c):
    one_line(labcheck("check", "--plugin=/no/labcheck.so", bad_c), "/no/labcheck.so",
             "labcheck plugin")
