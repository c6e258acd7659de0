# SPDX-License-Identifier: GPL-2.0-or-later
"""check --fixes: the diff that mends a finding is stored with it, and every
format that can show one does."""
import json
import re
import subprocess
import urllib.parse

import jsonschema
import pytest

import sarif

FAULTY = "corpus/drivers/labyrinth/labyrinth_faulty.c"
FLAGS = ("--", "-Icorpus/include")


@pytest.fixture(scope="module")
def stored(labcheck, root, tmp_path_factory):
    path = tmp_path_factory.mktemp("fixes") / "f.jsonl"
    result = labcheck("check", "--fixes", "--format=jsonl", "--ledger", "-o", path, FAULTY,
                      *FLAGS, cwd=root)
    assert result.status == 1, result.err
    return path


def mended(stored):
    found = [json.loads(line) for line in stored.open()]
    return [f for f in found if "diff" in f.get("fix", {})]


def patched(root, folder, diff):
    """The file's text with the diff, as git applies it."""
    copy = folder / FAULTY
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes((root / FAULTY).read_bytes())
    subprocess.run(["git", "apply", "-"], cwd=folder, input=diff.encode(), check=True)
    return copy.read_text()


def test_only_more_is_stored(labcheck, root, stored):
    """Findings and the ledger are those of a check without --fixes."""
    plain = labcheck("check", "--format=jsonl", "--ledger", FAULTY, *FLAGS, cwd=root).out
    for with_fix, without in zip(stored.read_text().splitlines(), plain.splitlines(),
                                 strict=True):
        with_fix, without = json.loads(with_fix), json.loads(without)
        for f in (with_fix, without):
            f.pop("fix", None)
        assert with_fix == without


def test_each_diff_mends_its_finding(labcheck, root, stored, tmp_path):
    found = mended(stored)
    rules = {f["rule"] for f in found}
    assert {"atomic-alloc", "unchecked-alloc", "alloc-leak"} <= rules
    for i, f in enumerate(found):
        folder = tmp_path / str(i)
        (folder / ".git").mkdir(parents=True)
        subprocess.run(["git", "init", "-q"], cwd=folder, check=True)
        patched(root, folder, f["fix"]["diff"])
        left = labcheck("check", "--format=jsonl", FAULTY, "--",
                        f"-I{root}/corpus/include",
                        f"-iquote{(root / FAULTY).parent}", cwd=folder)
        assert left.status == 1, left.err
        same = [g for g in left.findings if g["fingerprint"] == f["fingerprint"]]
        before = [json.loads(x) for x in stored.open()]
        assert len(same) == sum(g.get("fingerprint") == f["fingerprint"] for g in before) - 1


def test_it_comes_back_whole(labcheck, root, stored):
    again = labcheck("report", "--format=jsonl", "--ledger", stored, cwd=root)
    assert again.out == stored.read_text()


def replaced(text, change):
    """What a reader of SARIF makes of one artifactChange."""
    lines = text.splitlines(keepends=True)
    for r in reversed(change["replacements"]):
        where = r["deletedRegion"]
        assert where["startColumn"] == where["endColumn"] == 1
        lines[where["startLine"] - 1:where["endLine"] - 1] = [r["insertedContent"]["text"]]
    return "".join(lines)


def test_sarif_says_the_same_as_the_diff(labcheck, root, stored, tmp_path):
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    # No source is needed: the diff says it all.
    log = json.loads(labcheck("report", "--format=sarif", stored, cwd=tmp_path).out)
    jsonschema.Draft7Validator(sarif.SCHEMA).validate(log)
    results = {r["partialFingerprints"]["labcheck/v1"].split(":")[0] + str(
        r["locations"][0]["physicalLocation"]["region"]["startLine"]): r
        for r in log["runs"][0]["results"]}
    found = mended(stored)
    for f in found:
        fix = results[f["fingerprint"] + str(f["line"])]["fixes"][0]
        assert fix["description"]["text"] == f["fix"]["reason"]
        change = fix["artifactChanges"][0]
        assert urllib.parse.unquote(change["artifactLocation"]["uri"]) == FAULTY
        assert replaced((root / FAULTY).read_text(), change) == \
            patched(root, tmp_path, f["fix"]["diff"])
    assert found


def test_text_shows_it(labcheck, root, stored):
    out = labcheck("report", stored, cwd=root).out
    for f in mended(stored):
        hunks = f["fix"]["diff"].split("\n", 2)[2]
        assert f"    fix: {f['fix']['reason']}\n{hunks}" in out


def finding(**fix):
    return {"rule": "atomic-alloc", "certainty": "certain", "file": "a.c", "line": 3,
            "column": 2, "function": "f", "message": "m", "fingerprint": "00000000000000ab",
            "path": [], "fix": fix}


@pytest.mark.parametrize("diff", [
    "no diff at all\n", "@@ -4294967296,1 +1 @@\n-x\n+y\n", "@@ -x +y @@\n-x\n", "@@ -1 +1 @@\n",
    "\\ No newline\n@@ -0,0 +1 @@\n", "@@ -",
])
def test_a_diff_that_is_none_changes_nothing(labcheck, tmp_path, diff):
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps(finding(reason="r", diff=diff)) + "\n")
    log = json.loads(labcheck("report", "--format=sarif", path).out)
    jsonschema.Draft7Validator(sarif.SCHEMA).validate(log)
    assert "fixes" not in log["runs"][0]["results"][0]


@pytest.mark.parametrize("text", ["a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n", "a\nb\nc"])
@pytest.mark.parametrize("change", [
    lambda v: v[1:], lambda v: ["new\n", *v], lambda v: [*v, "new\n"], lambda v: [*v, "new"],
    lambda v: ["x\n", *v[1:-1], "y"], lambda v: v[:1] + v[2:],
])
def test_sarif_of_any_diff(labcheck, tmp_path, text, change):
    """Hunks at the beginning, at the end, and where no newline ends the file."""
    old, now = tmp_path / "a.c", tmp_path / "b.c"
    old.write_text(text)
    now.write_text("".join(change(text.splitlines(keepends=True))))
    made = subprocess.run(["diff", "-u", "a.c", "b.c"], cwd=tmp_path, capture_output=True,
                          text=True, check=False).stdout
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps(finding(reason="r", diff=made)) + "\n")
    log = json.loads(labcheck("report", "--format=sarif", path).out)
    change = log["runs"][0]["results"][0]["fixes"][0]["artifactChanges"][0]
    assert replaced(text, change) == now.read_text()


@pytest.mark.parametrize("fix", [{"reason": "r"}, {"diff": "d"}, {"reason": 1, "diff": "d"}])
def test_spoilt(labcheck, tmp_path, fix):
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps(finding(**fix)) + "\n")
    result = labcheck("report", path)
    assert result.status == 2 and re.match(rf"labcheck: error: {re.escape(str(path))}:1",
                                           result.err)


def test_hostile_diff_steers_no_terminal(labcheck, tmp_path):
    path = tmp_path / "f.jsonl"
    path.write_text(json.dumps(finding(reason="\x1b[2J", diff="@@ -1 +1 @@\n-\x1b[31m\n+\u202e\n"))
                    + "\n")
    out = labcheck("report", path).out
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", out) and "-?[31m" in out


def test_other_engines_alone_have_none(labcheck, root):
    result = labcheck("check", "--fixes", "--engines=cocci", FAULTY, *FLAGS, cwd=root)
    assert result.status == 2 and "gcc" in result.err.lower() and len(
        result.err.splitlines()) == 1
