# SPDX-License-Identifier: GPL-2.0-or-later
"""The repository's own rules: layers, style, lint, installing."""
import os
import shutil
import subprocess

import pytest


def run(*args, **options):
    return subprocess.run(args, capture_output=True, text=True, **options)


@pytest.mark.parametrize("script", ["layers", "check-style"])
def test_script_finds_nothing(root, script):
    result = run("/usr/bin/python3", root / "scripts" / script)
    assert result.returncode == 0, result.stdout


@pytest.fixture
def copy(root, tmp_path):
    """Scripts, table and plugin/ in a folder that may be broken."""
    for part in ("scripts", "docs", "plugin"):
        shutil.copytree(root / part, tmp_path / part)
    return tmp_path


@pytest.mark.parametrize("room, line", [
    ("plugin/core/base", '#include "../unit/unit.h"'),
    ("plugin/core/render", '#include "../engine/engine.h"'),
    ("plugin/core/engine", "#include <gelf.h>"),
    ("plugin/cli", "#include <gcc-plugin.h>"),
])
def test_layers_finds(copy, room, line):
    (copy / room).mkdir(parents=True, exist_ok=True)
    (copy / room / "wrong.c").write_text(line + "\n")
    result = run("/usr/bin/python3", copy / "scripts/layers")
    assert result.returncode == 1
    assert f"{room}/wrong.c:1: " in result.stdout


def test_lint(root, labcheck):
    result = run("/usr/bin/python3", root / "scripts/lint", labcheck.build / "labcheck")
    assert result.returncode == 0, result.stdout + result.stderr
    assert "findings are the ones seeded" in result.stdout.splitlines()[-1]


def test_deps_needs_nothing_here(root):
    """All is installed when the tests run: no apt, no output."""
    env = dict(os.environ, PATH=os.environ["PATH"])
    result = run(root / "scripts/deps", "all", env=env)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")


def test_make_is_done(root, labcheck):
    """A second make builds nothing."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    if "-Werror" in (labcheck.build / "flags").read_text():
        env["DEVELOPER"] = "1"
    result = run("make", "-C", root, f"OUT={labcheck.build}", env=env)
    assert result.returncode == 0 and "  CC " not in result.stdout
