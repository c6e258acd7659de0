# SPDX-License-Identifier: GPL-2.0-or-later
"""What is printed on a terminal of 80 columns: broken at blanks, and nothing
but blanks and the finding's own file is another than where no terminal is."""
import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

FAULTY = "corpus/drivers/labyrinth/labyrinth_faulty.c"
COLUMNS = 80


def on_terminal(argv, cwd):
    """(status, text) of a program whose standard output is a terminal."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, COLUMNS, 0, 0))
    child = subprocess.Popen([str(a) for a in argv], stdout=theirs, stderr=subprocess.DEVNULL,
                             stdin=subprocess.DEVNULL, cwd=cwd,
                             env={**os.environ, "NO_COLOR": "1"})
    os.close(theirs)
    text = b""
    try:
        while part := os.read(ours, 4096):
            text += part
    except OSError:
        pass
    os.close(ours)
    return child.wait(), text.decode().replace("\r\n", "\n")


def columns(line):
    return len(line.expandtabs(8))


def test_findings(labcheck, root):
    argv = [labcheck.build / "labcheck", "check", "--ledger", FAULTY, "--", "-Icorpus/include"]
    status, text = on_terminal(argv, root)
    plain = labcheck(*argv[1:], cwd=root)
    assert status == plain.status == 1
    assert max(map(columns, text.splitlines())) <= COLUMNS

    def words(out):
        return re.sub(r"\s+", " ", "".join(x for x in out.splitlines(keepends=True)
                                           if " | " not in x).replace(FAULTY, ""))
    assert words(text) == words(plain.out)


def test_path_stays_a_staircase(labcheck, root):
    argv = [labcheck.build / "labcheck", "check", FAULTY, "--", "-Icorpus/include"]
    text = on_terminal(argv, root)[1]
    assert re.search(r"^    :(\d+)  lab_probe: lab_irq\(\) registered by request_irq\(\): runs in hard\n"
                     r"            .*context\n    :79     lab_irq: kmalloc may", text, re.M), text


def test_explain(labcheck, root):
    for rule in (line.split()[0] for line in labcheck("explain").out.splitlines()):
        status, text = on_terminal([labcheck.build / "labcheck", "explain", rule], root)
        page = (root / f"docs/rules/{rule}.md").read_text()
        assert status == 0 and text.split() == page.split()
        code = re.findall(r"```c\n.*?```", page, re.S)
        assert all(block in text for block in code)
        prose = re.sub(r"```.*?```", "", text, flags=re.S)
        long = [x for x in prose.splitlines() if len(x) > COLUMNS and x[:1] not in "|#"]
        assert not [x for x in long if " " in x.strip()], rule
