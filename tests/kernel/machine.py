# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine that cases run in: booted once, and then continued from where it was
ready, as often as a fresh kernel is needed: after a function that broke, hung or
stopped it, or switched lockdep off. One that was continued is called a session.

Its clock counts its own instructions, so that what it does in a millisecond does not
depend on the load of the host; where it sleeps, the clock leaps."""
import contextlib
import os
import re
import select
import shutil
import socket
import subprocess
import time

from common import HERE, CannotRun, command
from modules import file_name, place_of_copy

# What runs in the machine.
GUEST = HERE / "guest.c"
# What is allocated is zeroed, so that what a wrong pointer finds there is always the same.
ARGS = ("console=ttyS0 panic=-1 kasan_multi_shot loglevel=7 oops=continue init_on_alloc=1 "
        "rcupdate.rcu_cpu_stall_suppress=1")
# Every request takes the allocator's locks, not only those that find the CPU's list empty.
RT_ARGS = ARGS + " slub_debug=F"


def args(kind):
    return RT_ARGS if kind == "rt" else ARGS


# Seconds of the machine's own work without a word from it.
BOOT = 120
SILENT = 40
# The same after a detector has spoken: what follows is the hang it spoke of.
SILENT_AFTER = 8
SCAN = 120
# So many times as long by the host's clock: a loaded host, or a machine that does nothing.
PATIENCE = 10
# The state's way out.
SAVE = 240
# A kernel that complains without end has said enough.
MOST = 200_000


# What has to be ended when we are.
RUNNING = set()


def end_all(_signal, _frame):
    for qemu in list(RUNNING):
        qemu.kill()
    os._exit(3)


def worked(process):
    """Seconds of processor time that it has used."""
    with open(f"/proc/{process.pid}/stat", encoding="ascii", errors="replace") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def text_of(said):
    return said.decode(errors="replace").replace("\r", "")


def initramfs(work, built, modules):
    """The archive, and {module: where in it the number of its copy is}."""
    places = {}
    root = work / "root"
    for folder in ("m", "proc", "sys", "dev"):
        (root / folder).mkdir(parents=True)
    made = command("gcc", "-O2", "-static", "-o", root / "init", GUEST)
    if made.returncode:
        raise CannotRun("gcc -static: " + made.stderr.strip()[-300:])
    (root / "fail").symlink_to("init")
    for m in modules:
        subprocess.run(["strip", "--strip-debug", "-o", root / f"m/{m}.ko",
                        built / f"{file_name(m)}.ko"], check=True)
        places[m] = place_of_copy((root / f"m/{m}.ko").read_bytes(), m)
    archive = work / "initramfs.cpio"
    with open(archive, "wb") as out:
        names = "\n".join(str(p.relative_to(root)) for p in sorted(root.rglob("*")))
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root, check=True,
                       input=names.encode(), stdout=out)
    return archive, places


class Machine:
    def __init__(self, kind, obj, work, built, modules):
        self.qemu = shutil.which("qemu-system-x86_64")
        if not self.qemu:
            raise CannotRun("qemu-system-x86 is not installed")
        self.args = args(kind)
        self.kernel = obj / "arch/x86/boot/bzImage"
        self.state = work / "state"
        self.archive, self.places = initramfs(work, built, modules)
        self.monitor = work / "monitor"
        self._boot()

    def _argv(self, *more):
        # Emulation: only it counts instructions.
        return [self.qemu, "-kernel", self.kernel, "-initrd", self.archive, "-nodefaults",
                "-display", "none", "-serial", "stdio", "-no-reboot", "-m", "224M",
                "-accel", "tcg", "-icount", "shift=1,sleep=off", "-append", self.args, *more]

    def _boot(self):
        """Boots, and saves the machine where it waits for its first line."""
        with self._started("-monitor", f"unix:{self.monitor},server,nowait") as qemu:
            log, failed = self.listen(qemu, "labcheck: ready", BOOT, BOOT)
            if failed:
                raise CannotRun("the kernel does not boot: " + log.strip()[-300:])
            time.sleep(1)
            with socket.socket(socket.AF_UNIX) as monitor:
                monitor.settimeout(SAVE)
                monitor.connect(str(self.monitor))
                monitor.sendall(f'migrate "exec:cat > {self.state}"\ninfo migrate\n'.encode())
                answer = ""
                until = time.monotonic() + SAVE
                while not re.search(r"Migration status: (completed|failed)", answer):
                    if time.monotonic() > until:
                        raise CannotRun("the machine cannot be saved: " + answer[-200:])
                    time.sleep(0.2)
                    monitor.sendall(b"info migrate\n")
                    answer = monitor.recv(65536).decode(errors="replace")
        if "failed" in answer or not self.state.exists():
            raise CannotRun("the machine cannot be saved: " + answer[-200:])

    @contextlib.contextmanager
    def _started(self, *more):
        qemu = subprocess.Popen([str(a) for a in self._argv(*more)], stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0,
                                start_new_session=True)
        RUNNING.add(qemu)
        try:
            yield qemu
        finally:
            RUNNING.discard(qemu)
            qemu.kill()
            qemu.wait()
            qemu.stdin.close()
            qemu.stdout.close()

    @staticmethod
    def listen(qemu, mark, silent, silent_after):
        """(what it said, how that ended: the mark, or it "hangs", "stops", "floods")."""
        said, since = b"", (worked(qemu), time.monotonic())
        while mark.encode() not in said:
            if not select.select([qemu.stdout], [], [], 1)[0]:
                spoke = re.search(rb"BUG: |WARNING: |INFO: ", said)
                most = silent_after if spoke else silent
                if (worked(qemu) - since[0] > most or
                        time.monotonic() - since[1] > most * PATIENCE):
                    return text_of(said), "hangs"
                continue
            more = os.read(qemu.stdout.fileno(), 65536)
            if not more:
                return text_of(said), "stops"
            said += more
            since = worked(qemu), time.monotonic()
            if len(said) > MOST:
                return text_of(said), "floods"
        return text_of(said), ""

    @contextlib.contextmanager
    def session(self):
        with self._started("-monitor", "none", "-incoming", f"exec:cat {self.state}") as qemu:
            yield Session(qemu, self.places)


class Session:
    """A machine that goes on from where it was ready."""

    def __init__(self, qemu, places):
        self.qemu, self.places = qemu, places
        self.alive = True       # it can be asked further
        self.lockdep = True     # and sees misuse of locks
        self.hushed = False     # it has just complained of sleep

    def _ask(self, line, mark, silent_after):
        try:
            self.qemu.stdin.write(f"\n{line}\n".encode())
        except BrokenPipeError:     # what ran before stopped it
            return "", "stops"
        return Machine.listen(self.qemu, mark, max(SILENT, silent_after), silent_after)

    def run(self, step):
        """(what the kernel said, how it ended: "", "hangs", "stops" or "floods")."""
        # __might_resched() complains once in a second: the next may be due to this step.
        if self.hushed:
            self._ask("rest", "labcheck: rested", SILENT_AFTER)
        text, end = self._ask(step.line(self.places[step.module]), "labcheck: done", SILENT_AFTER)
        self.hushed = "sleeping function called" in text
        # An oops ends its thread and nothing else; lockdep is off after it.
        waits = "it waits for ever" in text and not re.search(r"Oops|kernel BUG|general protection", text)
        self.alive = not end and not waits and "Bad page state" not in text
        self.lockdep = self.lockdep and f"end {step.function}, lockdep on" in text
        return text, end

    def scan(self):
        """What kmemleak finds lost in all that was run."""
        text, end = self._ask("scan", "labcheck: scanned", SCAN)
        self.alive = self.alive and not end
        return text
