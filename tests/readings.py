# SPDX-License-Identifier: GPL-2.0-or-later
"""readings/*.tsv: what a person found on reading each finding in the source.

Columns: fingerprint, true or false, rule, function, one line why.
"""
import typing


class Reading(typing.NamedTuple):
    fingerprint: str
    verdict: str
    rule: str
    function: str
    why: str


def read(path):
    """{fingerprint: reading}; a malformed line is an error."""
    readings = {}
    for number, line in enumerate(path.read_text().splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != 5 or columns[1] not in ("true", "false") or not columns[4]:
            raise ValueError(f"{path}:{number}: expected fingerprint, true or false, "
                             "rule, function, why")
        readings[columns[0]] = Reading(*columns)
    return readings


def problems(findings, readings):
    """Findings unread or false, and true ones that are gone."""
    found = {f["fingerprint"]: f for f in findings}
    for print_, f in sorted(found.items(), key=lambda item: (item[1]["file"], item[1]["line"])):
        reading = readings.get(print_)
        if reading is None:
            yield f"not read yet: {print_}\t?\t{f['rule']}\t{f['function']}\t" \
                  f"{f['file']}:{f['line']}: {f['message']}"
        elif reading.verdict == "false":
            yield f"false: {print_} {f['rule']} in {f['function']}: {reading.why}"
    for print_, reading in readings.items():
        if reading.verdict == "true" and print_ not in found:
            yield f"lost: {print_} {reading.rule} in {reading.function}: {reading.why}"
