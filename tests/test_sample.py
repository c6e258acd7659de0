# SPDX-License-Identifier: GPL-2.0-or-later
"""tests/sample: each folder and rule is in it, and what is unread is listed."""
import importlib.machinery
import importlib.util
import json
import pathlib

import readings

HERE = pathlib.Path(__file__).resolve().parent


def load():
    loader = importlib.machinery.SourceFileLoader("sample", str(HERE / "sample"))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("sample", loader))
    loader.exec_module(module)
    return module


def entry(number, rule):
    return {"fingerprint": f"{number:016x}", "rule": rule, "function": "f", "file": "a.c",
            "line": number, "message": "m"}


def test_every_rule_and_more_of_many():
    sample = load()
    text = "".join(json.dumps(e) + "\n" for e in
                   [entry(n, "atomic-sleep") for n in range(20)] * 2 +
                   [entry(99, "alloc-leak"), {"file": "b.c", "reason": "not a finding"}])
    found = sample.findings_of(text)
    assert len(found) == 21
    first = list(sample.chosen(found, "drivers/x", "seed"))
    assert len(first) == 1 + (1 + 20 // 8)
    assert {found[f]["rule"] for f in first} == {"atomic-sleep", "alloc-leak"}
    less = {f: e for f, e in found.items() if f != first[-1]}
    assert set(first[:-1]) <= set(sample.chosen(less, "drivers/x", "seed"))
    other = list(sample.chosen(found, "drivers/x", "another"))
    assert set(first) != set(other)


def test_unread_is_listed_and_counted(capsys):
    sample = load()
    found = {e["fingerprint"]: e for e in (entry(1, "alloc-leak"), entry(2, "alloc-leak"))}
    known = {f"{1:016x}": readings.Reading(f"{1:016x}", "false", "alloc-leak", "f", "kept")}
    assert sample.report(known, found, [("d", f) for f in found]) == 1
    out = capsys.readouterr().out
    assert f"not read\t{2:016x}\talloc-leak" in out
    assert "alloc-leak: 1 of 1 read are false" in out


def test_readings_are_of_its_folders():
    """One comment line a folder, and each reading below one."""
    sample = load()
    lines = sample.READINGS.read_text().splitlines()
    named = [x[2:] for x in lines[1:] if x.startswith("# ")]
    assert set(named) <= set(sample.FOLDERS) and len(named) >= 10
    assert len(readings.read(sample.READINGS)) >= 60
