// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The file: a head, the records one behind the other, and an index of them
 * with its own checksum. Numbers as this machine has them: it is no place to
 * look for what another machine has made.
 */
#include "cache.h"

#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define MAGIC "labcheck cache 1"

struct head {
	char magic[16];
	uint64_t salt;		/* who wrote it, with what model and rules */
	uint64_t index, n;	/* where the index stands, of how many */
	uint64_t sum;		/* of the index, and of all above */
};

struct entry {
	uint64_t key[2];
	uint64_t at, n;
	uint64_t sum;
};

struct cache {
	struct lab_cache api;	/* first: what the engine is given is this */
	const char *path;
	struct lab_map map;
	const struct entry *old;
	uint32_t nold;
	uint32_t *slots, mask;	/* key -> old, + 1 */
	_Atomic bool *used;	/* of old */
	pthread_mutex_t lock;
	LAB_VEC(struct entry) fresh;
	struct lab_buf bytes;	/* of the fresh ones */
	_Atomic uint32_t damaged;
};

static uint64_t hash_self(void)
{
	struct lab_error err;
	struct lab_map map;
	uint64_t h = 0;

	if (!lab_map_open(&map, "/proc/self/exe", &err)) {
		h = lab_hash(map.p, map.n, 0);
		lab_map_close(&map);
	}
	return h;
}

static uint32_t *slot_of(const struct cache *c, const uint64_t key[2])
{
	uint32_t i = (uint32_t)key[0] & c->mask;

	while (c->slots[i] && (c->old[c->slots[i] - 1].key[0] != key[0] ||
			       c->old[c->slots[i] - 1].key[1] != key[1]))
		i = (i + 1) & c->mask;
	return &c->slots[i];
}

static const void *get(struct lab_cache *api, const uint64_t key[2], size_t *n)
{
	struct cache *c = (struct cache *)api;
	uint32_t at = c->nold ? *slot_of(c, key) : 0;
	const struct entry *e;
	const char *p;

	if (!at)
		return NULL;
	e = &c->old[at - 1];
	p = (const char *)c->map.p + e->at;
	if (lab_hash(p, e->n, key[0]) != e->sum) {
		c->damaged++;
		return NULL;
	}
	c->used[at - 1] = true;
	*n = e->n;
	return p;
}

static void put(struct lab_cache *api, const uint64_t key[2], const void *p,
		size_t n)
{
	struct cache *c = (struct cache *)api;

	pthread_mutex_lock(&c->lock);
	*LAB_PUSH(&c->fresh) = (struct entry){
		.key = { key[0], key[1] }, .at = c->bytes.n, .n = n,
		.sum = lab_hash(p, n, key[0]) };
	lab_buf_add(&c->bytes, p, n);
	pthread_mutex_unlock(&c->lock);
}

static void bad(struct lab_cache *api, const uint64_t key[2])
{
	struct cache *c = (struct cache *)api;

	c->damaged++;
	c->used[*slot_of(c, key) - 1] = false;
}

static uint64_t index_sum(const struct head *h, const void *index)
{
	return lab_hash(index, h->n * sizeof(struct entry),
			h->salt ^ h->index ^ h->n);
}

/* Is what the file says of itself right? */
static bool is_sound(const struct cache *c)
{
	const struct head *h = c->map.p;
	const struct entry *v;

	if (c->map.n < sizeof(*h) || memcmp(h->magic, MAGIC, sizeof(h->magic)) ||
	    h->n > UINT32_MAX / 4 || h->index > c->map.n ||
	    h->index % sizeof(uint64_t) ||
	    c->map.n - h->index != h->n * sizeof(struct entry))
		return false;
	v = (const struct entry *)((const char *)c->map.p + h->index);
	if (index_sum(h, v) != h->sum)
		return false;
	for (uint64_t i = 0; i < h->n; i++)
		if (v[i].at > h->index || v[i].n > h->index - v[i].at)
			return false;
	return true;
}

static void read_index(struct cache *c)
{
	const struct head *h = c->map.p;

	c->old = (const struct entry *)((const char *)c->map.p + h->index);
	c->nold = (uint32_t)h->n;
	for (c->mask = 63; c->mask < c->nold * 2; c->mask = c->mask * 2 + 1)
		;
	c->slots = lab_xzalloc((c->mask + 1) * sizeof(*c->slots));
	c->used = lab_xzalloc(c->nold + 1);
	for (uint32_t i = 0; i < c->nold; i++)
		*slot_of(c, c->old[i].key) = i + 1;
}

struct lab_cache *lab_cache_open(const char *path,
				 const struct lab_model *model, uint32_t rules)
{
	struct cache *c = lab_xzalloc(sizeof(*c));
	struct lab_error err;

	c->path = path;
	c->api = (struct lab_cache){ .get = get, .put = put, .bad = bad };
	c->api.salt = lab_hash(&rules, sizeof(rules),
			       hash_self() ^ lab_model_hash(model));
	pthread_mutex_init(&c->lock, NULL);
	if (!lab_file_exists(path))
		return &c->api;
	if (lab_map_open(&c->map, path, &err))
		lab_die("--cache: %s", err.msg);
	if (!is_sound(c))
		lab_warn("%s: damaged, or no cache of labcheck's: not used, written anew",
			 path);
	else if (((const struct head *)c->map.p)->salt == c->api.salt)
		read_index(c);
	return &c->api;
}

static void add_entry(struct lab_buf *out, struct lab_buf *index,
		      struct entry e, const char *from)
{
	const char *p = from + e.at;

	e.at = out->n;
	lab_buf_add(out, p, e.n);
	lab_buf_add(index, &e, sizeof(e));
}

static void write_file(struct cache *c)
{
	struct head h = { .salt = c->api.salt };
	struct lab_buf out = { 0 }, index = { 0 };
	char *tmp = NULL;
	FILE *f;

	/* 16 characters, and no end. */
	memcpy(h.magic, MAGIC, sizeof(h.magic));
	lab_buf_add(&out, &h, sizeof(h));
	for (uint32_t i = 0; i < c->nold; i++)
		if (c->used[i])
			add_entry(&out, &index, c->old[i], c->map.p);
	for (uint32_t i = 0; i < c->fresh.n; i++)
		add_entry(&out, &index, c->fresh.v[i], c->bytes.s);
	while (out.n % sizeof(uint64_t))
		lab_buf_char(&out, 0);
	h.index = out.n;
	h.n = index.n / sizeof(struct entry);
	h.sum = index_sum(&h, index.s);
	memcpy(out.s, &h, sizeof(h));
	if (asprintf(&tmp, "%s.%ld", c->path, (long)getpid()) < 0)
		BUG("no memory");
	f = fopen(tmp, "we");
	if (!f || fwrite(out.s, 1, out.n, f) != out.n ||
	    fwrite(index.s, 1, index.n, f) != index.n || fclose(f) ||
	    rename(tmp, c->path)) {
		lab_warn("%s: not written: %s; the findings do not depend on it",
			 c->path, strerror(errno));
		unlink(tmp);
	}
	free(tmp);
	lab_buf_free(&out);
	lab_buf_free(&index);
}

void lab_cache_close(struct lab_cache *api)
{
	struct cache *c = (struct cache *)api;
	uint32_t used = 0;

	if (!c)
		return;
	for (uint32_t i = 0; i < c->nold; i++)
		used += c->used[i];
	if (c->damaged)
		lab_warn("%s: %u damaged entries, not used", c->path,
			 c->damaged);
	/* what is no longer asked for goes when it is the larger part */
	if (c->fresh.n || c->damaged || used < c->nold / 2)
		write_file(c);
	fprintf(stderr, "labcheck: from the cache: %u of %u groups of functions\n",
		used, used + c->fresh.n);
	lab_map_close(&c->map);
	free(c->slots);
	free(c->used);
	LAB_VEC_FREE(&c->fresh);
	lab_buf_free(&c->bytes);
	pthread_mutex_destroy(&c->lock);
	free(c);
}
