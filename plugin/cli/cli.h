/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cli: the labcheck command. One file per subcommand; what they share is
 * declared here. Bad usage or input ends in lab_die(): one line, status 2.
 */
#ifndef LAB_CLI_H
#define LAB_CLI_H

#include "../core/labcheck.h"
#include "../core/render/render.h"

#include <argp.h>
#include <signal.h>
#include <sys/types.h>

#define LAB_VERSION "0.1"

enum lab_status {
	LAB_STATUS_CLEAN = 0,
	LAB_STATUS_FINDINGS = 1,
	LAB_STATUS_INPUT = 2,
	LAB_STATUS_INTERNAL = 3,
};

int lab_check_main(int argc, char **argv);
int lab_link_main(int argc, char **argv);
int lab_pack_main(int argc, char **argv);
int lab_why_main(int argc, char **argv);
int lab_unit_main(int argc, char **argv);
int lab_model_main(int argc, char **argv);
int lab_cocci_main(int argc, char **argv);
int lab_sparse_main(int argc, char **argv);
int lab_fix_main(int argc, char **argv);
int lab_explain_main(int argc, char **argv);
int lab_doctor_main(int argc, char **argv);
int lab_plugin_main(int argc, char **argv);
int lab_report_main(int argc, char **argv);
int lab_gate_main(int argc, char **argv);

/* ---- file.c: paths and whole files; strings live in the arena -------- */

int lab_file_read(const char *path, struct lab_buf *out,
		  struct lab_error *err);
/* A file's bytes; NULL if it is empty. */
struct lab_map {
	void *p;
	size_t n;
};
int lab_map_open(struct lab_map *m, const char *path, struct lab_error *err);
void lab_map_close(struct lab_map *m);
bool lab_file_exists(const char *path);
bool lab_dir_exists(const char *path);
/* "DIR/NAME" exists? */
bool lab_file_in(const char *dir, const char *name);
/* The absolute path without links, or NULL with errno set. */
char *lab_path_real(struct lab_arena *a, const char *path);
/* The folder in which this program lies. */
char *lab_path_self(struct lab_arena *a);
bool lab_str_ends(const char *s, const char *end);
bool lab_str_begins(const char *s, const char *begin);
/* "s", or nothing for one. */
const char *lab_plural(uint32_t n);

/* ---- marks.c: suppressions, for engines that do not compile ------------ */

/* As lab_report_suppress(), with the attributes as the source has them in
 * files where something is found. None is judged but by who has a unit. */
void lab_marks_suppress(struct lab_report *r, const char *root);

/* ---- output.c: files that are there whole or not at all ---------------- */

/* Dies, before the work, if @path (given to @option) cannot be written. */
void lab_output_check(const char *path, const char *option);
/* Dies if it fails; then nothing is left of it. NULL: standard output. */
void lab_output_write(const char *path, const struct lab_buf *b);

/* ---- explain.c --------------------------------------------------------- */

/* The page on a rule, Markdown. */
const char *lab_rule_page(enum lab_rule r);

/* ---- findings-read.c: stored findings (docs/reports.md), by jansson ----- */

/* Add what the jsonl file @path holds ("-": standard input) to @report;
 * *@complete: it says of itself that it is. */
int lab_findings_read(const char *path, struct lab_report *report,
		      bool *complete, struct lab_error *err);
/* Does @path look like such a file, rather than an object or unit? */
bool lab_findings_is(const char *path);

/* ---- tempdir.c: a private folder that goes when the program ends ------ */

const char *lab_tempdir_get(void);
void lab_tempdir_remove(void);
/* The signals by which a user or a system ends a program. */
static const int lab_ending_signals[] = { SIGINT, SIGTERM, SIGHUP };
/* Not one that was ignored when this program began, as nohup has it. */
bool lab_signal_ends(int sig);

/* ---- plugin-find.c: compilers, and the plugins for them --------------- */

/* How many of the @n words of a compile command name the compiler; a wrapper
 * such as ccache may stand in front of it. */
uint32_t lab_compiler_words(char *const *argv, uint32_t n);
/* The plugin for the compiler of the @n words @cc; NULL with @err. One that
 * lies beside this program is given unasked: it says itself if it does not fit. */
const char *lab_plugin_find(struct lab_arena *a, char *const *cc, uint32_t n,
			    struct lab_error *err);
/* The compilers there are plugins for, as "NAME, NAME"; "": none. */
const char *lab_plugin_names(struct lab_arena *a);

/* ---- tool.c: other programs ------------------------------------------- */

/*
 * Run a program and read all it prints, complaints if there is nothing else,
 * into *@answer. Whether it is there and ended well.
 */
bool lab_tool_ask(struct lab_arena *a, const char *const *argv,
		  const char **answer);
/* The first line of @text. */
const char *lab_tool_line(struct lab_arena *a, const char *text);
/* The first "N.M" in @text. */
bool lab_tool_version(const char *text, unsigned int *major,
		      unsigned int *minor);

/* ---- cfiles.c:  C files below the paths a user gives ------------------- */

struct lab_cfile {
	const char *path;	/* to open it by */
	const char *name;	/* as shown */
};
struct lab_cfiles {
	struct lab_cfile *v;
	uint32_t n, cap;
	struct lab_strtab *index; /* paths that are in; private */
};
void lab_cfiles_free(struct lab_cfiles *s);
/*
 * Add @path, a C file or a folder of such, headers too, each file once. With
 * @root, @path is below that folder and names are relative to it. Dies, for
 * the command @who, if there is no such thing.
 */
void lab_cfiles_add(struct lab_cfiles *s, struct lab_arena *a,
		     const char *who, const char *root, const char *path);

/* ---- object.c: units out of object files, by libelf ------------------- */

struct lab_units {
	struct lab_unit_list list;
};
/* Append all units of the object @path; how many, or -1 with @err. */
int lab_object_read(const char *path, struct lab_units *units,
		    struct lab_error *err);
/* Call @each for each section with units of the object at @p. */
int lab_object_sections(const void *p, size_t n, const char *path,
			void (*each)(const void *p, size_t n, void *arg),
			void *arg, struct lab_error *err);
/* The same for a file that may also be a bare unit, binary or text. */
int lab_units_read(const char *path, struct lab_units *units,
		   struct lab_error *err);
void lab_units_free(struct lab_units *units);

/* ---- settings.c: what check and link share ---------------------------- */

struct lab_settings {
	enum lab_format format;
	bool ledger;
	const char *root;	/* relative file names start here; NULL: "." */
	const char *output;	/* NULL: stdout */
	const char *cache;	/* file; NULL: none */
	LAB_VEC(const char *) models;
	struct lab_options engine;
	bool least_given;	/* the user set engine.least */
	const struct lab_trend *trend;	/* of each rule; NULL: no baseline */
};
/* Their input is struct lab_settings. The first is part of the last. */
extern const struct argp lab_output_argp;	/* format, output, choice */
extern const struct argp lab_root_argp;		/* --root */
extern const struct argp lab_settings_argp;	/* and the model */
/* The value of --@option: a number from 1 to @most, or death. */
uint32_t lab_parse_number(const char *option, const char *arg, uint32_t most);
uint32_t lab_cpus(void);
/* Columns of the terminal that is standard output; 0: it is none, or so narrow
 * that it may break lines itself. */
uint32_t lab_terminal_width(void);
/* The built-in model and the files named with --model; dies if one is bad. */
struct lab_model *lab_settings_model(const struct lab_settings *s);
/* Sort @report and print it; the exit status it calls for. */
int lab_settings_print(const struct lab_settings *s,
		       struct lab_report *report);

/* ---- why-store.c: a graph as an SQLite file ---------------------------- */

#define LAB_WHY_FILE "labcheck.why"
/* Write @g to @path, whole or not at all; dies if that cannot be done. */
void lab_why_store(const char *path, const struct lab_graph *g);

/* ---- analyse.c: units -> report --------------------------------------- */

struct lab_analysis {
	const struct lab_model *model;
	struct lab_options options;
	const char *root;	/* source lies here, for comments in it */
	const struct lab_insteads *instead; /* but for this; NULL: all of it */
	bool open;		/* others add findings: what the source
				 * suppresses, and choice, are the caller's */
	uint32_t functions;	/* analysed so far */
	uint32_t internal;	/* programs lost to an internal error */
};
/* Leave the prefix @prefix out of file names. */
void lab_units_strip(struct lab_units *units, const char *prefix);
/* The file named @from is called @to. */
void lab_units_rename(struct lab_units *units, const char *from,
		      const char *to);
/* Analyse @units as one program, called @name in messages. */
struct lab_report *lab_analysis_run(struct lab_analysis *a,
				    struct lab_units *units, const char *name);

#endif
