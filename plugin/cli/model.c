// SPDX-License-Identifier: GPL-2.0-or-later
/* labcheck model: what is known of kernel functions. */
#include "cli.h"

#include <stdio.h>
#include <stdlib.h>

static const struct argp argp = {
	.args_doc = "show [NAME...]\ncheck FILE...",
	.doc = "show: print the built-in model, or its entries for some functions or STRUCT.FIELDs. "
	       "check: read model files and say what is wrong with them.",
};

/* Whether the printed entry @line, of @n bytes, is that of @name. */
static bool is_entry_of(const char *line, size_t n, const char *name)
{
	size_t len = strlen(name);
	const char *at = memchr(line, ' ', n);

	return at && (size_t)(line + n - ++at) > len &&
	       !strncmp(at, name, len) && at[len] == ':';
}

/* Print the entry and the `source` line it stands under. */
static bool show_entry(const struct lab_buf *b, const char *name)
{
	const char *line = b->s, *source = NULL;
	size_t source_len = 0;

	while (*line) {
		size_t n = strcspn(line, "\n");

		if (lab_str_begins(line, "source ")) {
			source = line;
			source_len = n;
		} else if (is_entry_of(line, n, name)) {
			if (source)
				printf("%.*s\n", (int)source_len, source);
			printf("%.*s\n", (int)n, line);
			return true;
		}
		line += n + (line[n] == '\n');
	}
	return false;
}

static int show(char **names, int n)
{
	const struct lab_settings none = { 0 };
	struct lab_model *m = lab_settings_model(&none);
	int status = LAB_STATUS_CLEAN;
	struct lab_buf b = { 0 };

	lab_model_print(m, &b);
	lab_buf_str(&b, "");
	if (!n)
		fputs(b.s, stdout);
	for (int i = 0; i < n; i++) {
		if (show_entry(&b, names[i]))
			continue;
		lab_warn("the model does not know %s", names[i]);
		status = LAB_STATUS_INPUT;
	}
	lab_buf_free(&b);
	lab_model_free(m);
	return status;
}

static int check(const char *path)
{
	struct lab_model *m = lab_model_new();
	struct lab_buf text = { 0 };
	struct lab_error err;
	int bad = lab_file_read(path, &text, &err);

	if (!bad)
		bad = lab_model_read(m, text.s, text.n, path, &err);
	if (bad)
		lab_warn("model %s", err.msg);
	lab_buf_free(&text);
	lab_model_free(m);
	return bad ? LAB_STATUS_INPUT : LAB_STATUS_CLEAN;
}

int lab_model_main(int argc, char **argv)
{
	int at, status = LAB_STATUS_CLEAN;

	argp_parse(&argp, argc, argv, ARGP_IN_ORDER, &at, NULL);
	if (at == argc)
		lab_die("model: expected show [NAME...] or check FILE...; see labcheck model --help");
	if (!strcmp(argv[at], "show"))
		return show(argv + at + 1, argc - at - 1);
	if (strcmp(argv[at], "check"))
		lab_die("model: no action '%s'; there are: show, check", argv[at]);
	if (at + 1 == argc)
		lab_die("model check: no file given");
	for (int i = at + 1; i < argc; i++)
		if (check(argv[i]))
			status = LAB_STATUS_INPUT;
	return status;
}
