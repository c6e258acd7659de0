# SPDX-License-Identifier: GPL-2.0-or-later
"""What labcheck says of itself: its commands, and each one's --help, taken apart.

The option tables in plugin/cli are the one source; manual pages and completions
are made from them by way of this.
"""
import os
import re
import subprocess
import typing

COMMAND = re.compile(r"^  ([a-z][a-z-]*)  +(\S.*)$")
OPTION = re.compile(r"^ {2,6}(?:-(?P<short>\S)(?:, |(?: \S+)?$))? *"
                    r"(?:--(?P<long>[a-z-]+)(?P<arg>\[?=\S+)?)?(?:  +(?P<text>\S.*))?$")
BOILERPLATE = "Mandatory or optional arguments to long options"


class Option(typing.NamedTuple):
    short: str      # "k", or ""
    long: str       # "kernel", or ""
    arg: str        # "SRC", or ""
    text: str


class Help(typing.NamedTuple):
    usage: list     # what follows the name of the command, one for each way
    before: list    # paragraphs
    options: list
    after: list


def ask(labcheck, *args):
    # No line is broken that far to the right.
    env = dict(os.environ, ARGP_HELP_FMT="rmargin=10000", LC_ALL="C")
    run = subprocess.run([labcheck, *args], env=env, capture_output=True, text=True)
    if run.returncode or run.stderr:
        raise SystemExit(f"{labcheck} {' '.join(args)} failed: {run.stderr}")
    return run.stdout


def commands(labcheck):
    """{name: what it does}, in the order of `labcheck --help`."""
    lines = (COMMAND.match(line) for line in ask(labcheck, "--help").splitlines())
    return {m[1]: m[2] for m in lines if m}


def version(labcheck):
    return ask(labcheck, "--version").split()[1]


def option(line):
    m = OPTION.match(line)
    if not m or not (m["short"] or m["long"]):
        raise SystemExit(f"an option that cannot be read: {line!r}")
    return Option(m["short"] or "", m["long"] or "", (m["arg"] or "").lstrip("[=").rstrip("]"),
                  m["text"] or "")


def command_help(labcheck, name):
    lines = ask(labcheck, name, "--help").splitlines()
    usage, before, options, after = [], [], [], []
    for line in lines:
        head = re.match(rf"(?:Usage: |  or: ) *labcheck {name} ?(.*)$", line)
        if head and not before:
            usage.append(head[1])
        elif re.match(r" {2,6}-", line):
            options.append(option(line))
        elif line and not line.startswith(BOILERPLATE):
            (after if options else before).append(line)
    return Help(usage, before, options, after)
