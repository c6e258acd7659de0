/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * base: what every room stands on: ids, arenas, growing arrays, string
 * buffers, an interning string table, and the three ways to complain.
 *
 * Memory: everything that belongs to one program or unit lives in one arena
 * and goes with it. Running out of memory is not handled: lab_xalloc() ends
 * in die(), as git's does.
 */
#ifndef LAB_BASE_H
#define LAB_BASE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdarg.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

#define LAB_ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define LAB_PRINTF(f, a) __attribute__((format(printf, f, a)))

/* An index into some table; which one, the field's comment says. */
typedef uint32_t lab_id;
#define LAB_NONE UINT32_MAX

/*
 * BUG() is for what cannot happen: it ends the run with status 3. In the
 * plugin a handler (lab_base_set_bug_handler) turns it into one warning.
 * die() is for bad usage or input: one line, status 2; never from core code
 * below the command, which reports through struct lab_error instead.
 */
#define BUG(...) lab_bug(__FILE__, __LINE__, __VA_ARGS__)
void lab_bug(const char *file, int line, const char *fmt, ...)
	LAB_PRINTF(3, 4) __attribute__((noreturn));
void lab_base_set_bug_handler(void (*fn)(const char *msg));
void lab_die(const char *fmt, ...) LAB_PRINTF(1, 2) __attribute__((noreturn));
void lab_warn(const char *fmt, ...) LAB_PRINTF(1, 2);

/* A line of ours on stderr; like those above it steers no terminal. */
void lab_say(const char *text);

/* Why a call failed: where (file or object, line or offset) and what. */
struct lab_error {
	char msg[512];
};
int lab_error_set(struct lab_error *err, const char *fmt, ...)
	LAB_PRINTF(2, 3); /* always returns -1 */

void *lab_xalloc(size_t n);
void *lab_xzalloc(size_t n); /* zeroed */
void *lab_xrealloc(void *p, size_t n);

/* Arena: bump allocation, freed as a whole; memory comes zeroed. */
struct lab_arena;
struct lab_arena *lab_arena_new(void);
void lab_arena_free(struct lab_arena *a);
void lab_arena_reset(struct lab_arena *a); /* empty, but keep the memory */
void *lab_arena_alloc(struct lab_arena *a, size_t n);
void *lab_arena_dup(struct lab_arena *a, const void *p, size_t n);
char *lab_arena_str(struct lab_arena *a, const char *s, size_t n);
char *lab_arena_printf(struct lab_arena *a, const char *fmt, ...)
	LAB_PRINTF(2, 3);
size_t lab_arena_bytes(const struct lab_arena *a);

/*
 * Growing array of T, on the heap: struct { T *v; uint32_t n, cap; }.
 * LAB_PUSH returns a pointer to the new, zeroed element, which holds until
 * the next push.
 */
#define LAB_VEC(T) struct { T *v; uint32_t n, cap; }
#define LAB_PUSH(vec) \
	((vec)->v = lab_vec_grow((vec)->v, &(vec)->n, &(vec)->cap, \
				 sizeof(*(vec)->v)), \
	 &(vec)->v[(vec)->n - 1])
#define LAB_VEC_FREE(vec) \
	do { free((vec)->v); (vec)->v = NULL; (vec)->n = (vec)->cap = 0; } \
	while (0)
void *lab_vec_more(void *v, uint32_t *cap, size_t elem); /* twice as large */
static inline void *lab_vec_grow(void *v, uint32_t *n, uint32_t *cap,
				 size_t elem)
{
	if (*n == *cap)
		v = lab_vec_more(v, cap, elem);
	memset((char *)v + *n * elem, 0, elem);
	++*n;
	return v;
}

/* String buffer, on the heap, always NUL-terminated once written to. */
struct lab_buf {
	char *s;
	size_t n, cap;
};
/* Room for @n more bytes and the NUL, for who writes into s himself. */
void lab_buf_reserve(struct lab_buf *b, size_t n);
void lab_buf_add(struct lab_buf *b, const void *p, size_t n);
void lab_buf_str(struct lab_buf *b, const char *s);
void lab_buf_char(struct lab_buf *b, char c);
void lab_buf_printf(struct lab_buf *b, const char *fmt, ...) LAB_PRINTF(2, 3);
void lab_buf_free(struct lab_buf *b);

/* Bytes of the well-formed UTF-8 sequence at @s, of which @left are there; 0:
 * surrogates, overlong forms and what is beyond U+10FFFF are not. */
unsigned int lab_utf8_length(const unsigned char *s, size_t left);
/* Characters in @n bytes, as editors count columns. */
uint32_t lab_utf8_columns(const char *text, size_t n);

/* For a terminal: what could steer it becomes '?'. NULL is nothing. */
void lab_plain(struct lab_buf *out, const char *text, size_t n);
void lab_plain_str(struct lab_buf *out, const char *text);

/* 64-bit hash of bytes, eight at a time; the same on every machine. Part of
 * the unit format. */
uint64_t lab_hash(const void *p, size_t n, uint64_t seed);

/* Interning table: string <-> id; id 0 is always the empty string. */
struct lab_strtab;
struct lab_strtab *lab_strtab_new(struct lab_arena *a);
void lab_strtab_free(struct lab_strtab *t); /* the index; strings: arena */
lab_id lab_strtab_intern(struct lab_strtab *t, const char *s, size_t n);
lab_id lab_strtab_find(const struct lab_strtab *t, const char *s, size_t n);
const char *lab_strtab_get(const struct lab_strtab *t, lab_id id);
size_t lab_strtab_len(const struct lab_strtab *t, lab_id id);
uint32_t lab_strtab_count(const struct lab_strtab *t);

#ifdef __cplusplus
}
#endif

#endif
