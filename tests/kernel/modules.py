# SPDX-License-Identifier: GPL-2.0-or-later
"""Makes a module of every case file."""
import pathlib
import re

from common import HERE, ROOT, CannotRun, command

# The wrapper and what it consists of.
WRAPPER = (HERE / "wrapper.c", HERE / "objects.h")
FUNCTION = re.compile(r"^([a-z][\w \t*]*?)\b(\w+)\(([^();]*)\)\s*\{", re.M)
SCALAR = re.compile(r"(?:const )?(?:unsigned int|int|bool)(?: \w+)?$")

# Files that request interrupt lines, and that leave something to run by itself.
LINES = re.compile(r"request_(threaded_|any_context_)?irq\(")
LATER = re.compile(r"timer|_work|_WORK|tasklet|request_\w*irq|call_rcu|kfree_rcu|kthread|usb_submit"
                   r"|register_nmi_handler")
# Globals that are a driver's objects, which somebody has to make.
OBJECTS = ((re.compile(r"^static struct device (\w+);", re.M), 'case_device(&{0}, THIS_MODULE->name);'),
           (re.compile(r"^static struct i2c_client \*(\w+);", re.M), "{0} = case_i2c_client();"))
# What the case needs of the wrapper, and what of its text says so.
NEEDS = (("CASE_LINES", LINES), ("CASE_NMI", re.compile(r"register_nmi_handler\(")),
         ("CASE_AS_NMI", re.compile(r"\bnmi_enter\(")), ("CASE_USER", re.compile(r"_user\(NULL,")))
# Nobody reads some of the globals that cases write, and the compiler may not leave
# out what the case is about.
KEEP = "-fno-ipa-reference-addressable -fno-tree-dse -fno-tree-dce"


def signatures(text):
    """{function: (what it returns, number of parameters)} of those that can be called."""
    found = {}
    for returns, name, params in FUNCTION.findall(text):
        params = params.strip()
        each = [] if params == "void" else [p.strip() for p in params.split(",")]
        if all(SCALAR.match(p) for p in each):
            returns = re.sub(r"\b(static|inline|noinline|__\w+)\b", "", returns).strip()
            found[name] = returns, len(each)
    return found


def table(text, wanted):
    """The table of a case file's functions that the wrapper includes, and their names."""
    known = signatures(text)
    names = sorted(n for n in set(wanted) if n in known)
    setup = "setup()" if "setup" in known else "do {} while (0)"
    objects = " ".join(make.format(o) for words, make in OBJECTS for o in words.findall(text))
    out = [f"#define CASE_SETUP() {setup}", f"#define CASE_OBJECTS() do {{ {objects} }} while (0)",
           f"#define CASE_ROUNDS {3 if LATER.search(text) else 0}"]
    out += [f"#define {name} {int(bool(words.search(text)))}" for name, words in NEEDS]
    for name in names:
        returns, params = known[name]
        args = [f"a{i}" for i in range(params)]
        call = f"{name}({', '.join(args)});"
        out.append(f"static void call_{name}(void)\n{{")
        out += [f"\tint {a} = case_input();" for a in args]
        out.append(f"\t{'' if returns == 'void' else 'case_returned = (unsigned long)'}{call}\n}}")
    out.append("static const struct case_fn case_fns[] = {")
    out += [f'\t{{ "{n}", call_{n} }},' for n in names]
    out.append("\t{ 0 }\n};\n")
    return "\n".join(out), names


def module_name(path):
    path = pathlib.Path(path)
    return re.sub(r"\W", "_", f"{path.parent.name}_{path.stem}")


def write(path, text):
    """Leaves a file that is right alone, so that make does."""
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def file_name(module):
    """The first of its copies, as which it is built."""
    return f"{module}_00"


def place_of_copy(built, module):
    """Where in the file the number is that tells copies apart: in its struct module."""
    name = file_name(module).encode()
    return built.index(name.ljust(56, b"\0")) + len(name) - 2


def write_sources(work, files, answers):
    """{module: names of its functions}; a function that nobody calls is run by who registers it."""
    include = work / "include"
    include.mkdir(exist_ok=True)
    for header in ("judge.h", "labyrinth.h"):
        write(include / header, (ROOT / "corpus/include" / header).read_text())
    modules = {}
    for file in sorted(files):
        name, path = module_name(file), ROOT / file
        called = [a.get("via") or a["function"] for a in answers if a["file"] == file]
        text, names = table(path.read_text(), called)
        write(work / f"{name}-table.h", text)
        write(work / f"{file_name(name)}.c", f'#define CASE_FILE "{path}"\n'
                                  f'#define CASE_TABLE "{name}-table.h"\n'
                                  f'#include "{HERE / "wrapper.c"}"\n')
        modules[name] = names
    return modules


def current(work, modules):
    """Whether all that was built is newer than what it was built from."""
    sources = [*WRAPPER, *(work / "include").iterdir()]
    newest = max(s.stat().st_mtime_ns for s in sources)

    def fresh(name):
        built, source = work / f"{file_name(name)}.ko", work / f"{file_name(name)}.c"
        if not built.exists():
            return False
        case = source.read_text().split('"')[1]
        return built.stat().st_mtime_ns > max(newest, source.stat().st_mtime_ns,
                                              (work / f"{name}-table.h").stat().st_mtime_ns,
                                              pathlib.Path(case).stat().st_mtime_ns)
    return all(map(fresh, modules))


def build(work, obj, files, answers):
    """Of these FILES, ({module: names of its functions}, {module that does not build: why})."""
    modules = write_sources(work, files, answers)
    if not modules or current(work, modules):
        return modules, {}

    def make(wanted):
        lines = [f"ccflags-y := -w -I$(src)/include -I$(src) {KEEP}"]
        lines += [f"obj-m += {file_name(m)}.o" for m in wanted]
        (work / "Kbuild").write_text("\n".join(lines) + "\n")
        return command("make", "-k", "-j2", "-C", obj, f"M={work}", "KBUILD_MODPOST_WARN=1",
                       "modules")

    log = make(modules).stderr
    good = [m for m in modules if (work / f"{file_name(m)}.o").exists()]
    log += make(good).stderr
    good = [m for m in good if (work / f"{file_name(m)}.ko").exists()]
    if not good and len(modules) > 1:
        raise CannotRun("no module builds: " + log.strip()[-400:])
    failed = {}
    for m in sorted(set(modules) - set(good)):
        errors = re.findall(r"^\S*?([\w-]+/[\w-]+\.c:\d+\S* error: .*)$", log, re.M)
        failed[m] = next((e for e in errors if module_name(e.split(":")[0]) == m),
                         "does not compile")
    return {m: modules[m] for m in good}, failed
