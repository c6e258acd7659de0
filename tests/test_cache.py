# SPDX-License-Identifier: GPL-2.0-or-later
"""link --cache: the findings are those of a run without it, to the byte; only what
changed, and what depends on it, is analysed again; damage costs time, nothing else."""
import pathlib
import re
import shutil

import pytest

from test_link import KINDS, compile_all, compile_to

HERE = pathlib.Path(__file__).resolve().parent
UNITS = sorted((HERE / "core/engine").glob("*.unit"))
OPTIONS = ("--format=jsonl", "--ledger", "--certainty=possible", "--rules=all")


def told(result):
    """(groups of functions that were found, of how many)"""
    found = re.search(r"from the cache: (\d+) of (\d+) groups", result.err)
    return int(found[1]), int(found[2])


@pytest.fixture
def kept(labcheck, tmp_path):
    """link with a cache, compared with link without it."""
    def link(*args, cache=tmp_path / "cache", jobs=2):
        plain = labcheck("link", *OPTIONS, *args)
        result = labcheck("link", *OPTIONS, f"--cache={cache}", f"--jobs={jobs}", *args)
        assert result.out == plain.out and result.status == plain.status
        return result
    return link


@pytest.mark.parametrize("group", range(6))
def test_all_that_a_summary_can_say(labcheck, kept, group):
    """Every unit of the engine's own tests, by itself, from an empty and from a full cache."""
    model = f"--model={HERE / 'core/engine/api.model'}"
    for unit in UNITS[group::6]:
        cold = kept(model, unit)
        warm = kept(model, unit)
        assert told(cold)[0] == 0 and told(warm)[0] == told(warm)[1] == told(cold)[1], unit


@pytest.fixture
def objects(labcheck, tmp_path):
    return [obj for kind in KINDS
            for obj in compile_all(labcheck, kind, tmp_path / kind,
                                   "-fplugin-arg-labcheck-analyse-only")]


def test_any_order_any_number_of_jobs(kept, objects):
    assert told(kept(*objects))[0] == 0
    for jobs, order in ((1, objects), (3, objects[::-1]), (2, objects[5:] + objects[:5])):
        have, of = told(kept(*order, jobs=jobs))
        # which copy of a header's function counts depends on the order
        assert have > of * 8 // 10


def test_only_what_depends_on_the_change(labcheck, kept, tmp_path):
    text = {
        "leaf.c": "void msleep(unsigned int); int leaf(int n) { msleep(n); return n; }",
        "other.c": "int other(int n) { return n + 1; }",
        "mid.c": "int leaf(int); int mid(int n) { return leaf(n); }",
        "top.c": "int mid(int), other(int); int top(int n) { return mid(n) + other(n); }",
        "apart.c": "int other(int); int apart(int n) { return other(n); }",
    }

    def build(**changed):
        made = []
        for name, source in {**text, **changed}.items():
            (tmp_path / name).write_text(source + "\n")
            made.append(compile_to(labcheck, tmp_path / name, tmp_path / f"{name}.o"))
        return made

    assert told(kept(*build())) == (0, 5)
    assert told(kept(*build())) == (5, 5)
    # leaf, mid and top depend on it
    assert told(kept(*build(**{"leaf.c": "int leaf(int n) { return n; }"}))) == (2, 5)
    # back again: the cache holds what the last run asked for
    assert told(kept(*build())) == (2, 5)
    # a comment in front moves lines
    assert told(kept(*build(**{"apart.c": "/* */\n" + text["apart.c"]}))) == (4, 5)
    # a file more
    (tmp_path / "more.c").write_text("int more(void) { return 1; }\n")
    assert told(kept(*build(), compile_to(labcheck, tmp_path / "more.c",
                                          tmp_path / "more.o"))) == (4, 6)


def test_a_target_more_is_a_change(labcheck, kept, tmp_path):
    """Who calls through a pointer depends on all that it may reach."""
    (tmp_path / "ops.h").write_text("struct ops { void (*run)(void); };\n"
                                    "extern struct { int locked; } lock;\n")
    (tmp_path / "use.c").write_text('#include "ops.h"\n'
                                    "void use(struct ops *o) { o->run(); }\n")
    for n, what in enumerate(("", "void msleep(unsigned int);")):
        (tmp_path / f"is{n}.c").write_text(
            f'#include "ops.h"\n{what}\nstatic void run(void) {{ {"msleep(1);" if n else ""} }}\n'
            f"struct ops ops{n} = {{ run }};\n")
    made = [compile_to(labcheck, tmp_path / f"{name}.c", tmp_path / f"{name}.o")
            for name in ("use", "is0", "is1")]
    assert told(kept(*made[:2])) == (0, 2)
    assert told(kept(*made)) == (1, 3)


def test_another_model_or_choice_of_rules(labcheck, objects, tmp_path):
    cache = f"--cache={tmp_path / 'cache'}"
    model = tmp_path / "own.model"
    model.write_text("source own 1\nfn nobody_calls_this: sleep\n")
    first = labcheck("link", cache, *objects)
    assert told(labcheck("link", cache, *objects))[0]
    assert told(labcheck("link", cache, f"--model={model}", *objects))[0] == 0
    assert told(labcheck("link", cache, "--rules=atomic-sleep", *objects))[0] == 0
    assert labcheck("link", cache, *objects).out == first.out


def test_damage_is_one_line(labcheck, kept, objects, tmp_path):
    cache = tmp_path / "cache"
    kept(*objects)
    whole = cache.read_bytes()
    for at in (0, 17, 30, 60, len(whole) // 3, len(whole) // 2, len(whole) - 3):
        bytes_ = bytearray(whole)
        bytes_[at] ^= 0x41
        cache.write_bytes(bytes_)
        said = [line for line in kept(*objects).complaints if "damaged" in line]
        assert len(said) == 1, (at, said)
    for n in (0, 1, 40, len(whole) - 8):
        cache.write_bytes(whole[:n])
        said = [line for line in kept(*objects).complaints if "damaged" in line]
        assert len(said) == 1, said


def test_records_of_another_program_fit_nothing(labcheck, kept, objects, tmp_path):
    """A record under a key that is not its own: the checksum is of the key as well."""
    cache = tmp_path / "cache"
    kept(*objects)
    whole = bytearray(cache.read_bytes())
    index = int.from_bytes(whole[24:32], "little")
    assert (len(whole) - index) % 40 == 0 and len(whole) - index > 80
    one, two = index + 16, index + 56
    whole[one:one + 24], whole[two:two + 24] = whole[two:two + 24], whole[one:one + 24]
    cache.write_bytes(whole)
    assert any("damaged" in line for line in kept(*objects).complaints)


def test_cannot_be_written(labcheck, objects, tmp_path):
    result = labcheck("link", f"--cache={tmp_path / 'no/such/cache'}", *objects)
    assert result.status == 2 and len(result.err.splitlines()) == 1
    shutil.rmtree(tmp_path / "no", ignore_errors=True)


def test_check_takes_one_too(labcheck, tmp_path):
    source = tmp_path / "a.c"
    source.write_text("void msleep(unsigned int); void f(void) { msleep(1); }\n")
    cache = f"--cache={tmp_path / 'cache'}"
    assert told(labcheck("check", cache, source)) == (0, 1)
    assert told(labcheck("check", cache, source)) == (1, 1)
