# SPDX-License-Identifier: GPL-2.0-or-later
"""What the pages show is what the command prints, and what they name is there."""
import re
import shlex
import subprocess


def test_readme_shows_real_output(root, labcheck):
    """The block of the README that begins with a command holds its output."""
    text = (root / "README.md").read_text()
    block = re.search(r"^    \$ build/labcheck (.*)\n((?:    .*\n)+)", text, re.M)
    result = labcheck(*shlex.split(block[1]), cwd=root)
    assert result.status == 1, result.err
    shown = re.sub(r"^    ", "", block[2], flags=re.M)
    assert shown in result.out


def test_pages_say_how_often_rules_err(root):
    run = subprocess.run([root / "scripts/readings", "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def pages(root):
    return [root / "README.md", *sorted((root / "docs").rglob("*.md"))]


def test_links_lead_somewhere(root):
    for page in pages(root):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page}: {target}"


def test_options_in_pages_exist(root, labcheck):
    known = "".join(labcheck(c, "--help").out for c in ("check", "link", "doctor"))
    for page in pages(root):
        for command in re.findall(r"labcheck check [^`\n]*", page.read_text()):
            for option in re.findall(r"--[a-z]+", command.split(" -- ")[0]):
                assert option in known, f"{page}: {option}"


def test_models_are_well_formed(root, labcheck):
    models = sorted((root / "plugin/models").glob("*.model"))
    assert models
    result = labcheck("model", "check", *models)
    assert (result.status, result.err) == (0, "")


def test_models_cite_what_is_there(root, tree):
    script = root / "tests/model_sources.py"
    run = subprocess.run(["/usr/bin/python3", script, tree.src], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
