# SPDX-License-Identifier: GPL-2.0-or-later
"""Each case's findings are those it says, off-kernel and on real headers."""
import pathlib

import pytest

import cases

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
FILES = sorted(p.relative_to(CORPUS) for p in CORPUS.glob("cases/**/*.c"))
DRIVERS = sorted(p.relative_to(CORPUS) for p in CORPUS.glob("drivers/*/*.c")
                 if not p.name.endswith(".mod.c"))
ALL = FILES + DRIVERS

pytestmark = pytest.mark.xdist_group("cases")


def place_in_case(finding, names):
    """(file, line) of the site; for one in a header, of the way into it."""
    places = [*finding["path"], finding]
    return next(((names[p["file"]], p["line"]) for p in reversed(places)
                 if p["file"] in names), (None, 0))


def by_file(result, names, counts):
    """{file: findings}, each file by the name in names."""
    found = {name: [] for name in names.values()}
    for finding in result.findings:
        file, line = place_in_case(finding, names)
        assert file, f"no case leads to {finding}"
        if counts(file, finding):
            found[file].append({**finding, "line": line})
    return found


def choice(labcheck):
    """--rules for all of them, and a test: is the finding one that the file has
    to show? A rule that is off by default is asked for in its own folder."""
    asked = cases.known_rules(labcheck, asked=True)

    def counts(name, finding):
        return finding["rule"] not in asked or finding["rule"] in name.parts
    return "--rules=all", counts


@pytest.fixture(scope="module")
def off_kernel(labcheck):
    """One run over all files, against the small headers."""
    names = {str(CORPUS / f): f for f in ALL}
    rules, counts = choice(labcheck)
    result = labcheck("check", "--separate", rules, "--format=jsonl", *names, "--",
                      f"-I{CORPUS}/include")
    assert result.status in (0, 1), result.err
    return by_file(result, names, counts)


@pytest.fixture(scope="module")
def on_kernel(labcheck, tree, tmp_path_factory):
    """One run over all files, as a module of a real kernel."""
    folder = tmp_path_factory.mktemp("cases")
    (folder / "inc").mkdir()
    for header in ("judge.h", "labyrinth.h"):
        (folder / "inc" / header).symlink_to(CORPUS / "include" / header)
    for header in CORPUS.glob("drivers/*/*.h"):
        (folder / header.name).symlink_to(header)
    names = {}
    for f in ALL:
        flat = str(f).replace("/", "__").replace("-", "_")
        (folder / flat).symlink_to(CORPUS / f)
        names[flat] = f
    objects = " ".join(flat[:-2] + ".o" for flat in names)
    (folder / "Kbuild").write_text(
        f"obj-m := cases.o\ncases-y := {objects}\nccflags-y := -I{folder}/inc\n")
    rules, counts = choice(labcheck)
    result = labcheck("check", "--separate", rules, "--format=jsonl", "--build", tree.obj,
                      ".", cwd=folder)
    assert result.status in (0, 1), result.err
    return by_file(result, names, counts)


@pytest.fixture(scope="module")
def known(labcheck):
    return cases.known_rules(labcheck)


def waits(name, known):
    """Is this the case of a rule that labcheck does not have yet?"""
    return name.parts[0] == "cases" and name.parts[1] not in known


def expect_right(name, found, known):
    path = CORPUS / name
    waiting = waits(name, known)
    compare = cases.compare_waiting if waiting else cases.compare
    wrong = compare(path, found[name], known)
    if wrong:
        pytest.fail(f"{name}:\n" + "\n".join(wrong), pytrace=False)
    if waiting:
        number = sum(waits(f, known) for f in FILES)
        pytest.skip(f"no rule {name.parts[1]} yet ({number} files wait for theirs); "
                    "the rules there are find nothing in it, as they should")


@pytest.mark.parametrize("name", ALL, ids=str)
def test_off_kernel(name, off_kernel, known):
    expect_right(name, off_kernel, known)


@pytest.mark.parametrize("name", ALL, ids=str)
def test_on_kernel_headers(name, on_kernel, known):
    expect_right(name, on_kernel, known)


def test_enough_cases(known):
    """The rules there are are tried on many functions, good and bad."""
    names = [n for f in FILES if not waits(f, known)
             for n in cases.read(CORPUS / f).functions]
    assert sum(n.endswith("_bad") for n in names) >= 75
    assert sum(n.endswith("_ok") for n in names) >= 75
