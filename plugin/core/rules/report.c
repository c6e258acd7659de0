// SPDX-License-Identifier: GPL-2.0-or-later
/* report: from an event to a finding. */
#include "report.h"
#include "../engine/ident.h"

/* Where a context began, by names that outlive the run: keys of findings are
 * kept with them. */
static uint64_t origin_key(const struct lab_run *run, lab_id id)
{
	const struct lab_origin *o = lab_origin_at(run, id);
	uint64_t h = o->insn;

	if (o->fn != LAB_NONE)
		return lab_ident_num(h, lab_run_ident(run, o->fn));
	h = lab_ident_str(h, o->text ? o->text : "");
	return lab_ident_num(h, o->at.line);
}

/* The same start, callee and site, by whatever calls between. */
static uint64_t sleep_key(const struct lab_run *run, enum lab_rule rule,
			  const struct lab_sleep_event *e)
{
	const struct lab_oblig *site = lab_path_site(e->o);
	uint64_t key[] = { rule, e->reason.why, lab_run_ident(run, site->fn),
			   site->insn, lab_run_ident(run, e->o->fn),
			   e->certainty == LAB_CERT_POSSIBLE };
	lab_id id = e->reason.origin;

	while (id && id != LAB_NONE && lab_origin_at(run, id)->via != LAB_NONE)
		id = lab_origin_at(run, id)->via;
	if (id && id != LAB_NONE)
		key[4] = origin_key(run, id);
	return lab_hash(key, sizeof(key), 1);
}

/* What spins for no longer (plugin/fix/sleep.c has the same bound). */
#define MOST_SPIN_MS 5

static bool is_short_msleep(const struct lab_fn *fn,
			    const struct lab_sleep_event *e)
{
	const struct lab_insn *in = &fn->f->insns[e->o->insn];
	const struct lab_opnd *ms = &fn->f->opnds[in->args + 1];

	return e->o->what && !strcmp(e->o->what, "msleep") && in->nargs == 2 &&
	       ms->kind == LAB_OPND_CONST && ms->v >= 0 &&
	       ms->v <= MOST_SPIN_MS;
}

/* What sleeps is written in the frame that is atomic, and one other word
 * would not: GFP_KERNEL at the call itself, a short msleep(). */
static void certain_fix(const struct lab_run *run,
			const struct lab_sleep_event *e, struct lab_finding *f)
{
	const struct lab_fn *fn = &run->p->fns.v[e->o->fn];
	const struct lab_unit *u = run->p->units[fn->unit].u;
	uint32_t i;

	if (e->o->below || f->certainty != LAB_CERT_CERTAIN)
		return;
	if (e->o->kind != LAB_SLEEP_ALLOC && is_short_msleep(fn, e)) {
		f->fix_old = "msleep";
		f->fix_new = "mdelay";
	}
	if (e->o->kind != LAB_SLEEP_ALLOC || !e->o->flags_known)
		return;
	for (i = 0; i < u->ngfps; i++) {
		if (strcmp(lab_unit_str(u, u->gfps[i].name), "GFP_KERNEL") ||
		    u->gfps[i].value != e->o->flags)
			continue;
		f->fix_old = "GFP_KERNEL";
		f->fix_new = "GFP_ATOMIC";
	}
}

void lab_rule_report_path(struct lab_run *run, enum lab_rule rule,
			  const struct lab_sleep_event *e, const char *message)
{
	const struct lab_oblig *at = lab_path_frame(run, e->o);
	struct lab_finding f = { .rule = rule, .certainty = e->certainty,
				 .message = message };

	if (!lab_run_wants(run, rule, e->certainty) ||
	    lab_run_seen(run, sleep_key(run, rule, e)))
		return;
	f.at = lab_path_place(run, at->fn, at->insn);
	f.fingerprint = lab_path_fingerprint(run, rule, e);
	f.group = lab_path_group(run, rule, e);
	f.by_pointer = lab_path_pointed(run, e) != NULL;
	f.steps = lab_path_steps(run, e, &f.nsteps);
	certain_fix(run, e, &f);
	lab_report_add(run->report, &f);
}

void lab_rule_report_sleep(struct lab_run *run, enum lab_rule rule,
			   const struct lab_sleep_event *e, const char *what)
{
	lab_rule_report_path(run, rule, e, lab_arena_printf(run->p->arena,
		"%s may sleep %s", what, lab_path_reason(run, e->reason)));
}

/*
 * Identity outlives renamed locals: of a name in quotes, 'dev->lock', only
 * the last field counts, and of one without fields nothing.
 */
static uint64_t mix_key(uint64_t h, const char *key)
{
	while (*key) {
		size_t n = strcspn(key, "'"), name, last;

		h = lab_hash(key, n, h);
		key += n;
		if (!*key)
			break;
		name = strcspn(++key, "'");
		for (last = name; last && key[last - 1] != '>' &&
				  key[last - 1] != '.'; last--)
			;
		if (last)
			h = lab_hash(key + last, name - last, h);
		key += name + (key[name] == '\'');
	}
	return h;
}

/* Two of one kind in one function are told apart by where they stand. */
static uint64_t place_key(const struct lab_run *run,
			  const struct lab_finding *f, lab_id fn)
{
	uint64_t at[5] = { lab_run_ident(run, fn), f->at.line, f->at.col };

	if (f->nsteps) {
		at[3] = f->steps[0].at.line;
		at[4] = f->steps[0].at.col;
	}
	return lab_hash(at, sizeof(at), f->fingerprint);
}

static void report_place(struct lab_run *run, lab_id fn, const char *key,
			 struct lab_finding *f)
{
	const char *rule = lab_rule_name((enum lab_rule)f->rule);
	const char *name = f->at.function ? f->at.function : "";
	uint64_t h = lab_hash(rule, strlen(rule), 0);

	h = lab_hash(name, strlen(name), h);
	f->fingerprint = mix_key(h, key);
	if (!lab_run_wants(run, (enum lab_rule)f->rule,
			   (enum lab_certainty)f->certainty) ||
	    lab_run_seen(run, place_key(run, f, fn)))
		return;
	lab_report_add(run->report, f);
}

void lab_rule_report_swap(struct lab_run *run, enum lab_rule rule,
			  enum lab_certainty c, lab_id fn, lab_id loc,
			  const char *key, const char *message,
			  const struct lab_step *steps, uint32_t nsteps,
			  struct lab_swap swap)
{
	struct lab_finding f = { .rule = rule, .certainty = c,
				 .at = lab_run_place(run, fn, loc),
				 .message = message, .steps = steps,
				 .nsteps = nsteps, .fix_old = swap.old,
				 .fix_new = swap.now };

	report_place(run, fn, key, &f);
}

void lab_rule_report_at(struct lab_run *run, enum lab_rule rule,
			enum lab_certainty c, lab_id fn, lab_id loc,
			const char *key, const char *message,
			const struct lab_step *steps, uint32_t nsteps)
{
	lab_rule_report_swap(run, rule, c, fn, loc, key, message, steps,
			     nsteps, (struct lab_swap){ NULL, NULL });
}

void lab_rule_report_place(struct lab_run *run, enum lab_rule rule,
			   enum lab_certainty c, struct lab_place at, lab_id fn,
			   const char *key, const char *message,
			   const struct lab_step *steps, uint32_t nsteps)
{
	struct lab_finding f = { .rule = rule, .certainty = c, .at = at,
				 .message = message, .steps = steps,
				 .nsteps = nsteps };

	report_place(run, fn, key, &f);
}
