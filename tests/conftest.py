# SPDX-License-Identifier: GPL-2.0-or-later
"""What all suites share: the command under test and the kernel tree."""
import json
import os
import pathlib
import re
import subprocess
import typing

import pytest

import kerneltree

ROOT = pathlib.Path(__file__).resolve().parent.parent


class Result(typing.NamedTuple):
    status: int
    out: str
    err: str

    @property
    def findings(self):
        """Lines of --format=jsonl; the ledger's lines are left out."""
        entries = [json.loads(line) for line in self.out.splitlines()]
        return [e for e in entries if "rule" in e]

    @property
    def complaints(self):
        """Lines on stderr but the closing summary."""
        return [line for line in self.err.splitlines()
                if not re.match(r"labcheck: \d+ \w+, ", line)]


class Labcheck:
    def __init__(self, build):
        self.build = build
        self.plugin = build / "labcheck.so"

    def __call__(self, *args, **options):
        argv = [str(a) for a in (self.build / "labcheck", *args)]
        run = subprocess.run(argv, capture_output=True, text=True, stdin=subprocess.DEVNULL,
                             timeout=1200, **options)
        return Result(run.returncode, run.stdout, run.stderr)


@pytest.fixture(scope="session")
def root():
    return ROOT


@pytest.fixture(scope="session")
def labcheck():
    return Labcheck(pathlib.Path(os.environ.get("LABCHECK_BUILD") or ROOT / "build"))


@pytest.fixture(scope="session")
def tree():
    """The prepared kernel tree; fetched when it is not in the cache."""
    found = kerneltree.find_tree()
    if found is None:
        made = subprocess.run([ROOT / "tests/kernel-tree"], capture_output=True, text=True)
        if made.returncode:
            pytest.skip(made.stderr.strip().splitlines()[-1])
        found = kerneltree.find_tree()
    return found
