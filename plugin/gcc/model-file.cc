/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The model: what is built in, and the file that model= names. A cache such
 * as ccache sees the plugin's arguments but does not look into files they
 * name; model-hash= puts the content into the arguments, and is verified so
 * that it cannot lie.
 */
#include "plugin.h"

static struct lab_buf text;

static void read_all(const char *path)
{
	char part[8192];
	size_t n;
	FILE *f = fopen(path, "r");

	if (!f)
		fatal_error(UNKNOWN_LOCATION,
			    "labcheck: cannot read the model %qs: %s", path,
			    xstrerror(errno));
	while ((n = fread(part, 1, sizeof(part), f)) > 0)
		lab_buf_add(&text, part, n);
	if (ferror(f))
		fatal_error(UNKNOWN_LOCATION,
			    "labcheck: cannot read the model %qs: %s", path,
			    xstrerror(errno));
	fclose(f);
	if (!text.s)
		lab_buf_str(&text, "");
}

void model_file_check(void)
{
	struct lab_error err;
	struct lab_model *m;
	char hash[32];

	if (!options.model)
		return;
	read_all(options.model);
	snprintf(hash, sizeof(hash), "%016llx",
		 (unsigned long long)lab_hash(text.s, text.n, 0));
	if (options.model_hash && strcmp(options.model_hash, hash))
		fatal_error(UNKNOWN_LOCATION,
			    "labcheck: the model %qs has the hash %s, not "
			    "the given %s", options.model, hash,
			    options.model_hash);
	m = lab_model_new();
	if (lab_model_read(m, text.s, text.n, options.model, &err))
		fatal_error(UNKNOWN_LOCATION, "labcheck: %s", err.msg);
	lab_model_free(m);
}

struct lab_model *model_load(void)
{
	struct lab_model *m = lab_model_new();
	struct lab_error err;

	if (lab_model_read_builtin(m, &err))
		BUG("built-in model: %s", err.msg);
	if (options.model &&
	    lab_model_read(m, text.s, text.n, options.model, &err))
		BUG("model read a second time: %s", err.msg);
	return m;
}
