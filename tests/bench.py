#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""bench.py BUILD [DIR...]: CPU time of labcheck against the plain compiler.

Measures, over the same files of the prepared kernel tree and in one run, user
and system time of all processes: gcc -fsyntax-only, labcheck check, a plain
compile, a compile with the plugin. Prints seconds and ratios. The plain
commands are those that check itself runs (--verbose), with its own arguments
taken out.
"""
import os
import pathlib
import resource
import shlex
import subprocess
import sys
import tempfile

import kerneltree

DIRS = ["drivers/usb/gadget", "drivers/net/ethernet/intel/e1000e"]


def cpu():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(work):
    """CPU seconds that the children of work() take."""
    before = cpu()
    work()
    return cpu() - before


def check_command(build, tree, paths):
    return [build / "labcheck", "check", "--jobs=1", "--kernel", tree.src,
            "--build", tree.obj, *paths]


def plain_commands(build, tree, paths):
    """[(folder, argv)]: each compilation without output and plugin."""
    run = subprocess.run([*check_command(build, tree, paths), "--verbose"],
                         stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    commands = []
    for line in run.stderr.splitlines():
        words = shlex.split(line) if line.startswith("cd ") else []
        if words[2:3] != ["&&"]:
            continue
        argv = [w for w in words[3:] if not w.startswith("-fplugin")]
        commands.append((words[1], argv[:argv.index("-o")]))
    return commands


def compile_all(commands, *more):
    def work():
        for folder, argv in commands:
            subprocess.run([*argv, *more], cwd=folder, check=True,
                           stderr=subprocess.DEVNULL)
    return work


def compare(build, tree, path, out):
    commands = plain_commands(build, tree, [path])
    with open(os.devnull, "w") as null:
        check = lambda: subprocess.run(check_command(build, tree, [path]),
                                       stdout=null, stderr=null)
        times = {
            "syntax": measure(compile_all(
                [(d, [w for w in a if w != "-c"]) for d, a in commands], "-fsyntax-only")),
            "check": measure(check),
            "compile": measure(compile_all(commands, "-o", out)),
            "with plugin": measure(compile_all(
                commands, "-o", out, f"-fplugin={build}/labcheck.so")),
        }
    return len(commands), times


def main():
    build = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "build").resolve()
    tree = kerneltree.find_tree()
    if tree is None:
        sys.exit("bench: no kernel tree; run tests/kernel-tree")
    for path in sys.argv[2:] or DIRS:
        with tempfile.TemporaryDirectory() as tmp:
            files, t = compare(build, tree, path, f"{tmp}/out.o")
        print(f"{path}: {files} files, CPU seconds: "
              + ", ".join(f"{name} {sec:.1f}" for name, sec in t.items()))
        print(f"  check / syntax {t['check'] / t['syntax']:.2f}"
              f"  check / compile {t['check'] / t['compile']:.2f}"
              f"  with plugin / compile {t['with plugin'] / t['compile']:.3f}")


if __name__ == "__main__":
    main()
