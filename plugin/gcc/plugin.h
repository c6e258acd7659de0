/* SPDX-License-Identifier: GPL-2.0-or-later */
/* plugin: what the parts of labcheck.so share around the lowering. */
#ifndef LAB_PLUGIN_H
#define LAB_PLUGIN_H

#include "lower.h"

struct options {
	bool analyse_only;	/* no code: the object holds the unit alone */
	bool quiet;		/* no engine run, no diagnostics */
	bool werror;		/* findings obey -Werror */
	const char *dump;	/* file for the unit's text; "-" is stdout */
	const char *model;	/* file of further model entries */
	const char *model_hash;
	const char *pack;	/* file: the kernel that the file is for */
	const char *pack_hash;
	uint32_t rules;		/* mask; 0: the usual ones */
};
extern struct options options;

/* args.cc: ends the compilation with one line if an argument is wrong */
void args_read(int argc, const struct plugin_argument *argv);
extern const char args_help[];
/* Take the plugin's options out of what GCC writes into objects. */
void args_hide(const struct plugin_name_args *info);

/* pass.cc */
void pass_register(const char *plugin, const char *compiler);

/* build-hash.cc: watch for the kernel's configuration */
void build_hash_watch(const char *plugin);

/* notes.cc: the attribute "labcheck" */
void notes_register(const char *plugin);

/* model-file.cc: the model that findings are made with; NULL if @options
 * name one that cannot be read (said so already) */
void model_file_check(void);
struct lab_model *model_load(void);

/* pack-file.cc: ends the compilation with one line if the pack is no good */
void pack_file_check(void);
/* False, having said why, if the pack is not of the kernel of @u. */
bool pack_fits(const struct lab_unit *u);
/* Add what the pack knows of what @units call. */
void pack_add(const struct lab_model *m, struct lab_unit_list *units);

/* guard.cc: run @fn(@data); false if the core broke down in it, with the
 * reason in *@why. The compilation can go on. */
bool guard_run(void (*fn)(void *), void *data, const char **why);

/* diagnose.cc */
void diagnose_report(const struct lab_report *r, const struct lab_unit *u,
		     const struct loc_table *locs);
void diagnose_failure(const char *why);

/* emit.cc */
void emit_keep(const struct lab_unit *u);	/* encode, for later */
void emit_section(void);

#endif
