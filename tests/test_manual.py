# SPDX-License-Identifier: GPL-2.0-or-later
"""Manual pages and completions name what --help names, no more and no less."""
import os
import re
import subprocess

import pytest

from test_install import make

pytestmark = pytest.mark.xdist_group("install")
LONG = re.compile(r"(?<![\w-])--([a-z][a-z-]+)")


@pytest.fixture(scope="module")
def pages(root, labcheck):
    done = make(root, labcheck, "man")
    assert done.returncode == 0, done.stderr
    return labcheck.build


@pytest.fixture(scope="module")
def commands(labcheck):
    return re.findall(r"^  ([a-z-]+)  +\S", labcheck("--help").out, re.M)


def options(labcheck, command):
    """{long option} of the lists in --help, read by their place in the line."""
    out = labcheck(command, "--help").out
    lines = [line[:40] for line in out.splitlines() if re.match(r" {2,6}-", line)]
    return {name for line in lines for name in LONG.findall(line)}


def rendered(page):
    out = subprocess.run(["mandoc", "-Tascii", page], check=True, capture_output=True,
                         text=True).stdout
    return re.sub(r".\x08", "", out)


def section(text, name):
    found = re.search(rf"^{name}\n(.*?)(?=^\S|\Z)", text, re.M | re.S)
    assert found, f"no section {name}"
    return found[1]


def test_each_command_has_its_page(pages, commands):
    text = rendered(pages / "man/labcheck.1")
    for command in commands:
        assert (pages / f"man/labcheck-{command}.1").exists()
        assert f"labcheck-{command}(1)" in section(text, "COMMANDS")


def test_pages_have_the_options_of_help(pages, labcheck, commands):
    assert len(commands) >= 7
    for command in commands:
        listed = section(rendered(pages / f"man/labcheck-{command}.1"), "OPTIONS")
        heads = [line for line in listed.splitlines() if re.match(r" {5,7}-", line)]
        named = {name for line in heads for name in LONG.findall(line)}
        assert named == options(labcheck, command), command


def test_options_named_in_prose_exist(pages, labcheck, commands):
    known = set().union(*(options(labcheck, c) for c in commands))
    known |= {"version", "variable"}    # the latter is pkg-config's
    for page in sorted((pages / "man").glob("labcheck*.1")):
        for name in LONG.findall(rendered(page)):
            assert name in known, f"{page.name}: --{name}"


def test_pages_are_well_formed(pages):
    for page in sorted((pages / "man").iterdir()):
        done = subprocess.run(["mandoc", "-Tlint", "-Wwarning", page], capture_output=True,
                              text=True)
        wrong = [line for line in done.stdout.splitlines() if "missing date" not in line]
        assert not wrong, "\n".join(wrong)


def test_pages_hold_what_they_are_made_of(pages, root):
    """All effects of the model format, all arguments of the plugin."""
    for page, source in (("labcheck-model.5", "model-format.md"), ("labcheck-gcc.7", "plugin.md")):
        text = rendered(pages / "man" / page)
        rows = re.findall(r"^\| `([a-z-]+)", (root / "docs" / source).read_text(), re.M)
        assert rows
        for word in rows:
            assert word in text, f"{page}: {word}"


def test_plugin_arguments_are_those_of_the_plugin(pages, labcheck, tmp_path):
    """GCC's own list of them names the same."""
    (tmp_path / "x.c").write_text("")
    done = subprocess.run(["gcc", f"-fplugin={labcheck.plugin}", "-fplugin-arg-labcheck-?", "-c",
                           tmp_path / "x.c"], cwd=tmp_path, capture_output=True, text=True)
    named = re.search(r"valid ones: (.*)", done.stderr)[1]
    keys = [re.match(r"[a-z-]+", a)[0] for a in named.split(", ")]
    text = section(rendered(pages / "man/labcheck-gcc.7"), "ARGUMENTS")
    assert len(keys) >= 7
    for key in keys:
        assert re.search(rf"^ +{key}(=| |$)", text, re.M), key


# ---- completion ----------------------------------------------------------

def complete(pages, *words):
    """What bash offers for the last of the words."""
    script = """
        compopt() { :; }
        . "$1"; shift
        COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
        _labcheck
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    out = subprocess.run(["bash", "-c", script, "bash", pages / "completion/labcheck.bash", *words],
                         check=True, capture_output=True, text=True).stdout
    return out.split()


def test_bash_offers_commands(pages, commands):
    assert set(complete(pages, "labcheck", "")) == {*commands, "--help", "--version"}
    assert complete(pages, "labcheck", "doc") == ["doctor"]


def test_bash_offers_the_options_of_help(pages, labcheck, commands):
    for command in commands:
        offered = {w.strip("-=") for w in complete(pages, "labcheck", command, "--")}
        assert offered == options(labcheck, command), command


def test_bash_offers_values(pages, labcheck):
    rules = [line.split()[0] for line in labcheck("explain").out.splitlines()]
    assert complete(pages, "labcheck", "check", "--rules", "=", "") == rules
    assert complete(pages, "labcheck", "check", "--rules", "=", "gfp-misuse,atomic-a") == \
        ["gfp-misuse,atomic-alloc"]
    assert "jsonl" in complete(pages, "labcheck", "link", "-f", "")
    assert complete(pages, "labcheck", "check", "--certainty", "=", "l") == ["likely"]
    assert complete(pages, "labcheck", "explain", "atomic-s") == ["atomic-sleep"]
    assert complete(pages, "labcheck", "unit", "s") == ["show"]


ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; fpath=($1 \$fpath); autoload -U compinit; compinit -D -u; echo rea''dy"
zpty -r -m shell text '*ready*'
zpty -w -n shell "$2"$'\t'
sleep 2
while zpty -r -t shell text; do print -rn -- $text; done
zpty -d shell
"""


@pytest.mark.parametrize("typed, offered", [
    ("labcheck ", ["check", "link", "doctor"]),
    ("labcheck check --certainty=", ["possible", "likely", "certain"]),
    ("labcheck link --", ["--format", "--ledger"]),
])
def test_zsh_offers(pages, typed, offered):
    env = dict(os.environ, TERM="vt100", COLUMNS="200", LINES="60")
    out = subprocess.run(["zsh", "-f", "-c", ZSH, "zsh", pages / "completion", typed],
                         capture_output=True, text=True, env=env, timeout=60).stdout
    for word in offered:
        assert word in out, out


def test_zsh_has_the_options_of_help(pages, labcheck, commands):
    text = (pages / "completion/_labcheck").read_text()
    for command in commands:
        case = re.search(rf"^\t\t{command}\) (.*?);;$", text, re.M | re.S)[1]
        assert set(re.findall(r"'\*--([a-z-]+)", case)) == options(labcheck, command), command
