/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one pass: all functions of the file in SSA form, nothing inlined yet.
 */
#include "plugin.h"

struct work {
	struct loc_table locs;
	struct lab_unit *unit;
	struct lab_report *report;
};

static const char *compiler_name;

static void dump(const struct lab_unit *u)
{
	struct lab_buf text = { NULL, 0, 0 };
	FILE *f = strcmp(options.dump, "-") ? fopen(options.dump, "w") :
					      stdout;

	if (!f) {
		error_at(UNKNOWN_LOCATION, "labcheck: cannot write %qs: %s",
			 options.dump, xstrerror(errno));
		return;
	}
	lab_unit_print(u, &text);
	if (fwrite(text.s, 1, text.n, f) != text.n || fflush(f))
		error_at(UNKNOWN_LOCATION, "labcheck: cannot write %qs: %s",
			 options.dump, xstrerror(errno));
	if (f != stdout)
		fclose(f);
	lab_buf_free(&text);
}

static void lower_work(void *data)
{
	struct work *w = (struct work *)data;

	w->unit = lower_file(&w->locs, compiler_name);
	emit_keep(w->unit);
	if (options.dump)
		dump(w->unit);
}

static void engine_work(void *data)
{
	struct work *w = (struct work *)data;
	struct lab_options opt;
	struct lab_model *m = model_load();
	struct lab_unit_list all = { NULL, 0, 0 };
	const struct lab_unit *u = w->unit;
	bool *foreign;
	uint32_t i;

	all.v = (struct lab_unit **)lab_vec_grow(all.v, &all.n, &all.cap,
						 sizeof(*all.v));
	all.v[0] = w->unit;
	pack_add(m, &all);
	foreign = (bool *)lab_xzalloc(all.n);
	for (i = 1; i < all.n; i++)
		foreign[i] = true;

	memset(&opt, 0, sizeof(opt));
	opt.rules = options.rules;
	opt.least = LAB_CERT_POSSIBLE;
	w->report = lab_report_new();
	opt.foreign = foreign;
	lab_engine_run(all.v, all.n, m, &opt, w->report);
	lab_report_analysed(w->report, lab_unit_str(u, u->file));
	lab_report_suppress(w->report, NULL, NULL);
	lab_report_unused(w->report, options.rules);
	lab_report_filter(w->report, LAB_LEAST_DEFAULT, options.rules);
	lab_report_sort(w->report);
	for (i = 1; i < all.n; i++)
		lab_unit_free(all.v[i]);
	LAB_VEC_FREE(&all);
	free(foreign);
	lab_model_free(m);
}

static void drop_bodies(void)
{
	symtab_node *n;

	while ((n = symtab->first_symbol()))
		n->remove();
}

static void analyse(void)
{
	struct work *w = new struct work;
	const char *why;

	w->unit = NULL;
	w->report = NULL;
	if (!guard_run(lower_work, w, &why)) {
		diagnose_failure(why);
		return;
	}
	if (!options.quiet && !options.analyse_only && pack_fits(w->unit)) {
		if (guard_run(engine_work, w, &why))
			diagnose_report(w->report, w->unit, &w->locs);
		else
			diagnose_failure(why);
		if (why)
			return;
		lab_report_free(w->report);
	}
	lab_unit_free(w->unit);
	delete w;
}

static bool is_c(void)
{
	return has_prefix(lang_hooks.name, "GNU C") &&
	       lang_hooks.name[5] != '+';
}

namespace {

const pass_data data = {
	SIMPLE_IPA_PASS, "labcheck", OPTGROUP_NONE, TV_NONE,
	0, 0, 0, 0, 0,
};

class labcheck_pass : public simple_ipa_opt_pass {
public:
	labcheck_pass(gcc::context *ctx) : simple_ipa_opt_pass(data, ctx)
	{
	}

	bool gate(function *) final override
	{
		return is_c() && !seen_error() && !in_lto_p;
	}

	unsigned int execute(function *) final override
	{
		analyse();
		if (options.analyse_only)
			drop_bodies();
		return 0;
	}
};

}

static void on_type(void *type, void *)
{
	gfp_watch_enum((tree)type);
}

static void on_decl(void *decl, void *)
{
	lower_watch_decl((tree)decl);
}

static void on_end_of_unit(void *, void *)
{
	emit_section();
}

void pass_register(const char *plugin, const char *compiler)
{
	struct register_pass_info info;

	compiler_name = concat("GCC ", compiler, NULL);
	memset(&info, 0, sizeof(info));
	info.pass = new labcheck_pass(g);
	info.reference_pass_name = "build_ssa_passes";
	info.ref_pass_instance_number = 1;
	info.pos_op = PASS_POS_INSERT_AFTER;
	register_callback(plugin, PLUGIN_PASS_MANAGER_SETUP, NULL, &info);
	if (!is_c())
		return;
	build_hash_watch(plugin);
	register_callback(plugin, PLUGIN_FINISH_TYPE, on_type, NULL);
	register_callback(plugin, PLUGIN_FINISH_DECL, on_decl, NULL);
	register_callback(plugin, PLUGIN_FINISH_UNIT, on_end_of_unit, NULL);
}
