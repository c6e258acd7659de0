# SPDX-License-Identifier: GPL-2.0-or-later
"""Compile small C with the plugin and look at the unit it makes."""
import os
import pathlib
import re
import subprocess

CC = os.environ.get("CC", "gcc")
PLACE = re.compile(r" !(?:[^ ]*:)?\d+:\d+(?: macro \w+)?")
LAYOUT = re.compile(r"(:(?:other|void|bool|int|uint|gfp|ptr|agg))@\d+(?:\+\d+)?")


class Gcc:
    def __init__(self, plugin, folder):
        self.plugin = plugin
        self.folder = folder

    def path(self, name, text=None):
        path = pathlib.Path(self.folder) / name
        if text is not None:
            path.write_text(text)
        return path

    def args(self, **arguments):
        """-fplugin and its arguments; True stands for one without a value."""
        out = [f"-fplugin={self.plugin}"]
        for key, value in arguments.items():
            flag = f"-fplugin-arg-labcheck-{key.replace('_', '-')}"
            out.append(flag if value is True else f"{flag}={value}")
        return out

    def run(self, source, *flags, name="t.c", plugin=True, **arguments):
        """The finished process; the object is t.o."""
        path = self.path(name, source)
        argv = [CC, "-c", "-O2", "-o", self.path("t.o"), *flags]
        argv += self.args(**arguments) if plugin else []
        return subprocess.run([*map(str, argv), path.name], cwd=self.folder,
                              capture_output=True, text=True)

    def unit(self, source, *flags, name="t.c"):
        """The text of the unit."""
        dump = self.path("t.unit")
        dump.unlink(missing_ok=True)
        run = self.run(source, *flags, name=name, quiet=True, dump=dump)
        assert run.returncode == 0, run.stderr
        assert "labcheck" not in run.stderr
        return dump.read_text()

    def body(self, source, function, *flags):
        """Lines of one function's body, without places."""
        return body(self.unit(source, *flags), function)


def body(unit, function, places=False):
    """Lines of a body; without @places, without offsets and sizes of fields, too."""
    found = re.search(rf"^fn @{function}\([^\n]*\{{\n(.*?)^\}}", unit, re.M | re.S)
    assert found, unit
    text = found[1] if places else LAYOUT.sub(r"\1", PLACE.sub("", found[1]))
    return [re.sub(r"\s+#.*", "", line).strip() for line in text.splitlines()]


def line(unit, start):
    """The one line that begins so, without its place."""
    found = [entry for entry in unit.splitlines() if entry.startswith(start)]
    assert len(found) == 1, found
    return PLACE.sub("", found[0])
