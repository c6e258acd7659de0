# SPDX-License-Identifier: GPL-2.0-or-later
"""The formats: what a program reads is well-formed, what people read is right,
and nothing in a name or a message gets out of its place."""
import gzip
import json
import re
import subprocess
import urllib.parse

import jsonschema
import pytest

import sarif

FAULTY = "corpus/drivers/labyrinth/labyrinth_faulty.c"
HOSTILE = "a%b:c,d\x1b[31m<script>alert(1)</script>\"'\\\u202e\x9b"


@pytest.fixture(scope="module")
def stored(labcheck, root, tmp_path_factory):
    """The findings of the sample driver, stored with the ledger."""
    path = tmp_path_factory.mktemp("stored") / "f.jsonl"
    result = labcheck("check", "--format=jsonl", "--ledger", "-o", path, FAULTY, "--",
                      "-Icorpus/include", cwd=root)
    assert result.status == 1, result.err
    return path


def finding(**members):
    return {"rule": "atomic-alloc", "certainty": "certain", "file": "a.c", "line": 3,
            "column": 2, "function": "f", "message": "m", "fingerprint": "00000000000000ab",
            "path": [{"file": "a.c", "line": 2, "function": "f", "text": "taken",
                      "kind": "begin"},
                     {"file": "a.c", "line": 3, "function": "f", "text": "sleeps",
                      "kind": "site"}], **members}


def store(path, *findings, end=True):
    lines = [json.dumps(f) for f in findings]
    if end:
        count = [sum(k in f for f in findings) for k in ("rule", "unanalysed", "analysed")]
        lines.append(json.dumps({"end": 1, "findings": count[0], "unanalysed": count[1],
                                 "files": count[2]}))
    path.write_text("".join(line + "\n" for line in lines))
    return path


def validate(text):
    log = json.loads(text)
    jsonschema.Draft7Validator(sarif.SCHEMA).validate(log)
    for uri in sarif.uris(log):
        assert re.fullmatch(r"[A-Za-z0-9._~/%:-]*", uri)
    return log


# ---- jsonl ---------------------------------------------------------------

def test_stored_findings_come_back_whole(labcheck, stored):
    again = labcheck("report", "--format=jsonl", "--ledger", stored)
    assert (again.status, again.err) == (0, "") and again.out == stored.read_text()


def test_report_shows_what_check_showed(labcheck, root, stored):
    args = [FAULTY, "--", "-Icorpus/include"]
    for options in (["--format=text"], ["--format=sarif", "--ledger"], ["--format=github"],
                    ["--format=line"], ["--format=html"]):
        assert labcheck("report", *options, stored, cwd=root).out == \
            labcheck("check", *options, *args, cwd=root).out


def test_report_joins_files_and_reads_standard_input(labcheck, stored, tmp_path):
    two = store(tmp_path / "2.jsonl", finding(file="zz.c"))
    argv = [labcheck.build / "labcheck", "report", "--format=jsonl", "-", two]
    with stored.open() as text:
        run = subprocess.run(argv, stdin=text, capture_output=True, text=True, check=True)
    rules = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(rules) == 1 + sum("rule" in json.loads(x) for x in stored.open())
    assert rules[-1]["file"] == "zz.c"


def test_report_chooses_rules(labcheck, stored):
    found = labcheck("report", "--format=jsonl", "--rules=gfp-misuse", stored).findings
    assert found and {f["rule"] for f in found} == {"gfp-misuse"}


@pytest.mark.parametrize("spoil, words", [
    (lambda t: t[:len(t) // 2], ["cut short"]),
    (lambda t: "\n".join(t.splitlines()[:-1]) + "\n", ["last line", "missing"]),
    (lambda t: "\n".join(t.splitlines()[1:]) + "\n", ["some are missing"]),
    (lambda t: t.replace('"end":1', '"end":99'), ["version 99", "version 1"]),
    (lambda t: t.replace('"atomic-alloc"', '"no-such-rule"'), ["rule", "does not know"]),
    (lambda t: re.sub('"line":(\\d+)', '"line":-\\1', t, count=1), ["line", "number"]),
    (lambda t: re.sub('"line":(\\d+)', '"line":"\\1"', t, count=1), ["line", "number"]),
    (lambda t: t.replace('"message":', '"massage":'), ["message"]),
    (lambda t: t.replace('"fingerprint":"', '"fingerprint":"x'), ["fingerprint"]),
    (lambda t: "[1]\n" + t, ["not an object"]),
    (lambda t: "{}\n" + t, ["not of labcheck"]),
    (lambda t: "int main;\n" + t, ["not JSON"]),
])
def test_spoilt_file(labcheck, stored, tmp_path, spoil, words):
    path = tmp_path / "bad.jsonl"
    path.write_text(spoil(stored.read_text()))
    result = labcheck("report", path)
    assert result.status == 2 and result.out == ""
    assert len(result.err.splitlines()) == 1
    assert re.match(rf"labcheck: error: {re.escape(str(path))}:\d+", result.err)
    for word in words:
        assert word in result.err


def test_files_that_are_gone(labcheck, stored, tmp_path):
    """Without the source there are findings still, and no snippets."""
    for form in ("text", "html", "sarif", "github"):
        result = labcheck("report", f"--format={form}", stored, cwd=tmp_path)
        assert result.status == 0 and "kmalloc" in result.out
    assert " | " not in labcheck("report", stored, cwd=tmp_path).out


# ---- SARIF ---------------------------------------------------------------

def test_sarif_is_valid(labcheck, root, stored):
    log = validate(labcheck("report", "--format=sarif", "--ledger", stored, cwd=root).out)
    run = log["runs"][0]
    rules = run["tool"]["driver"]["rules"]
    listed = labcheck("explain").out.splitlines()
    assert [r["id"] for r in rules] == [line.split()[0] for line in listed]
    for rule in rules:
        assert rule["help"]["markdown"] == (root / f"docs/rules/{rule['id']}.md").read_text()
    found = [json.loads(line) for line in stored.open()]
    assert len(run["results"]) == sum("rule" in f for f in found)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    notes = run["invocations"][0]["toolExecutionNotifications"]
    assert len(notes) == sum("end" not in f and "unanalysed" in f for f in found)


def test_sarif_fix_replaces_what_is_there(labcheck, root, stored):
    log = validate(labcheck("report", "--format=sarif", stored, cwd=root).out)
    words = {(f["fix"]["replace"], f["fix"]["by"]) for f in map(json.loads, stored.open())
             if "fix" in f}
    fixes = [(f["description"]["text"], c) for r in log["runs"][0]["results"]
             for f in r.get("fixes", []) for c in f["artifactChanges"]]
    assert fixes and ("GFP_KERNEL", "GFP_ATOMIC") in words
    for text, change in fixes:
        where = change["replacements"][0]["deletedRegion"]
        line = (root / change["artifactLocation"]["uri"]).read_text().splitlines()
        old = line[where["startLine"] - 1][where["startColumn"] - 1:where["endColumn"] - 1]
        new = change["replacements"][0]["insertedContent"]["text"]
        assert (old, new) in words and text == f"replace {old} by {new}"


def test_sarif_numbers_equal_fingerprints(labcheck, tmp_path):
    path = store(tmp_path / "f.jsonl", finding(line=9), finding(line=3))
    log = validate(labcheck("report", "--format=sarif", path).out)
    prints = [r["partialFingerprints"]["labcheck/v1"] for r in log["runs"][0]["results"]]
    assert prints == ["00000000000000ab:1", "00000000000000ab:2"]


def test_sarif_tells_suppressed_and_known(labcheck, tmp_path):
    path = store(tmp_path / "f.jsonl", finding(suppressed="why \"not\""),
                 finding(state="new", line=5), finding(state="absent", line=7))
    log = validate(labcheck("report", "--format=sarif", path).out)
    results = log["runs"][0]["results"]
    assert [r.get("baselineState") for r in results] == [None, "new", "absent"]
    assert results[0]["suppressions"] == [{"kind": "inSource", "justification": "why \"not\""}]


def test_sarif_columns_are_characters(labcheck, tmp_path):
    (tmp_path / "a.c").write_text("1\n2\n/* \u00e4\u20ac */ x = GFP_KERNEL;\n")
    path = store(tmp_path / "f.jsonl", finding(
        column=11 + 3, fix={"replace": "GFP_KERNEL", "by": "GFP_ATOMIC"}))
    log = validate(labcheck("report", "--format=sarif", path, cwd=tmp_path).out)
    result = log["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["region"]["startColumn"] == 11
    change = result["fixes"][0]["artifactChanges"][0]["replacements"][0]["deletedRegion"]
    assert (change["startColumn"], change["endColumn"]) == (14, 24)


def test_sarif_of_many_is_small_enough(labcheck, tmp_path):
    """GitHub takes 10 MB, compressed, and 25,000 results."""
    path = store(tmp_path / "f.jsonl", *(finding(
        file=f"drivers/d{i % 97}/x{i}.c", line=i + 1, fingerprint=f"{i * 7919:016x}",
        path=finding()["path"] * 6) for i in range(20000)))
    out = labcheck("report", "--format=sarif", path).out
    validate(out[:0] or labcheck("report", "--format=sarif", "--rules=gfp-misuse", path).out)
    assert len(gzip.compress(out.encode())) < 10e6


# ---- what is hostile -----------------------------------------------------

@pytest.fixture
def hostile(tmp_path):
    bad = finding(file=HOSTILE, function=HOSTILE, message=HOSTILE + "\n::error::x",
                  path=[{"file": HOSTILE, "line": 1, "function": HOSTILE, "text": HOSTILE}],
                  fix={"replace": HOSTILE, "by": HOSTILE})
    entry = {"unanalysed": "unknown-callee", "name": HOSTILE, "why": HOSTILE, "file": HOSTILE,
             "line": 1, "count": 1}
    return store(tmp_path / "h.jsonl", bad, entry)


@pytest.mark.parametrize("form", ["text", "line", "github"])
def test_hostile_text_steers_no_terminal(labcheck, hostile, form):
    out = labcheck("report", f"--format={form}", "--ledger", hostile).out
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", out)
    if form == "line":
        assert len(out.splitlines()) == 2
    if form == "github":
        for line in out.splitlines():
            head, _, text = line.partition("::")[2].partition("::")
            assert line.startswith("::") and not re.search("%(?!25|3A|2C)", head)


def test_hostile_text_in_messages_of_ours(labcheck, tmp_path):
    result = labcheck("report", tmp_path / "no\x1b[31m\u202esuch\n")
    assert result.status == 2
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e]", result.err.rstrip("\n"))


def test_hostile_sarif(labcheck, hostile):
    result = validate(labcheck("report", "--format=sarif", "--ledger", hostile).out)
    result = result["runs"][0]["results"][0]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert urllib.parse.unquote(uri) == HOSTILE
    assert result["message"]["text"] == HOSTILE + "\n::error::x"


def test_hostile_jsonl_comes_back(labcheck, hostile):
    out = labcheck("report", "--format=jsonl", hostile).findings
    assert out[0]["file"] == out[0]["path"][0]["text"] == HOSTILE
