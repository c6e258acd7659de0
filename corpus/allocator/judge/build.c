// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Builds a case into a shared object and loads it. The case is included into a
 * small file that adds a table of its functions, static ones too; line numbers
 * stay those of the case.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <limits.h>
#include <link.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "judge.h"

static char dir[] = "/tmp/judge-XXXXXX";
static bool have_dir;

static const char *in_dir(const char *name)
{
	static char path[4][128];
	static int n;
	char *p = path[n++ & 3];

	snprintf(p, 128, "%s/%s", dir, name);
	return p;
}

static void remove_dir(void)
{
	static const char *const names[] = {
		"case.i", "wrap.c", "case.so", "stubs.c", "err",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unlink(in_dir(names[i]));
	rmdir(dir);
}

/* Runs the compiler, its messages into the file err. */
static int compile(char *const argv[])
{
	pid_t pid = fork();
	int status;

	if (!pid) {
		if (!freopen(in_dir("err"), "w", stderr))
			_exit(126);
		execvp(argv[0], argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid)
		return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* The first error the compiler names, or the first thing it says. */
static void print_error(const struct unit *u)
{
	char line[512], first[512] = "";
	FILE *f = fopen(in_dir("err"), "r");

	while (f && fgets(line, sizeof(line), f)) {
		line[strcspn(line, "\n")] = 0;
		if (strstr(line, "error:")) {
			snprintf(first, sizeof(first), "%s", line);
			break;
		}
		if (!first[0])
			snprintf(first, sizeof(first), "%s", line);
	}
	if (f)
		fclose(f);
	fprintf(stderr, "judge: %s: does not compile: %s\n", u->path,
		first[0] ? first : "the compiler could not be run");
}

static char *slurp(const char *path)
{
	FILE *f = fopen(path, "r");
	char *text = NULL;
	size_t n = 0;

	if (!f)
		return NULL;
	if (getdelim(&text, &n, 0, f) < 0) {
		free(text);
		text = strdup("");
	}
	fclose(f);
	return text;
}

/* The one that built the judge: its sanitizer runtime is the one loaded. */
static const char *compiler(void)
{
	const char *cc = getenv("JUDGE_CC");

	return cc && *cc ? cc : JUDGE_CC;
}

static int preprocess(struct unit *u)
{
	const char *cc = compiler();
	char *text, *argv[] = {
		(char *)cc, "-E", "-std=gnu11", "-D__KERNEL__", "-D__JUDGE__",
		"-I", (char *)opt.include, "-o", (char *)in_dir("case.i"),
		(char *)u->path, NULL,
	};

	if (access(u->path, R_OK)) {
		fprintf(stderr, "judge: %s: %m\n", u->path);
		return -1;
	}
	if (compile(argv)) {
		print_error(u);
		return -1;
	}
	text = slurp(in_dir("case.i"));
	if (!text)
		return -1;
	parse_unit(u, text);
	free(text);
	return 0;
}

static int write_wrapper(const struct unit *u)
{
	FILE *f = fopen(in_dir("wrap.c"), "w");
	char path[PATH_MAX];
	int i;

	if (!f || !realpath(u->path, path))
		return -1;
	fprintf(f, "#include \"%s\"\nvoid *const judge_table[] = {\n", path);
	for (i = 0; i < u->nfns; i++)
		fprintf(f, "\t(void *)%s,\n", u->fns[i].name);
	fprintf(f, "\t(void *)0\n};\nvoid *const judge_setup = (void *)%s;\n",
		u->has_setup ? "setup" : "0");
	return fclose(f);
}

static int build_so(struct unit *u, bool stubs)
{
	static char map[PATH_MAX];
	char *argv[] = {
		(char *)compiler(), "-std=gnu11", "-D__KERNEL__", "-D__JUDGE__", "-O0", "-g",
		"-w", "-fPIC", "-shared", "-fno-omit-frame-pointer",
		"-fno-builtin", "-fsanitize=address,undefined",
		/* Members of a struct page may be touched: see bad_access(). */
		"-fsanitize-recover=address",
		"-fsanitize-undefined-trap-on-error",
		/* A bad pointer is judged when it is used, not before. */
		"-fno-sanitize=null,alignment,pointer-overflow",
		"-Wl,-z,norelro", "-Wl,-z,lazy", "-include", map,
		"-I", (char *)opt.include, "-o", (char *)in_dir("case.so"),
		(char *)in_dir("wrap.c"),
		stubs ? (char *)in_dir("stubs.c") : NULL, NULL,
	};

	snprintf(map, sizeof(map), "%s/../allocator/judge/strings-map.h",
		 opt.include);
	if (compile(argv)) {
		print_error(u);
		return -1;
	}
	return 0;
}

/* A name the reference lacks becomes a function that says so. */
static int write_stubs(void)
{
	char line[512], command[256], name[256];
	FILE *nm, *f = fopen(in_dir("stubs.c"), "w");
	int n = 0;

	if (!f)
		return -1;
	fprintf(f, "void judge_missing(const char *);\n");
	snprintf(command, sizeof(command), "nm -D -u %s", in_dir("case.so"));
	nm = popen(command, "r");
	while (nm && fgets(line, sizeof(line), nm)) {
		if (sscanf(line, " U %255[A-Za-z0-9_]", name) != 1 ||
		    dlsym(RTLD_DEFAULT, name))
			continue;
		fprintf(f, "long %s(void) { judge_missing(\"%s\"); return 0; }\n",
			name, name);
		n++;
	}
	if (nm)
		pclose(nm);
	fclose(f);
	return n;
}

void judge_missing(const char *name);
void judge_missing(const char *name)
{
	host_stop(STOP_MISSING, "calls %s, which the reference lacks", name);
}

static int find_text(struct dl_phdr_info *info, size_t size, void *arg)
{
	struct unit *u = arg;
	uintptr_t table = (uintptr_t)u->code;
	bool mine = false;
	int i;

	(void)size;
	for (i = 0; i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];
		uintptr_t start = info->dlpi_addr + p->p_vaddr;

		mine |= p->p_type == PT_LOAD && table >= start &&
			table < start + p->p_memsz;
	}
	if (mine)
		u->base = info->dlpi_addr;
	for (i = 0; mine && i < info->dlpi_phnum; i++) {
		const ElfW(Phdr) *p = &info->dlpi_phdr[i];

		if (p->p_type == PT_LOAD && p->p_flags & PF_X) {
			u->lo = info->dlpi_addr + p->p_vaddr;
			u->hi = u->lo + p->p_memsz;
		}
	}
	return mine;
}

static int load(struct unit *u)
{
	u->handle = dlopen(in_dir("case.so"), RTLD_NOW | RTLD_LOCAL);
	if (!u->handle) {
		if (write_stubs() <= 0 || build_so(u, true))
			return -1;
		u->handle = dlopen(in_dir("case.so"), RTLD_NOW | RTLD_LOCAL);
	}
	if (!u->handle) {
		fprintf(stderr, "judge: %s: cannot be loaded: %s\n", u->path,
			dlerror());
		return -1;
	}
	u->code = dlsym(u->handle, "judge_table");
	u->setup = *(void (**)(void))dlsym(u->handle, "judge_setup");
	dl_iterate_phdr(find_text, u);
	if (find_ranges(u, in_dir("case.so")))
		return -1;
	raw_find_regions((uintptr_t)u->code);
	raw_save();
	return 0;
}

int build_unit(struct unit *u)
{
	if (!have_dir) {
		if (!mkdtemp(dir)) {
			fprintf(stderr, "judge: %s: %m\n", dir);
			return -1;
		}
		have_dir = true;
		if (!opt.keep)
			atexit(remove_dir);
	}
	if (preprocess(u))
		return -1;
	if (write_wrapper(u) || build_so(u, false) || load(u))
		return -1;
	return 0;
}

void unload_unit(struct unit *u)
{
	if (u->handle)
		dlclose(u->handle);
	free(u->ranges);
	u->ranges = NULL;
	u->handle = NULL;
	u->code = NULL;
}
