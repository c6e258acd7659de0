# SPDX-License-Identifier: GPL-2.0-or-later
"""check, ended by a signal at any moment: no folder is left, no program runs
on, and the one who waits sees the signal."""
import fcntl
import os
import pathlib
import signal
import subprocess
import termios
import time

import pytest

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]

# A compiler that never ends by itself, nor when it is asked to.
STUBBORN = """#!/bin/sh
case "$*" in
*-dump*) exec gcc "$@" ;;
esac
trap '' TERM INT HUP
echo started >> "$STARTED"
(while :; do sleep 0.1; done) &
wait
while :; do sleep 0.1; done
"""


def users_of(folder):
    """The processes that have the folder in their arguments or environment."""
    found = []
    for proc in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            told = (proc / "cmdline").read_bytes() + (proc / "environ").read_bytes()
            gone = (proc / "stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            continue
        if str(folder).encode() in told and not gone and proc.name != str(os.getpid()):
            found.append(proc.name)
    return found


def wait_for(happened, seconds=60):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until, "it never happened"
        time.sleep(0.005)


@pytest.fixture
def start(labcheck, tmp_path):
    """Starts labcheck with a TMPDIR of its own; ends what is left of it."""
    tmp = tmp_path / "tmp"
    tmp.mkdir()
    begun = []

    def run(*args, before=(), **more):
        env = dict(os.environ, TMPDIR=str(tmp), **more)
        argv = [str(a) for a in (*before, labcheck.build / "labcheck", *args)]
        begun.append(subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True,
                                      stderr=subprocess.PIPE, stdin=subprocess.DEVNULL))
        return begun[-1]

    run.tmp = tmp
    yield run
    for child in begun:
        child.kill()
        child.communicate()
    for pid in users_of(tmp):
        os.kill(int(pid), signal.SIGKILL)


def ended_well(child, start, sig):
    child.communicate(timeout=60)
    assert child.returncode == -sig
    assert not list(start.tmp.iterdir())
    wait_for(lambda: not users_of(start.tmp), 5)


@pytest.mark.parametrize("sig", SIGNALS, ids=lambda s: s.name)
def test_while_kbuild_is_asked(start, tree, sig):
    child = start("check", "--kernel", tree.src, "--build", tree.obj, "drivers/usb/gadget")
    wait_for(lambda: list(start.tmp.glob("*/make.out")))
    child.send_signal(sig)
    ended_well(child, start, sig)


@pytest.mark.parametrize("sig", SIGNALS, ids=lambda s: s.name)
def test_while_files_are_compiled(start, tree, sig):
    child = start("check", "--jobs=2", "--kernel", tree.src, "--build", tree.obj,
                  "drivers/usb/gadget")
    wait_for(lambda: list(start.tmp.glob("*/3.err")))
    child.send_signal(sig)
    ended_well(child, start, sig)


@pytest.fixture
def stubborn(tmp_path):
    (tmp_path / "cc").write_text(STUBBORN)
    (tmp_path / "cc").chmod(0o755)
    (tmp_path / "x.c").write_text("int x;\n")
    return ["check", f"--cc={tmp_path}/cc", tmp_path / "x.c"], tmp_path / "started"


@pytest.mark.parametrize("sig", SIGNALS, ids=lambda s: s.name)
def test_compiler_that_will_not_end(start, stubborn, sig):
    args, started = stubborn
    child = start(*args, STARTED=str(started))
    wait_for(started.exists)
    child.send_signal(sig)
    ended_well(child, start, sig)


@pytest.mark.parametrize("sig", SIGNALS, ids=lambda s: s.name)
def test_while_findings_are_written(start, root, sig):
    """No program runs, and nobody reads what is written."""
    files = sorted((root / "corpus/cases/atomic-alloc").glob("*.c"))[:8]
    child = start("check", "--format=jsonl", *files, "--", f"-I{root}/corpus/include")
    fcntl.fcntl(child.stdout, fcntl.F_SETPIPE_SZ, 4096)
    full = bytearray(4)
    wait_for(lambda: not fcntl.ioctl(child.stdout, termios.FIONREAD, full) and
             int.from_bytes(full, "little") == 4096)
    assert list(start.tmp.iterdir())
    child.send_signal(sig)
    ended_well(child, start, sig)


def heavy(functions):
    """A file that is compiled in no time, and takes long to analyse."""
    yield "#include <linux/spinlock.h>\n#include <linux/slab.h>\nstatic int x[64];"
    yield "static DEFINE_SPINLOCK(a); static DEFINE_SPINLOCK(b); static DEFINE_SPINLOCK(c);"
    for i in range(functions):
        tests = "".join(f"if (x[{j}] & v) spin_lock(&{'abc'[j % 3]}); else x[{j}] = {j};"
                        for j in range(1, 12))
        yield f"int f{i}(int v) {{ x[0] = {f'f{i - 1}(v)' if i else 0}; {tests} return x[v]; }}"


@pytest.mark.parametrize("how", [[], ["--separate"], ["--fixes"]], ids=str)
def test_while_one_file_is_analysed(start, root, tmp_path, how):
    """The rest of the analysis, many seconds, is not waited for; nothing is written."""
    (tmp_path / "x.c").write_text("\n".join(heavy(4000)))
    found = tmp_path / "found"
    child = start("check", *how, "-o", found, tmp_path / "x.c", "--", f"-I{root}/corpus/include")
    wait_for(lambda: list(start.tmp.glob("*/0.err")))
    children = pathlib.Path(f"/proc/{child.pid}/task/{child.pid}/children")
    wait_for(lambda: not children.read_text())
    began = time.monotonic()
    child.send_signal(signal.SIGINT)
    ended_well(child, start, signal.SIGINT)
    assert time.monotonic() - began < 3
    assert not found.exists() and not list(tmp_path.glob("found*"))


def test_nohup_goes_on(start, stubborn):
    """A signal that was ignored from the beginning stays so."""
    args, started = stubborn
    child = start(*args, STARTED=str(started), before=["nohup"])
    wait_for(started.exists)
    child.send_signal(signal.SIGHUP)
    time.sleep(0.5)
    assert child.poll() is None
    child.send_signal(signal.SIGTERM)
    ended_well(child, start, signal.SIGTERM)
