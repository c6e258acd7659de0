# SPDX-License-Identifier: GPL-2.0-or-later
"""Manual pages out of the Markdown that this project's pages are written in.

Known are headings, paragraphs, lists, tables, blocks of code, `code`, *emphasis*,
**strong** and links.
"""
import re

INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|(?<![*\w])\*([^*\s][^*]*)\*|\[([^\]]+)\]\([^)]+\)")


def escape(text):
    return text.replace("\\", "\\e").replace("-", "\\-").replace("'", "\\(aq").replace("`", "\\(ga")


def inline(text):
    """A piece of running text; code and strong words are bold, others slanted."""
    out, at = [], 0
    for m in INLINE.finditer(text):
        out.append(escape(text[at:m.start()]))
        code, strong, slanted, link = m.groups()
        if link:
            out.append(inline(link))
        elif slanted:
            out.append(f"\\fI{escape(slanted)}\\fR")
        else:
            out.append(f"\\fB{escape(code or strong)}\\fR")
        at = m.end()
    out.append(escape(text[at:]))
    line = "".join(out)
    return "\\&" + line if line.startswith(".") else line


def code_block(lines):
    body = [escape(line) for line in lines]
    body = ["\\&" + line if line.startswith(".") else line for line in body]
    return [".PP", ".RS 4", ".nf", *body, ".fi", ".RE"]


def cells(row):
    return [cell.strip() for cell in re.split(r"(?<!\\)\|", row.strip().strip("|"))]


def table(rows):
    """Each row is an item: the first cell, and the others below it."""
    head, out = cells(rows[0]), []
    for row in rows[2:]:
        first, *rest = cells(row)
        out += [".TP", inline(first)]
        named = [f"{name}: {inline(cell)}" if len(rest) > 1 and name else inline(cell)
                 for name, cell in zip(head[1:], rest)]
        out.append(";\n".join(named))
    return out


def paragraph(lines):
    text = " ".join(line.strip() for line in lines)
    item = re.match(r"(?:[-*]|(\d+)\.) +(.*)$", text)
    if not item:
        return [".PP", inline(text)]
    mark = f"{item[1]}." if item[1] else "\\(bu"
    return [f".IP {mark} 3", inline(item[2])]


def blocks(text):
    """(kind, lines) of each block."""
    kind, lines = "", []
    fenced = False
    for line in [*text.splitlines(), ""]:
        if line.startswith("```"):
            fenced = not fenced
            if not fenced:
                yield "code", lines
                kind, lines = "", []
            continue
        if fenced:
            lines.append(line)
            continue
        if line.startswith("    ") and kind in ("", "code"):
            new = "code"
        elif line.startswith("|"):
            new = "table"
        elif line.startswith("#"):
            new = "heading"
        else:
            new = "text" if line.strip() else ""
        begins = new != kind or new == "heading" or re.match(r"[-*] |\d+\. ", line)
        if begins and lines:
            yield kind, lines
            lines = []
        kind = new
        if new:
            lines.append(line[4:] if new == "code" else line)


def from_markdown(text, top=2):
    """Roff of @text; a heading of level @top becomes a section."""
    out = []
    for kind, lines in blocks(text):
        if kind == "heading":
            level, title = re.match(r"(#+) +(.*)$", lines[0]).groups()
            if len(level) < top:
                continue
            out.append(f'.SH "{escape(title).upper()}"' if len(level) == top
                       else f'.SS "{escape(title)}"')
        elif kind == "code":
            out += code_block(lines)
        elif kind == "table":
            out += table(lines)
        elif kind == "text":
            out += paragraph(lines)
    return [line for before, line in zip([".SH", *out], out)
            if line != ".PP" or not before.startswith((".SH", ".SS"))]


def title(name, section, version):
    return [f'.TH "{name.upper()}" "{section}" "" "labcheck {version}" "labcheck"',
            ".nh", ".ad l"]
