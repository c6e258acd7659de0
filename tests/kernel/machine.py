# SPDX-License-Identifier: GPL-2.0-or-later
"""The machine that cases run in: booted once, and then continued from where it was
ready, as often as a fresh kernel is needed: after a function that broke, hung or
stopped it, or switched lockdep off. One that was continued is called a session."""
import contextlib
import os
import re
import select
import shutil
import socket
import subprocess
import time

from common import CannotRun

INIT = """#!/bin/busybox sh
B=/bin/busybox
$B mount -t proc p /proc; $B mount -t sysfs s /sys
$B mount -t debugfs d /sys/kernel/debug; $B mount -t devtmpfs d /dev
D=/sys/kernel/debug
echo N > $D/failslab/ignore-gfp-wait
echo N > $D/fail_page_alloc/ignore-gfp-wait
echo N > $D/fail_page_alloc/ignore-gfp-highmem
echo 0 > $D/fail_page_alloc/min-order
echo scan=off > $D/kmemleak
echo "labcheck: ready" > /dev/kmsg
while read what m rest; do
	case $what in
	run)
		# Warnings that come once come again.
		echo 1 > $D/clear_warn_once
		$B insmod /m/$m.ko $rest 2> /why || {
			read l < /why
			echo "labcheck: insmod: $l" > /dev/kmsg
		}
		echo "labcheck: done" > /dev/kmsg;;
	scan)
		# What is new in a first scan counts in the second.
		echo scan > $D/kmemleak; echo scan > $D/kmemleak
		$B cat $D/kmemleak
		echo "labcheck: scanned" > /dev/kmsg;;
	esac
done
"""

FAIL = """#!/bin/busybox sh
for f in failslab fail_page_alloc; do
	echo 8 > /sys/kernel/debug/$f/times
	echo 100 > /sys/kernel/debug/$f/probability
done
"""

ARGS = ("console=ttyS0 panic=-1 kasan_multi_shot loglevel=7 oops=continue "
        "rcupdate.rcu_cpu_stall_suppress=1")
# Every request takes the allocator's locks, not only those that find the CPU's list empty.
RT_ARGS = ARGS + " slub_debug=F"


def args(kind):
    return RT_ARGS if kind == "rt" else ARGS


# Seconds without a word from the machine; a loaded host is slow.
BOOT = 240
SILENT = 90
# The same after a detector has spoken: what follows is the hang it spoke of.
SILENT_AFTER = 15
SCAN = 240
# A kernel that complains without end has said enough.
MOST = 200_000


# What has to be ended when we are.
RUNNING = set()


def end_all(_signal, _frame):
    for qemu in list(RUNNING):
        qemu.kill()
    os._exit(3)


def text_of(said):
    return said.decode(errors="replace").replace("\r", "")


def initramfs(work, built, modules):
    root = work / "root"
    for folder in ("bin", "m", "proc", "sys", "dev"):
        (root / folder).mkdir(parents=True)
    busybox = shutil.which("busybox") or "/bin/busybox"
    if not os.path.exists(busybox):
        raise CannotRun("busybox-static is not installed")
    shutil.copy(busybox, root / "bin/busybox")
    for m in modules:
        subprocess.run(["strip", "--strip-debug", "-o", root / f"m/{m}.ko", built / f"{m}.ko"],
                       check=True)
    for name, text in ("init", INIT), ("fail", FAIL):
        (root / name).write_text(text)
        (root / name).chmod(0o755)
    archive = work / "initramfs.cpio"
    with open(archive, "wb") as out:
        names = "\n".join(str(p.relative_to(root)) for p in sorted(root.rglob("*")))
        subprocess.run(["cpio", "-o", "-H", "newc", "--quiet"], cwd=root, check=True,
                       input=names.encode(), stdout=out)
    return archive


class Machine:
    def __init__(self, kind, obj, work, built, modules):
        self.qemu = shutil.which("qemu-system-x86_64")
        if not self.qemu:
            raise CannotRun("qemu-system-x86 is not installed")
        self.args = args(kind)
        self.kernel = obj / "arch/x86/boot/bzImage"
        self.state = work / "state"
        self.archive = initramfs(work, built, modules)
        self.monitor = work / "monitor"
        self._boot()

    def _argv(self, *more):
        # Emulation by default: a /dev/kvm inside a virtual machine may be there and hang.
        accel = os.environ.get("LABCHECK_QEMU_ACCEL") or "tcg"
        return [self.qemu, "-kernel", self.kernel, "-initrd", self.archive, "-nodefaults",
                "-display", "none", "-serial", "stdio", "-no-reboot", "-m", "224M",
                "-accel", accel, "-append", self.args, *more]

    def _boot(self):
        """Boots, and saves the machine where it waits for its first line."""
        with self._started("-monitor", f"unix:{self.monitor},server,nowait") as qemu:
            log, failed = self.listen(qemu, "labcheck: ready", BOOT, BOOT)
            if failed:
                raise CannotRun("the kernel does not boot: " + log.strip()[-300:])
            time.sleep(1)
            with socket.socket(socket.AF_UNIX) as monitor:
                monitor.settimeout(BOOT)
                monitor.connect(str(self.monitor))
                monitor.sendall(f'migrate "exec:cat > {self.state}"\ninfo migrate\n'.encode())
                answer = ""
                until = time.monotonic() + BOOT
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
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
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
        said = b""
        while mark.encode() not in said:
            spoke = re.search(rb"BUG: |WARNING: |INFO: ", said)
            if not select.select([qemu.stdout], [], [], silent_after if spoke else silent)[0]:
                return text_of(said), "hangs"
            more = os.read(qemu.stdout.fileno(), 65536)
            if not more:
                return text_of(said), "stops"
            said += more
            if len(said) > MOST:
                return text_of(said), "floods"
        return text_of(said), ""

    @contextlib.contextmanager
    def session(self):
        with self._started("-monitor", "none", "-incoming", f"exec:cat {self.state}") as qemu:
            yield Session(qemu)


class Session:
    """A machine that goes on from where it was ready."""

    def __init__(self, qemu):
        self.qemu = qemu
        self.alive = True       # it can be asked further
        self.lockdep = True     # and sees misuse of locks
        self.hushed = False     # it has just complained of sleep

    def _ask(self, line, mark, silent_after):
        self.qemu.stdin.write(f"\n{line}\n".encode())
        self.qemu.stdin.flush()
        return Machine.listen(self.qemu, mark, max(SILENT, silent_after), silent_after)

    def run(self, step):
        """(what the kernel said, how it ended: "", "hangs", "stops" or "floods")."""
        # __might_resched() complains once in a second: the next may be due to this step.
        if self.hushed:
            time.sleep(1.2)
        text, end = self._ask(step.line(), "labcheck: done", SILENT_AFTER)
        self.hushed = "sleeping function called" in text
        broken = re.search(r"Oops|kernel BUG|Bad page state|general protection|it waits for ever", text)
        self.alive = not end and not broken and not step.fail_others
        self.lockdep = self.lockdep and f"end {step.function}, lockdep off" not in text
        return text, end

    def scan(self):
        """What kmemleak finds lost in all that was run."""
        text, end = self._ask("scan", "labcheck: scanned", SCAN)
        self.alive = self.alive and not end
        return text
