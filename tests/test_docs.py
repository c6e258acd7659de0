# SPDX-License-Identifier: GPL-2.0-or-later
"""What the pages show is what the command prints, and what they name is there."""
import os
import re
import shlex
import subprocess


def test_readme_shows_real_output(root, labcheck, tree):
    """The block of the README that begins with a command holds its output."""
    text = (root / "README.md").read_text()
    block = re.search(r"^    \$ build/labcheck (.*)\n((?:    .*\n)+)", text, re.M)
    places = {"SRC": tree.src, "OBJ": tree.obj}
    result = labcheck(*(places.get(w, w) for w in shlex.split(block[1])), cwd=root)
    assert result.status == 1, result.err
    shown = re.sub(r"^    ", "", block[2], flags=re.M)
    assert shown in result.out, "make readme puts in what it prints now"


CODE = """#include <linux/slab.h>
#include <linux/spinlock.h>
static DEFINE_SPINLOCK(lock);
void *NAME(void);
void *NAME(void)
{
	void *p;

	spin_lock(&lock);
	p = kmalloc(16, GFP_KERNEL);
	spin_unlock(&lock);
	return p;
}
"""


def commands_of(text, heading):
    """The commands of a section, block by block."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## )", text, re.M | re.S)[1]
    return [re.sub("^    ", "", block, flags=re.M).strip().split("\n")
            for block in re.findall(r"((?:^    .*\n)+)", section, re.M)]


def test_three_ways_of_the_readme(root, labcheck, tree, tmp_path):
    """Copied out and run: in a build, without one, and as a gate."""
    for place in ("my-module", "drivers/net/can"):
        (tmp_path / place).mkdir(parents=True)
        (tmp_path / place / "bad.c").write_text(CODE.replace("NAME", "old"))
    (tmp_path / "my-module/Makefile").write_text("obj-m := bad.o\n")
    (tmp_path / "semantic-patches").symlink_to(root / "semantic-patches")
    env = {k: v for k, v in os.environ.items() if not k.startswith("MAKE")}
    env.update(PATH=f"{labcheck.build}:{env['PATH']}", KBUILD_MODPOST_WARN="1", LC_ALL="C")

    def run(command):
        command = re.sub(r"\bOBJ\b", str(tree.obj), command)
        return subprocess.run(["/bin/sh", "-c", command], cwd=tmp_path, env=env, text=True,
                              capture_output=True, timeout=600)

    blocks = commands_of((root / "README.md").read_text(), "Three ways in")
    assert [len(b) for b in blocks] == [1, 2, 2, 2]
    (build,), by_spatch, first, later = blocks
    done = run(build)
    assert "bad.c:10" in done.stderr and "[labcheck:atomic-alloc]" in done.stderr, done.stderr
    subprocess.run(["git", "clean", "-qfdX"], cwd=tmp_path, capture_output=True)
    for command in by_spatch:
        assert "[labcheck:atomic-alloc]" in run(command).stdout, command

    assert run(first[0]).returncode == 1
    made = run(first[1])
    assert made.returncode == 0, made.stderr
    assert run(later[0]).returncode == 1
    assert run(later[1]).returncode == 0
    with (tmp_path / "my-module/bad.c").open("a") as file:
        file.write(re.sub(r"^(#|static).*\n", "", CODE, flags=re.M).replace("NAME", "fresh"))
    assert run(later[0]).returncode == 1
    red = run(later[1])
    assert red.returncode == 1 and "fresh: kmalloc" in red.stdout, red.stdout
    assert "1 new, 1 known" in red.stderr and "old: kmalloc" not in red.stdout


def test_pages_say_how_often_rules_err(root):
    run = subprocess.run([root / "scripts/readings", "--check"], capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def pages(root):
    return [root / "README.md", root / "CONTRIBUTING.md",
            root / "semantic-patches/README.md", *sorted((root / "docs").rglob("*.md"))]


def test_links_lead_somewhere(root):
    for page in pages(root):
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page}: {target}"


def test_index_names_all_pages(root):
    index = (root / "docs/README.md").read_text()
    named = set(re.findall(r"\]\(([^)#]+)\)", index))
    for page in sorted((root / "docs").glob("*.md")):
        assert page.name in named or page.name == "README.md", page.name


def test_options_in_pages_exist(root, labcheck):
    commands = re.findall(r"^  ([a-z-]+)  ", labcheck("--help").out, re.M)
    known = {c: labcheck(c, "--help").out for c in commands}
    for page in pages(root):
        used = re.findall(r"labcheck ([a-z]+) ([^`\n]*)", page.read_text())
        for command, rest in ((c, r) for c, r in used if c in known):
            for option in re.findall(r"(?<!\S)--[a-z][a-z-]*", rest.split(" -- ")[0]):
                assert option in known[command], f"{page}: labcheck {command} {option}"


def test_models_are_well_formed(root, labcheck):
    models = sorted((root / "plugin/models").glob("*.model"))
    assert models
    result = labcheck("model", "check", *models)
    assert (result.status, result.err) == (0, "")


def test_models_cite_what_is_there(root, tree):
    script = root / "tests/model_sources.py"
    run = subprocess.run(["/usr/bin/python3", script, tree.src], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
