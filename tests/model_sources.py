#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-or-later
"""Check the sources that plugin/models/*.model cite against a kernel tree.

usage: model_sources.py KERNEL_TREE [MODEL...]

Every cited PATH must exist in the tree. Every function named below it must
occur there, or at least in one of the tree's headers; every ops STRUCT.FIELD must name
a word of its file. Sources of another major.minor version than the tree's are
counted, not checked. Prints what does not hold and exits with 1; 0 if all
does, 2 for a bad command line or a malformed model.
"""

import os
import re
import sys

WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
HEADER_DIRS = ("include", "arch/x86/include", "arch/arm64/include")


def tree_version(tree):
    """MAJOR.MINOR of the kernel tree, or None."""
    numbers = {}
    try:
        with open(os.path.join(tree, "Makefile"), encoding="utf-8") as makefile:
            for line in makefile:
                match = re.match(r"(VERSION|PATCHLEVEL)\s*=\s*(\d+)\s*$", line)
                if match:
                    numbers.setdefault(match.group(1), match.group(2))
    except OSError:
        return None
    if len(numbers) != 2:
        return None
    return numbers["VERSION"] + "." + numbers["PATCHLEVEL"]


def words_of(path):
    with open(path, encoding="utf-8", errors="replace") as text:
        return set(WORD.findall(text.read()))


def header_words(tree):
    """Every word in the tree's headers: where a macro of the cited file may build a name."""
    words = set()
    for top in HEADER_DIRS:
        for folder, _, files in os.walk(os.path.join(tree, top)):
            for name in files:
                if name.endswith(".h"):
                    words |= words_of(os.path.join(folder, name))
    return words


def logical_lines(path):
    """(line number, text) with continuations joined and comments dropped."""
    joined, start = "", 0
    with open(path, encoding="utf-8") as model:
        for number, line in enumerate(model, 1):
            line = line.split("#", 1)[0].rstrip()
            if not joined:
                start = number
            if line.endswith("\\"):
                joined += line[:-1] + " "
                continue
            joined += line
            if joined.strip():
                yield start, " ".join(joined.split())
            joined = ""
    if joined.strip():
        yield start, " ".join(joined.split())


def entries(path):
    """Yield (line, source path, version, kind, name); ValueError if malformed."""
    source = None
    for number, line in logical_lines(path):
        keyword, _, rest = line.partition(" ")
        if keyword == "source":
            parts = rest.split()
            if len(parts) != 2:
                raise ValueError(f"{path}:{number}: expected: source PATH VERSION")
            source = parts
            yield number, source[0], source[1], "source", source[0]
        elif keyword in ("fn", "ops"):
            if source is None:
                raise ValueError(f"{path}:{number}: entry before the first source")
            names, colon, effects = rest.partition(":")
            if not colon or not effects.strip():
                raise ValueError(f"{path}:{number}: expected: {keyword} NAME...: WHAT")
            for name in names.split(","):
                yield number, source[0], source[1], keyword, name.strip()
        else:
            raise ValueError(f"{path}:{number}: expected source, fn or ops, not {keyword!r}")


def check(tree, models):
    version = tree_version(tree)
    if version is None:
        print(f"{tree}: not a kernel tree", file=sys.stderr)
        return 2
    cache, seen, wrong = {}, {}, 0
    checked, unchecked, elsewhere = 0, 0, 0
    headers = None
    for model in models:
        for number, path, cited, kind, name in entries(model):
            where = f"{os.path.basename(model)}:{number}"
            if kind != "source":
                first = seen.setdefault((kind, name), where)
                if first != where:
                    print(f"{where}: {name} is already given at {first}")
                    wrong += 1
            if ".".join(cited.split(".")[:2]) != version:
                unchecked += kind != "source"
                continue
            full = os.path.join(tree, path)
            if kind == "source":
                if not os.path.isfile(full):
                    print(f"{where}: no {path} in this tree")
                    wrong += 1
                continue
            if not os.path.isfile(full):
                continue
            if path not in cache:
                cache[path] = words_of(full)
            checked += 1
            if kind == "ops":
                if not re.fullmatch(r"\w+\.\w+", name):
                    raise ValueError(f"{where}: expected STRUCT.FIELD, not {name!r}")
                word = name.split(".")[1]
            else:
                word = name
            if word in cache[path]:
                continue
            if kind == "fn":
                if headers is None:
                    headers = header_words(tree)
                if word in headers:
                    elsewhere += 1
                    continue
            print(f"{where}: {name} does not occur in {path}")
            wrong += 1
    print(
        f"{checked} names checked against {version} ({elsewhere} found in another header), "
        f"{unchecked} of other versions not checked, {wrong} wrong"
    )
    return 1 if wrong else 0


def main(argv):
    if len(argv) < 2 or argv[1].startswith("-"):
        print(__doc__.strip(), file=sys.stderr)
        return 2
    models = argv[2:]
    if not models:
        top = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "plugin", "models")
        models = sorted(
            os.path.join(top, name) for name in os.listdir(top) if name.endswith(".model")
        )
    if not models:
        print("no *.model files", file=sys.stderr)
        return 2
    try:
        return check(argv[1], models)
    except (OSError, ValueError) as problem:
        print(problem, file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
