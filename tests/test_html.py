# SPDX-License-Identifier: GPL-2.0-or-later
"""The HTML page in a real browser: what is seen, keys, widths, dark and light."""
import json
import re
import shutil
import subprocess

import pytest

FAULTY = "corpus/drivers/labyrinth/labyrinth_faulty.c"
HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)><b>\"'&amp;\u202e"


@pytest.fixture(scope="session")
def look(root):
    """look({name: page}) -> what the browser saw of each."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium or not shutil.which("node"):
        pytest.skip("no chromium or no node: apt-get install chromium nodejs")
    made = subprocess.run([root / "tests/browser/fetch"], capture_output=True, text=True)
    if made.returncode:
        pytest.skip(made.stderr.strip())

    def run(pages):
        listed = [{"name": n, **p, "file": str(p["file"])} for n, p in pages.items()]
        done = subprocess.run(["node", root / "tests/browser/look.js", made.stdout.strip()],
                              input=json.dumps({"chromium": chromium, "pages": listed}),
                              capture_output=True, text=True, timeout=280)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
    return run


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("html")


@pytest.fixture(scope="module")
def page(labcheck, root, folder):
    """The sample driver's findings, against a baseline that lacks three of them and
    knows one that is gone."""
    stored, baseline, out = folder / "f.jsonl", folder / "baseline", folder / "f.html"
    rules = "atomic-alloc,atomic-sleep,gfp-misuse,unbalanced-context,unchecked-alloc"
    labcheck("check", "--format=jsonl", "--ledger", f"--rules={rules}", "-o", stored, FAULTY, "--",
             "-Icorpus/include", cwd=root)
    assert labcheck("gate", "--update", f"--baseline={baseline}", stored, cwd=root).status == 0
    lines = baseline.read_text().splitlines(keepends=True)
    gone = f"{FAULTY}\tlab_gone\tatomic-sleep\t{0:016x}\t-\tmsleep may sleep\n"
    baseline.write_text("".join([*lines[:2], *lines[5:], gone]))
    result = labcheck("report", "--format=html", "--ledger", f"--baseline={baseline}",
                      f"--output={out}", stored, cwd=root)
    assert result.status == 0, result.err
    return out


def store(path, findings):
    path.write_text("".join(json.dumps(f) + "\n" for f in findings))
    return path


def finding(i, **members):
    return {"rule": ("atomic-alloc", "atomic-sleep", "gfp-misuse")[i % 3],
            "certainty": "likely" if i % 5 else "certain",
            "file": f"drivers/d{i % 61}/x{i % 400}.c", "line": i + 1, "column": 2,
            "function": f"f{i}", "message": f"kmalloc {i} may sleep",
            "fingerprint": f"{i * 7919:016x}",
            "path": [{"file": f"drivers/d{i % 61}/x{i % 400}.c", "line": n, "function": f"f{n}",
                      "text": "calls g", "kind": "call"} for n in range(1, 6)], **members}


def mended(labcheck, root, folder):
    """The page with the fixes that labcheck fix has tried."""
    out = folder / "mended.html"
    result = labcheck("check", "--fixes", "--format=html", f"--output={out}", FAULTY, "--",
                      "-Icorpus/include", cwd=root)
    assert result.status == 1, result.err
    return out


def step(function, line, kind, text="here"):
    return {"file": "a.c", "line": line, "function": function, "text": text, "kind": kind}


@pytest.fixture(scope="module")
def seen(look, labcheck, root, page, folder):
    """All pages in one run of the browser."""
    def render(name, findings):
        out = folder / f"{name}.html"
        assert labcheck("report", "--format=html", f"--output={out}",
                        store(folder / f"{name}.jsonl", findings)).status == 0
        return out
    many = render("many", [finding(i) for i in range(5000)])
    hostile = render("hostile", [finding(0, **dict.fromkeys(
        ("file", "function", "message", "suppressed"), HOSTILE)), finding(1, message=HOSTILE)])
    pages = {
        "plain": {"file": page},
        "open": {"file": page, "keys": ["j", "j", "Enter"]},
        "back": {"file": page, "keys": ["j", "Enter", "Escape"]},
        "search": {"file": page, "keys": ["/", "type:vmalloc lab_peek"]},
        "lock": {"file": page, "keys": ["/", "type:lab_packet_new kzalloc", "Escape", "j",
                                        "Enter"]},
        "fix": {"file": page, "keys": ["/", "type:kmalloc lab_irq", "Escape", "j", "Enter"]},
        "diff": {"file": mended(labcheck, root, folder), "keys": [
            "/", "type:alloc-leak lab_line_irq", "Escape", "j", "Enter"]},
        "two ways": {"file": render("two", [finding(0, path=[
            step("g", 3, "begin", "runs in hard interrupt context"), step("h", 4, "call"),
            step("i", 9, "site"), step("f", 7, "site")])]), "keys": ["j", "Enter"]},
        "callers": {"file": render("callers", [finding(0, rule="needless-atomic")]),
                    "keys": ["j", "Enter"]},
        "gone": {"file": page, "keys": ["click:input[data-key='standing absent']"]},
        "dark": {"file": page, "scheme": "dark"},
        "turned": {"file": page, "scheme": "dark", "keys": ["click:#theme"]},
        "phone": {"file": page, "width": 360, "keys": ["j", "Enter"]},
        "empty": {"file": render("none", [])},
        "hostile": {"file": hostile, "keys": ["j", "Enter", "click:[data-key='standing suppressed']"]},
        "many": {"file": many}, "many again": {"file": many}, "many more": {"file": many},
        "many found": {"file": many, "keys": ["/", "type:f4999"]},
        "many down": {"file": many, "keys": ["j"] * 130},
        "many phone": {"file": many, "width": 360},
    }
    return look(pages)


def test_nothing_is_wrong_and_nothing_is_asked_for(seen):
    for name, page in seen.items():
        assert page["wrong"] == [] and page["asked"] == [], name


def test_no_page_is_wider_than_its_window(seen):
    for name, page in seen.items():
        assert page["wider"] <= 0, name


def test_findings_are_listed(seen):
    page = seen["plain"]
    assert page["rows"] == 14 and page["counts"] == "14 findings" and page["open"] == 0
    assert page["facets"] == ["Standing", "Rule"]
    assert re.search(r"Not analysed: \d+ entr", page["text"])


def test_trend(seen):
    assert [line for line in seen["plain"]["trend"].split("\n") if line][:3] == \
        ["3 new", "11 known", "1 gone"]
    assert seen["plain"]["tags"].count("new") == 3
    assert "msleep" in seen["gone"]["text"] and "msleep" not in seen["plain"]["text"]


def test_keys_open_and_close(seen):
    assert seen["open"]["open"] == 1 and seen["open"]["focus"] == "row"
    assert "kmalloc with GFP_KERNEL" in seen["open"]["focusText"]
    assert seen["back"]["open"] == 0 and seen["back"]["focus"] == "row"


def test_search(seen):
    assert seen["search"]["rows"] == 1 and seen["search"]["focus"] == "search"
    assert seen["search"]["messages"][0].startswith("vmalloc")
    assert seen["search"]["counts"].startswith("1 of ")


def test_path_is_a_picture(seen):
    """The context rises at the lock and stays up to the site."""
    page = seen["lock"]
    assert page["pictures"] == 1 and page["circles"] == 3
    assert "taken" in page["label"] and "calls lab_packet_new" in page["label"]
    heights = [float(v) for v in page["line"].replace("V", " V").split() if v[0] == "V"
               for v in [v[1:]]]
    start = float(page["line"].split()[1])
    assert len(heights) == 1 and heights[0] < start
    assert any("spin_lock" in h for h in page["hits"]) and any("kzalloc" in h for h in page["hits"])


def test_context_falls_behind_a_site(seen):
    """What follows it is another way, from where nothing is held."""
    line = [float(v[1:]) for v in seen["two ways"]["line"].split() if v[0] == "V"]
    base = float(seen["two ways"]["line"].split()[1])
    assert len(line) == 2 and line[0] < base and line[1] == base


def test_callers_are_a_list(seen):
    assert seen["callers"]["pictures"] == 0 and "calls g" in seen["callers"]["text"]


def test_fix_is_a_diff(seen):
    fresh = seen["fix"]["fresh"]
    assert len(fresh) == 1 and "kmalloc(64, GFP_ATOMIC)" in fresh[0]


def test_tried_fix_is_a_diff_with_its_reason(seen):
    page = seen["diff"]
    assert page["rows"] == 1 and page["fresh"] == ["+\t__free_page(page);"]
    assert "free it before this way out" in page["text"]


def test_dark_and_light(seen):
    light, dark = seen["plain"]["background"], seen["dark"]["background"]
    assert light != dark and seen["turned"]["background"] == light


def test_empty_page_says_so(seen):
    assert "Nothing found" in seen["empty"]["text"] and seen["empty"]["rows"] == 0


def test_hostile_text_is_text(seen):
    page = seen["hostile"]
    assert page["foreign"] == 0 and HOSTILE.replace("\u202e", "") in page["text"].replace(
        "\u202e", "")


def test_many_findings_load_in_two_seconds(seen):
    page = seen["many"]
    assert page["counts"] == "5,000 findings"
    assert min(seen[n]["ms"] for n in ("many", "many again", "many more")) < 2000
    assert seen["many found"]["rows"] == 1
    assert seen["many down"]["rows"] >= 130 and seen["many down"]["focus"] == "row"


def test_page_is_one_file(page):
    text = page.read_text()
    for word in ("http://", "https://", "src=", "@import", "url("):
        head, _, rest = text.partition('<script id="data"')
        assert word not in head, word
    assert text.count("<script") == 2 and text.count("</script>") == 2
