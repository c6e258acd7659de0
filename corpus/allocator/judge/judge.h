/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The judge: runs the functions of a case under every choice and says what
 * happened. The parent builds a case and prints; a child for each function
 * does the running and leaves its findings in shared memory, so that nothing a
 * case does can take more than itself down.
 */
#ifndef JUDGE_JUDGE_H
#define JUDGE_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include "../ref/host.h"

#define MAX_CHOICES	256
#define MAX_PARAMS	4
#define MAX_VALUES	10
#define MAX_FNS		512
#define MAX_SITES	512
#define MAX_FRAMES	6
#define MAX_RETURNS	16
#define MAX_TEXT	200
#define MAX_INLINES	64

struct choice {
	short value, domain;
	/* An input of the case itself, not a doing of its surroundings. */
	bool input;
	int actual;		/* what the input's value was */
	const char *what;
};

struct choices {
	int n;
	struct choice at[MAX_CHOICES];
};

/* A function of the case that is to be judged. */
struct fn {
	char name[128];
	int line;
	int nparams;
	bool is_bool[MAX_PARAMS];
	bool returns_pointer, returns_void;
	char unfit[64];		/* why it cannot be called, or empty */
	/*
	 * A function without a verdict in its name is run for the sake of the
	 * handlers that have one and cannot be called.
	 */
	bool verdict, is_static;
	const char *via;
	int values[MAX_VALUES];	/* what int parameters may be */
	int nvalues;
};

struct unit {
	const char *path;
	struct fn fns[MAX_FNS];
	int nfns;
	bool has_setup;
	/* Once loaded: */
	void *handle;
	void *const *code;	/* one for each fn */
	void (*setup)(void);
	uintptr_t base;		/* where it was loaded */
	uintptr_t lo, hi;	/* its text */
	struct range {
		uintptr_t start, end;
		enum { OF_CASE, OF_HEADER, OF_HEADER_GFP } kind;
	} *ranges;		/* its functions, by address */
	int nranges;
	/* Inline functions of headers that are told what flags to use. */
	char gfp_inline[MAX_INLINES][48];
	int ngfp_inlines;
};

/* ranges.c */
int find_ranges(struct unit *u, const char *so);
/* The innermost place in the case itself; 0 if there is none. */
uintptr_t place_in_case(const struct unit *u);
/* The same, but 0 too if the flags asked with are those of a header. */
uintptr_t place_of_flags(const struct unit *u);

/* The first time that a rule was broken. */
struct fault {
	bool hit;
	char text[MAX_TEXT];
	uintptr_t pc[MAX_FRAMES];
	struct choices choices;
};

/* One way in which the function returned. */
struct ret {
	unsigned long signature;
	int result;		/* sign of what it returned */
	char text[MAX_TEXT];
	struct choices choices;
};

/* What a child has found out about its function; survives the child. */
struct finding {
	struct fault rule[R_COUNT];
	int first;		/* the rule broken first, or -1 */
	struct ret rets[MAX_RETURNS];
	int nrets;
	unsigned int runs, pruned;
	bool complete, done, asked;
	char error[MAX_TEXT];
	/* Where the search stands, so that the next child can go on. */
	struct choices next;
	int deviations;
	bool denied;
	unsigned int fatal;
};

/* A place that asks with GFP_ATOMIC, over all functions of the file. */
struct site {
	uintptr_t pc;
	bool needed;
	uint64_t fns[MAX_FNS / 64];
	struct choices choices;
};

struct shared {
	struct finding finding;
	struct site sites[MAX_SITES];
	int nsites;
};

struct options {
	const char *include;
	bool rt, keep, alone;
	unsigned int max_runs;
	double max_seconds;
	unsigned int arrivals, jobs;
	const char *replay;	/* function to replay */
	const char *only;	/* function to judge */
	struct choices choices;
	bool have_choices;
};

extern struct options opt;
extern struct shared *shared;
extern const char *const rule_id[R_COUNT];

/* parse.c */
int parse_unit(struct unit *u, const char *preprocessed);

/* build.c: 0, or -1 after one line on stderr. */
int build_unit(struct unit *u);
void unload_unit(struct unit *u);

/* explore.c: in the child. */
void explore(const struct unit *u, int fn);
void replay(const struct unit *u, int fn, const struct choices *choices);

/* run.c: one run. */
enum outcome { RETURNED, FAULTED, PRUNED, STUCK, MISSING, CRASHED };
enum outcome run_once(const struct unit *u, int fn, struct choices *choices,
		      int lie);
void run_init(const struct unit *u);
int run_trace(unsigned int *gfp, int max, uintptr_t *pc);
const char *run_reason(void);
void run_stop(enum stop why, const char *what) __attribute__((noreturn));

/* fault.c */
void fault_init(void);
void record_fault(enum rule rule, const char *text);
/* Returns when the access is right after all: a member of a struct page. */
void bad_access(const void *addr, size_t size, bool write);

/* leak.c */
void find_leaks(const struct unit *u, const void *returned);

/* report.c */
void report(struct unit *u, struct finding *findings);
void describe_pc(const struct unit *u, const uintptr_t *pc, char *file,
		 size_t size, int *line);

/* raw.c: built without sanitizers. */
void raw_copy(void *dst, const void *src, size_t n);
void raw_signal(uintptr_t pc, uintptr_t fp);
int raw_frames(uintptr_t lo, uintptr_t hi, uintptr_t *pc, int max);
struct region {
	char *start;
	size_t size;
	char *saved;
};
#define MAX_REGIONS 8
extern struct region regions[MAX_REGIONS];
extern int nregions;
void raw_find_regions(uintptr_t inside);
void raw_save(void);
void raw_restore(void);
typedef void (*raw_word_fn)(const void *word);
void raw_words(const void *start, size_t size, raw_word_fn fn);

#endif /* JUDGE_JUDGE_H */
