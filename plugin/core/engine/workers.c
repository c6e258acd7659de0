// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * workers: components in parallel, callees first. A worker takes the next
 * component in order and waits for those it depends on: they come before it
 * in the order, so somebody is at them. What a worker finds it keeps to
 * itself; at the end all is put together in the order of the components, as
 * if one worker had done everything.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

#include "component.h"
#include "path.h"

/* As a main thread's: functions of thousands of blocks nest. */
#define STACK (64u << 20)

struct worker {
	struct crew *crew;
	struct lab_run run;
	struct lab_program p;
	LAB_VEC(struct lab_mark) marks;
	uint32_t at;		/* component being analysed */
	struct lab_report *scratch; /* what is to be kept is gathered here */
	bool alone;		/* in a thread of its own */
	pthread_t thread;
};

struct crew {
	struct lab_run *main;
	uint32_t ncomponents;
	uint32_t *first;	/* [ncomponents + 1]: in p->order */
	_Atomic uint32_t next;
	_Atomic bool *done;
	struct lab_cache *cache; /* NULL: none */
	struct lab_key128 *keys; /* of components; NULL without a cache */
	pthread_mutex_t lock;
	pthread_cond_t more_done;
	uint32_t nworkers;
	struct worker *workers;
};

static void find_components(struct crew *c, const struct lab_program *p)
{
	uint32_t i, n = p->order.n;

	c->first = lab_xalloc((n + 1) * sizeof(*c->first));
	for (i = 0; i < n; i++)
		if (!i || p->fns.v[p->order.v[i]].scc !=
			  p->fns.v[p->order.v[i - 1]].scc)
			c->first[c->ncomponents++] = i;
	c->first[c->ncomponents] = n;
}

/* Components are numbered as they stand in the order: see close_component(). */
static void wait_for(struct crew *c, uint32_t component)
{
	if (atomic_load(&c->done[component]))
		return;
	pthread_mutex_lock(&c->lock);
	while (!atomic_load(&c->done[component]))
		pthread_cond_wait(&c->more_done, &c->lock);
	pthread_mutex_unlock(&c->lock);
}

static void wait_for_callees(struct crew *c, uint32_t component)
{
	const struct lab_program *p = c->main->p;
	uint32_t i, j;

	for (i = c->first[component]; i < c->first[component + 1]; i++) {
		const struct lab_fn *fn = &p->fns.v[p->order.v[i]];

		for (j = 0; j < fn->nedges; j++) {
			lab_id to = p->edges.v[fn->edge + j];

			if (p->fns.v[to].scc != component)
				wait_for(c, p->fns.v[to].scc);
		}
	}
}

static void tell_done(struct crew *c, uint32_t component)
{
	if (c->nworkers == 1) {
		c->done[component] = true;
		return;
	}
	pthread_mutex_lock(&c->lock);
	atomic_store(&c->done[component], true);
	pthread_cond_broadcast(&c->more_done);
	pthread_mutex_unlock(&c->lock);
}

static void analyse(void *arg)
{
	struct worker *w = arg;
	uint32_t first = w->crew->first[w->at];

	lab_component_run(&w->run, first, w->crew->first[w->at + 1] - first);
}

/* Nothing is known of the functions of a component that was lost. */
static void lose(struct worker *w, const char *why)
{
	uint32_t i;

	for (i = w->crew->first[w->at]; i < w->crew->first[w->at + 1]; i++) {
		lab_id id = w->p.order.v[i];
		struct lab_fn *fn = &w->p.fns.v[id];
		struct lab_place at = lab_run_place(&w->run, id, fn->sym->loc);

		fn->summary = NULL;
		lab_report_unanalysed(w->run.report, LAB_UNAN_INTERNAL,
				      lab_psym_name(&w->p, fn->psym), why, &at);
	}
}

static void analyse_guarded(struct worker *w)
{
	const struct lab_options *opt = w->run.opt;
	const char *why;

	if (!opt || !opt->guard)
		analyse(w);
	else if (!opt->guard(analyse, w, &why))
		lose(w, why);
}

/* Is nobody asking about the functions of the component? */
static bool is_foreign(const struct worker *w)
{
	uint32_t i;

	for (i = w->crew->first[w->at]; i < w->crew->first[w->at + 1]; i++)
		if (!w->p.units[w->p.fns.v[w->p.order.v[i]].unit].foreign)
			return false;
	return true;
}

/* What is found in foreign functions alone is not told. */
static void analyse_foreign(struct worker *w)
{
	struct lab_report *ours = w->run.report;

	w->run.report = lab_report_new();
	analyse_guarded(w);
	lab_report_free(w->run.report);
	w->run.report = ours;
	lab_run_drop_keys(&w->run);
}

static void analyse_one(struct worker *w)
{
	if (is_foreign(w))
		analyse_foreign(w);
	else
		analyse_guarded(w);
}

/* Move what the component has added to the scratch report where it belongs. */
static void take_scratch(struct worker *w, const struct lab_mark *m)
{
	struct lab_report *from = w->scratch, *to = w->run.report;
	uint32_t i;

	for (i = m->key; i < w->run.keys.n; i++)
		w->run.keys.v[i].finding += m->finding;
	if (!from->findings.n && !from->ledger.n)
		return;
	for (i = 0; i < from->findings.n; i++)
		lab_report_add(to, &from->findings.v[i]);
	for (i = 0; i < from->ledger.n; i++)
		lab_report_add_entry(to, &from->ledger.v[i]);
	lab_report_free(from);
	w->scratch = lab_report_new();
}

/* What was lost to an internal error is to be tried again. */
static bool is_lost(const struct worker *w)
{
	return !w->p.fns.v[w->p.order.v[w->crew->first[w->at]]].summary;
}

static void analyse_and_keep(struct worker *w, const struct lab_mark *m,
			     const uint64_t key[2])
{
	uint32_t first = w->crew->first[w->at];
	uint32_t n = w->crew->first[w->at + 1] - first;
	struct lab_report *ours = w->run.report;
	struct lab_buf out = { 0 };

	w->run.report = w->scratch;
	analyse_one(w);
	w->run.report = ours;
	if (!is_lost(w) && lab_record_write(&w->run, m, first, n, w->scratch,
					    &out))
		w->crew->cache->put(w->crew->cache, key, out.s, out.n);
	lab_buf_free(&out);
	take_scratch(w, m);
}

/* From the cache, if it is there; else analysed and put there. */
static void look_up(struct worker *w, const struct lab_mark *m)
{
	struct crew *c = w->crew;
	uint32_t first = c->first[w->at], n = c->first[w->at + 1] - first;
	const void *p;
	uint64_t key[2];
	size_t size;

	c->keys[w->at] = lab_component_key(&w->p, first, n, c->cache->salt,
					   c->keys);
	key[0] = c->keys[w->at].a;
	key[1] = c->keys[w->at].b;
	if (!key[0]) {
		analyse_one(w);
		return;
	}
	p = c->cache->get(c->cache, key, &size);
	if (p && lab_record_read(&w->run, first, n, p, size))
		return;
	if (p)
		c->cache->bad(c->cache, key);
	analyse_and_keep(w, m, key);
}

static void work_on(struct worker *w)
{
	struct lab_mark m = { .component = w->at, .key = w->run.keys.n,
			      .finding = w->run.report->findings.n,
			      .root = w->run.roots.n,
			      .fatal = w->run.fatals.n,
			      .stored = w->run.stored.n,
			      .invoked = w->run.invoked.n };

	lab_run_forget_keys(&w->run);
	w->run.roots_from = m.root;
	if (w->crew->cache)
		look_up(w, &m);
	else
		analyse_one(w);
	m.nkeys = w->run.keys.n;
	m.nfindings = w->run.report->findings.n;
	m.nroots = w->run.roots.n;
	m.nfatals = w->run.fatals.n;
	m.nstored = w->run.stored.n;
	*LAB_PUSH(&w->marks) = m;
	tell_done(w->crew, w->at);
}

static void *work(void *arg)
{
	struct worker *w = arg;

	for (;;) {
		w->at = atomic_fetch_add(&w->crew->next, 1);
		if (w->at >= w->crew->ncomponents)
			return NULL;
		wait_for_callees(w->crew, w->at);
		work_on(w);
	}
}

static void hire(struct crew *c, uint32_t n)
{
	uint32_t i;

	c->nworkers = n;
	c->workers = lab_xzalloc(n * sizeof(*c->workers));
	for (i = 0; i < n; i++) {
		struct worker *w = &c->workers[i];

		w->crew = c;
		w->p = *c->main->p;
		w->p.arena = lab_arena_new();
		w->scratch = c->cache ? lab_report_new() : NULL;
		w->run = (struct lab_run){
			.p = &w->p, .opt = c->main->opt,
			.report = lab_report_new(),
			.origins = c->main->origins, .mine.fn = LAB_NONE,
			.graph = c->main->graph ? lab_graph_new() : NULL };
	}
}

static void run_all(struct crew *c)
{
	pthread_attr_t attr;
	uint32_t i;

	pthread_attr_init(&attr);
	pthread_attr_setstacksize(&attr, STACK);
	for (i = 1; i < c->nworkers; i++)
		c->workers[i].alone = !pthread_create(&c->workers[i].thread,
						      &attr, work,
						      &c->workers[i]);
	pthread_attr_destroy(&attr);
	work(&c->workers[0]);
	for (i = 1; i < c->nworkers; i++)
		if (c->workers[i].alone)
			pthread_join(c->workers[i].thread, NULL);
}

static void take_findings(struct lab_run *to, const struct lab_run *from,
			  const struct lab_mark *m)
{
	uint32_t i, j;

	for (i = m->key; i < m->nkeys; i++) {
		const struct lab_key *k = &from->keys.v[i];
		uint32_t end = i + 1 < m->nkeys ? k[1].finding : m->nfindings;

		if (lab_run_seen(to, k->key))
			continue;
		for (j = k->finding; j < end; j++)
			lab_report_add(to->report, &from->report->findings.v[j]);
	}
}

static void take_all(struct crew *c)
{
	struct taken { const struct worker *w; const struct lab_mark *m; } *by;
	uint32_t i, j;

	by = lab_xzalloc((c->ncomponents + 1) * sizeof(*by));
	for (i = 0; i < c->nworkers; i++)
		for (j = 0; j < c->workers[i].marks.n; j++) {
			const struct lab_mark *m = &c->workers[i].marks.v[j];

			by[m->component] = (struct taken){ &c->workers[i], m };
		}
	for (i = 0; i < c->ncomponents; i++) {
		take_findings(c->main, &by[i].w->run, by[i].m);
		for (j = by[i].m->root; j < by[i].m->nroots; j++)
			lab_run_add_root(c->main, &by[i].w->run.roots.v[j]);
		for (j = by[i].m->fatal; j < by[i].m->nfatals; j++)
			*LAB_PUSH(&c->main->fatals) =
				by[i].w->run.fatals.v[j];
		for (j = by[i].m->stored; j < by[i].m->nstored; j++)
			*LAB_PUSH(&c->main->stored) =
				by[i].w->run.stored.v[j];
	}
	free(by);
}

/* Summaries, and what origins say, stay where they are. */
static void dismiss(struct crew *c)
{
	uint32_t i;

	for (i = 0; i < c->nworkers; i++) {
		struct lab_run *run = &c->workers[i].run;

		run->report->findings.n = 0;
		lab_report_merge(c->main->report, run->report);
		lab_report_free(run->report);
		if (c->workers[i].scratch)
			lab_report_free(c->workers[i].scratch);
		if (run->graph)
			lab_graph_append(c->main->graph, run->graph);
		lab_graph_free(run->graph);
		lab_run_end(run);
		LAB_VEC_FREE(&c->workers[i].marks);
		*LAB_PUSH(&c->main->p->arenas) = c->workers[i].p.arena;
	}
	free(c->workers);
	free(c->first);
	free(c->done);
	free(c->keys);
}

void lab_run_end(struct lab_run *run)
{
	LAB_VEC_FREE(&run->mine.ids);
	LAB_VEC_FREE(&run->roots);
	LAB_VEC_FREE(&run->invoked);
	LAB_VEC_FREE(&run->fatals);
	LAB_VEC_FREE(&run->stored);
	LAB_VEC_FREE(&run->keys);
	free(run->seen);
}

void lab_run_components(struct lab_run *run)
{
	struct crew c = { .main = run };
	uint32_t jobs = run->opt && run->opt->jobs ? run->opt->jobs : 1;

	find_components(&c, run->p);
	c.done = calloc(c.ncomponents + 1, sizeof(*c.done));
	if (!c.done)
		BUG("no memory for %u components", c.ncomponents);
	if (run->opt && run->opt->cache && !run->graph) {
		c.cache = run->opt->cache;
		c.keys = lab_xzalloc((c.ncomponents + 1) * sizeof(*c.keys));
	}
	pthread_mutex_init(&c.lock, NULL);
	pthread_cond_init(&c.more_done, NULL);
	hire(&c, jobs);
	run_all(&c);
	take_all(&c);
	dismiss(&c);
	pthread_cond_destroy(&c.more_done);
	pthread_mutex_destroy(&c.lock);
}
