# SPDX-License-Identifier: GPL-2.0-or-later
"""CONTRIBUTING.md is followed to the letter, in a copy of the tree."""
import os
import re
import shutil
import subprocess

import pytest

pytestmark = pytest.mark.xdist_group("contributing")

FENCE = re.compile(r"^(`{3,})(\w*)\n(.*?)^\1$", re.M | re.S)
COMMAND = re.compile(r"^\$ (.*?)(?: # status (\d+))?$")
WRITE = re.compile(r"(?:[Ww]rite|and) `([^`]+)`:$")
APPEND = re.compile(r"Append to `([^`]+)`:$")
INSERT = re.compile(r"In `([^`]+)`, after the line with `([^`]+)`, put:$")


def steps(text):
    """(what the text says before a block, language, block)"""
    at = 0
    for block in FENCE.finditer(text):
        said = text[at:block.start()].strip().rsplit("\n\n", 1)[-1]
        yield re.sub(r"\s+", " ", said), block[2], block[3]
        at = block.end()


def section(text, name):
    found = re.search(rf"^## {name}\n(.*?)(?=^## [A-Z]|\Z)", re.sub(
        r"^````markdown\n.*?^````$", lambda m: m[0].replace("\n## ", "\n\0## "), text,
        flags=re.M | re.S), re.M | re.S)
    return found[1].replace("\0", "")


@pytest.fixture(scope="module")
def copy(root, labcheck, tmp_path_factory):
    """The tree with what is built, so that only what changes is built again."""
    top = tmp_path_factory.mktemp("tree")
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others",
                             "--exclude-standard"], cwd=root, check=True, capture_output=True,
                            text=True).stdout
    for name in filter(None, listed.split("\0")):
        if (root / name).is_file():
            (top / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, top / name)
    shutil.copytree(labcheck.build, top / "build", symlinks=True, ignore=shutil.ignore_patterns(
        "matrix", "deb", "tests", "fuzz", "plugins", "corpus"))
    # check-style asks git which files there are.
    subprocess.run(["git", "init", "-q"], cwd=top, check=True)
    yield top
    shutil.rmtree(top)


def run(command, top, status):
    env = {k: v for k, v in os.environ.items()
           if not k.startswith(("MAKE", "PYTEST", "LABCHECK_BUILD"))}
    if "-Werror" in (top / "build/flags").read_text():
        env["DEVELOPER"] = "1"
    done = subprocess.run(["/bin/sh", "-c", command], cwd=top, env=env, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=1200)
    assert done.returncode == status, f"{command}:\n{done.stdout}"
    return done.stdout


def run_block(block, top):
    out, command = "", ""
    for line in block.splitlines():
        found = COMMAND.match(line)
        if found:
            command = found[1]
            out = run(command, top, int(found[2] or 0))
        else:
            assert line.strip() in out, f"{command} does not print {line!r}:\n{out}"


def follow(said, language, block, top):
    if language == "sh":
        run_block(block, top)
    elif WRITE.search(said):
        path = top / WRITE.search(said)[1]
        assert not path.exists(), f"{path} is there already"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(block)
    elif APPEND.search(said):
        with (top / APPEND.search(said)[1]).open("a") as file:
            file.write(block)
    else:
        name, anchor = INSERT.search(said).groups()
        lines = (top / name).read_text().splitlines(keepends=True)
        places = [i for i, line in enumerate(lines) if anchor in line]
        assert len(places) == 1, f"{name}: {anchor!r} is there {len(places)} times"
        lines.insert(places[0] + 1, block)
        (top / name).write_text("".join(lines))


@pytest.mark.parametrize("name", ["A case", "A model entry", "A semantic patch", "A rule"])
def test_example(root, copy, name):
    text = (root / "CONTRIBUTING.md").read_text()
    done = list(steps(section(text, name)))
    assert len(done) >= 2
    for said, language, block in done:
        follow(said, language, block, copy)


def test_all_sections_are_followed(root):
    headings = re.findall(r"^## (.*)$", FENCE.sub("", (root / "CONTRIBUTING.md").read_text()), re.M)
    assert headings == ["A case", "A model entry", "A semantic patch", "A rule"]
