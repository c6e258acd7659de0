# SPDX-License-Identifier: GPL-2.0-or-later
"""Two driver folders of Linux 6.1: check, readings, and a build with the plugin."""
import json
import os
import pathlib
import re
import shutil
import subprocess

import pytest

import kerneltree
import readings

HERE = pathlib.Path(__file__).resolve().parent
DIRS = {
    "usb-gadget": "drivers/usb/gadget",
    "e1000e": "drivers/net/ethernet/intel/e1000e",
}
MODULES = [
    "drivers/usb/gadget/libcomposite.ko",
    "drivers/usb/gadget/function/usb_f_fs.ko",
    "drivers/net/ethernet/intel/e1000e/e1000e.ko",
]
WARNING = re.compile(r"^(\S+?):(\d+):(\d+): warning: .* \[labcheck:([a-z-]+)\]$", re.M)
SUMMARY = re.compile(r"labcheck: (\d+) files?, .*not analysed: 0 files")

pytestmark = pytest.mark.xdist_group("kernel")


def snapshot(folder):
    """Every name in the folder with its size and time."""
    def entry(path):
        st = os.lstat(path)
        return str(path), st.st_size, st.st_mtime_ns
    return sorted(entry(p) for p in folder.rglob("*"))


@pytest.fixture(scope="module")
def checked(labcheck, tree):
    """{name: Result} of one run over each folder; the tree is left as it was."""
    before = snapshot(tree.obj)
    results = {
        name: labcheck("check", "--kernel", tree.src, "--build", tree.obj,
                       "--format=jsonl", "--ledger", path)
        for name, path in DIRS.items()
    }
    assert snapshot(tree.obj) == before
    return results


@pytest.fixture(scope="module")
def separate(labcheck, tree):
    """The same with each file by itself, as the compiler sees them."""
    return {
        name: labcheck("check", "--separate", "--kernel", tree.src, "--build", tree.obj,
                       "--format=jsonl", path)
        for name, path in DIRS.items()
    }


def make(build, *args):
    run = subprocess.run(["make", "-C", build, "-Otarget", "-j2", *args],
                         capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stderr


@pytest.fixture(scope="module")
def builds(labcheck, tree, tmp_path_factory):
    """(plain build folder, folder built with the plugin, its warnings)."""
    folder = tmp_path_factory.mktemp("kernel")
    goals = [path + "/" for path in DIRS.values()]
    for name in ("plain", "plugged"):
        shutil.copytree(tree.obj, folder / name, symlinks=True)
    make(folder / "plain", *goals)
    # GCC counts a tab as eight columns unless told otherwise.
    flags = f"KCFLAGS=-fplugin={labcheck.plugin} -fdiagnostics-column-unit=byte"
    text = make(folder / "plugged", flags, *goals)
    make(folder / "plugged", flags, "KBUILD_MODPOST_WARN=1", *MODULES)
    yield folder / "plain", folder / "plugged", text
    shutil.rmtree(folder)


def compiled(folder):
    """The C files that kbuild compiled below the folder, from its records."""
    for record in folder.rglob(".*.o.cmd"):
        found = re.search(r"^source_\S+ := \S+\.c$", record.read_text(), re.M)
        if found:
            yield record


@pytest.mark.parametrize("name", DIRS)
def test_every_file_is_analysed(name, checked, builds):
    """As many as the kernel's own build compiles, and none fails."""
    result = checked[name]
    assert result.status in (0, 1), result.err
    assert int(SUMMARY.search(result.err)[1]) == len(list(compiled(builds[0] / DIRS[name])))


@pytest.mark.parametrize("name", DIRS)
def test_findings_are_read_and_true(name, checked):
    known = readings.read(HERE / "readings" / f"{name}.tsv")
    wrong = list(readings.problems(checked[name].findings, known))
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("name", DIRS)
def test_file_names_are_relative(name, checked):
    for finding in checked[name].findings:
        assert not finding["file"].startswith("/")


def test_same_bytes_for_any_number_of_jobs(labcheck, tree, checked):
    path = DIRS["e1000e"]
    outs = {
        labcheck("check", "--kernel", tree.src, "--build", tree.obj, "--format=jsonl",
                 "--ledger", f"--jobs={n}", path).out
        for n in (1, 2, 7)
    }
    assert outs == {checked["e1000e"].out}


def sites(results):
    return {(f["file"], f["line"], f["column"], f["rule"])
            for result in results.values() for f in result.findings}


def test_build_warns_of_the_same(builds, separate, tree):
    warned = {(file.removeprefix(f"{tree.src}/"), int(line), int(column), rule)
              for file, line, column, rule in WARNING.findall(builds[2])}
    assert warned == sites(separate)


def test_whole_folders_show_more(separate, checked):
    """No file's own finding is lost, and there are some across files."""
    assert sites(separate) < sites(checked)
    files = [{s["file"] for s in f["path"]}
             for f in checked["usb-gadget"].findings]
    assert any(len(f) > 2 for f in files)


def test_built_tree_is_checked_and_left_alone(labcheck, builds, checked, tree):
    """What is up to date for make is analysed all the same."""
    before = snapshot(builds[0])
    result = labcheck("check", "--kernel", tree.src, "--build", builds[0],
                      "--format=jsonl", "--ledger", DIRS["e1000e"])
    assert result.out == checked["e1000e"].out
    assert snapshot(builds[0]) == before


def stripped(obj, to):
    subprocess.run(["objcopy", "-R", ".discard.labcheck", obj, to], check=True)
    return to.read_bytes()


def test_objects_are_the_same(builds, tmp_path):
    plain, plugged, _ = builds
    compared = 0
    for path in DIRS.values():
        for obj in sorted((plain / path).rglob("*.o")):
            other = plugged / obj.relative_to(plain)
            assert stripped(obj, tmp_path / "a") == stripped(other, tmp_path / "b"), obj
            compared += 1
    assert compared > 90


def sections(obj):
    return subprocess.run(["readelf", "-SW", obj], check=True, capture_output=True,
                          text=True).stdout


@pytest.mark.parametrize("module", MODULES)
def test_modules_carry_no_unit(module, builds):
    built = builds[1] / module
    assert ".discard.labcheck" not in sections(built)


def test_linked_objects_hold_their_units(builds, labcheck, checked, tree):
    """link reads several units out of one ld -r object."""
    obj = builds[1] / DIRS["e1000e"] / "e1000e.o"
    shown = labcheck("unit", "show", obj)
    assert shown.status == 0 and "netdev.c" in shown.out and "ethtool.c" in shown.out
    result = labcheck("link", "--format=jsonl", "--root", tree.src, obj)
    assert result.status in (0, 1), result.err
    assert result.out == "".join(
        line for line in checked["e1000e"].out.splitlines(True) if '"rule"' in line)


def test_link_of_a_built_folder(builds, labcheck, checked, tree):
    """A folder, its archive and a list of its objects give what check does."""
    folder = builds[1] / DIRS["usb-gadget"]
    def link(*args, **options):
        return labcheck("link", "--format=jsonl", "--root", tree.src, *args, **options).out
    expected = [f["fingerprint"] for f in checked["usb-gadget"].findings]
    found = link(folder)
    assert [json.loads(line)["fingerprint"] for line in found.splitlines()] == expected
    names = sorted(str(p) for p in folder.rglob("*.o"))
    listed = builds[1] / "objects"
    listed.write_text("\n".join(names) + "\n")
    assert link(f"@{listed}") == found
    for kind in ("rc", "rcT"):
        archive = builds[1] / f"all-{kind}.a"
        subprocess.run(["ar", kind, archive, *names], check=True)
        assert link(archive) == found
    assert link("--jobs=1", folder) == found == link("--jobs=5", folder)


@pytest.mark.parametrize("series", ["5.10", "6.12", "7.3"])
def test_modules_of_a_folder_in_other_kernels(labcheck, series):
    """kbuild of 5.10 builds a folder's modules only if told to."""
    other = kerneltree.find_tree(series)
    if other is None:
        pytest.skip(f"no prepared tree of Linux {series} (tests/kernel-tree {series})")
    result = labcheck("check", "--kernel", other.src, "--build", other.obj, "--format=jsonl",
                      "--ledger", DIRS["e1000e"])
    assert result.status in (0, 1), result.err
    sources = {p.stem for p in (other.src / DIRS["e1000e"]).glob("*.c")}
    assert int(SUMMARY.search(result.err)[1]) == len(sources)


def test_folder_without_makefile(labcheck, tree):
    """Its files are built from the Makefile above; only they are analysed."""
    folder = "fs/ntfs3/lib"
    assert not (tree.src / folder / "Makefile").exists()
    result = labcheck("check", "--kernel", tree.src, "--build", tree.obj, "--format=jsonl", folder)
    assert int(SUMMARY.search(result.err)[1]) == len(list((tree.src / folder).glob("*.c")))
