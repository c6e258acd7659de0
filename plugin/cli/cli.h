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
int lab_unit_main(int argc, char **argv);
int lab_model_main(int argc, char **argv);
int lab_explain_main(int argc, char **argv);
int lab_doctor_main(int argc, char **argv);

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

/* ---- tempdir.c: a private folder that goes when the program ends ------ */

const char *lab_tempdir_get(void);
void lab_tempdir_remove(void);

/* ---- object.c: units out of object files, by libelf ------------------- */

struct lab_units {
	LAB_VEC(struct lab_unit *) list;
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
	LAB_VEC(const char *) models;
	struct lab_options engine;
};
/* Of --jobs; dies if it is no good number. */
uint32_t lab_parse_jobs(const char *arg);
uint32_t lab_cpus(void);
extern const struct argp lab_settings_argp;	/* input: struct lab_settings */
/* The built-in model and the files named with --model; dies if one is bad. */
struct lab_model *lab_settings_model(const struct lab_settings *s);
/* Sort @report and print it; the exit status it calls for. */
int lab_settings_print(const struct lab_settings *s,
		       struct lab_report *report);

/* ---- analyse.c: units -> report --------------------------------------- */

struct lab_analysis {
	const struct lab_model *model;
	struct lab_options options;
	uint32_t functions;	/* analysed so far */
	uint32_t internal;	/* programs lost to an internal error */
};
/* Leave the prefix @prefix out of file names. */
void lab_units_strip(struct lab_units *units, const char *prefix);
/* Analyse @units as one program, called @name in messages. */
struct lab_report *lab_analysis_run(struct lab_analysis *a,
				    struct lab_units *units, const char *name);

#endif
