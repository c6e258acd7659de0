# SPDX-License-Identifier: GPL-2.0-or-later
"""A few programs of csmith; `make fuzz-gcc N=1000` tries many."""
import shutil
import subprocess

import pytest


@pytest.mark.skipif(not shutil.which("csmith"), reason="csmith is not installed")
def test_programs_of_csmith(root, labcheck, tmp_path):
    done = subprocess.run([root / "tests/gcc/fuzz", labcheck.build, "--count", "4",
                           "--keep", tmp_path], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("csmith"), reason="csmith is not installed")
def test_it_can_fail(root, labcheck, tmp_path):
    """With a plugin that changes the objects, it does."""
    (tmp_path / "labcheck").symlink_to(labcheck.build / "labcheck")
    cc = tmp_path / "cc"
    cc.write_text('#!/bin/sh\ncase "$*" in\n*-fplugin*) exec gcc -DCHANGED "$@" '
                  '--param=inline-unit-growth=0 -fno-inline -fverbose-asm -O1 ;;\nesac\n'
                  'exec gcc "$@"\n')
    cc.chmod(0o755)
    (tmp_path / "labcheck.so").symlink_to(labcheck.plugin)
    done = subprocess.run([root / "tests/gcc/fuzz", tmp_path, "--count", "1"], text=True,
                          env={"PATH": "/usr/bin:/bin", "CC": str(cc)}, capture_output=True)
    assert done.returncode == 1 and "the objects differ" in done.stdout
    assert (tmp_path / "fuzz-gcc/seed1.c").exists()
