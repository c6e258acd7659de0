# SPDX-License-Identifier: GPL-2.0-or-later
"""A small part of `make test-kernel`, where its kernel is there already."""
import os
import pathlib
import shutil
import subprocess

import pytest

import kerneltree

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(os.environ.get("LABCHECK_BUILD") or "build")

pytestmark = pytest.mark.xdist_group("allocator")


def test_sample_in_kernel():
    if not list(kerneltree.cache_folder().glob("test-kernel/*/ready")):
        pytest.skip("no kernel to run cases in: `make test-kernel` builds one")
    for program in ("qemu-system-x86_64", "busybox", "cpio"):
        if not shutil.which(program):
            pytest.skip(f"no {program}: `make test-kernel` installs it")
    ran = subprocess.run([ROOT / "tests/kernel/run-cases", "--sample", "--no-build",
                          "--kernel=detect", f"--judge={BUILD / 'judge'}"],
                         capture_output=True, text=True, timeout=900, cwd=ROOT)
    if ran.returncode == 2:
        pytest.skip(ran.stderr.strip())
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_recorded_run():
    """The recorded run leaves nothing unexplained, and each explanation has its function."""
    lines = (ROOT / "tests/kernel/recorded").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert len(rows) > 900
    assert [row for row in rows if row[5] == "differ"] == []
    reasons = {row[2]: row[6] for row in rows if row[5] == "differ, explained"}
    assert all(reasons.values())
    known = {line.split(":")[0] for line in
             (ROOT / "tests/kernel/differences").read_text().splitlines()
             if line and not line.startswith("#")}
    assert known <= reasons.keys()
