// SPDX-License-Identifier: GPL-2.0-or-later
/* Reads unified diffs, as git and diff -u write them. */
#include "patch.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

struct reader {
	struct lab_patch *patch;
	const char *name;
	struct lab_error *err;
	const char *file;	/* NULL: none, or deleted */
	uint32_t number;	/* of the line being read */
	uint32_t old_left, new_left; /* of the hunk, not yet read */
	uint32_t at;		/* line of the new file */
	bool removing;		/* the lines before this one were taken away */
};

static void add_hunk(struct reader *r, uint32_t from, uint32_t to, bool removed)
{
	struct lab_hunk *h;

	if (r->file)
		*(h = LAB_PUSH(&r->patch->hunks)) = (struct lab_hunk){
			r->file, from, to, removed };
}

/* "b/dir/x.c", perhaps quoted as C would, perhaps with a date behind it. */
static const char *read_name(struct reader *r, const char *s)
{
	struct lab_buf b = { 0 };
	const char *name;

	lab_buf_str(&b, "");
	if (*s == '"') {
		for (s++; *s && *s != '"'; s++) {
			if (*s == '\\' && s[1] >= '0' && s[1] <= '3' &&
			    s[2] && s[3]) {
				lab_buf_char(&b, (s[1] - '0') * 64 +
						 (s[2] - '0') * 8 + s[3] - '0');
				s += 3;
				continue;
			}
			if (*s == '\\' && s[1])
				s++;
			lab_buf_char(&b, *s);
		}
	} else {
		lab_buf_add(&b, s, strcspn(s, "\t"));
	}
	name = b.s;
	if (lab_str_begins(name, "b/"))
		name += 2;
	if (lab_str_begins(name, "./"))
		name += 2;
	if (!strcmp(b.s, "/dev/null"))
		name = NULL;
	else
		name = lab_arena_str(r->patch->arena, name, strlen(name));
	lab_buf_free(&b);
	return name;
}

static bool read_number(const char **p, uint32_t *n)
{
	char *end;
	unsigned long v;

	if (**p < '0' || **p > '9')
		return false;
	v = strtoul(*p, &end, 10);
	*p = end;
	*n = v;
	return v < UINT32_MAX / 2;
}

/* "1,2" or "1", which means "1,1". */
static bool read_range(const char **p, uint32_t *from, uint32_t *n)
{
	*n = 1;
	if (!read_number(p, from))
		return false;
	if (**p != ',')
		return true;
	(*p)++;
	return read_number(p, n);
}

/* "@@ -1,2 +3,4 @@" */
static int begin_hunk(struct reader *r, const char *line)
{
	uint32_t old;
	const char *p = line + 4;

	if (!lab_str_begins(line, "@@ -") ||
	    !read_range(&p, &old, &r->old_left) || !lab_str_begins(p, " +"))
		return lab_error_set(r->err, "%s:%u: is no header of a hunk",
				     r->name, r->number);
	p += 2;
	if (!read_range(&p, &r->at, &r->new_left) || !lab_str_begins(p, " @@"))
		return lab_error_set(r->err, "%s:%u: is no header of a hunk",
				     r->name, r->number);
	/* an empty range is told by the line before it */
	if (!r->new_left)
		r->at++;
	r->removing = false;
	return 0;
}

static void end_removal(struct reader *r)
{
	if (r->removing)
		add_hunk(r, r->at - 1, r->at, true);
	r->removing = false;
}

static int read_body(struct reader *r, const char *line)
{
	switch (*line) {
	case '+':
		/* taken away and put in is one change */
		r->removing = false;
		add_hunk(r, r->at, r->at, false);
		r->at++;
		r->new_left -= r->new_left > 0;
		return 0;
	case '-':
		r->removing = true;
		r->old_left -= r->old_left > 0;
		break;
	case '\\':
		return 0;
	case ' ':
	case '\0':
		end_removal(r);
		r->at++;
		r->new_left -= r->new_left > 0;
		r->old_left -= r->old_left > 0;
		return 0;
	default:
		return lab_error_set(r->err, "%s:%u: the hunk is cut short",
				     r->name, r->number);
	}
	if (!r->old_left && !r->new_left)
		end_removal(r);
	return 0;
}

static int read_line(struct reader *r, const char *line)
{
	if (r->old_left || r->new_left)
		return read_body(r, line);
	end_removal(r);
	if (lab_str_begins(line, "+++ "))
		r->file = read_name(r, line + 4);
	else if (lab_str_begins(line, "@@ "))
		return begin_hunk(r, line);
	return 0;
}

static int read_text(struct reader *r, const char *text)
{
	bool any = false;

	while (*text) {
		size_t n = strcspn(text, "\n");
		char *line = strndup(text, n);
		int ret;

		if (n && line[n - 1] == '\r')
			line[n - 1] = '\0';
		any |= *line != '\0';
		r->number++;
		ret = read_line(r, line);
		free(line);
		if (ret)
			return ret;
		text += n + (text[n] == '\n');
	}
	if (r->old_left || r->new_left)
		return lab_error_set(r->err, "%s:%u: the patch is cut short",
				     r->name, r->number);
	end_removal(r);
	if (any && !r->file && !r->patch->hunks.n && !strstr(text, "diff"))
		return 1;
	return 0;
}

struct lab_patch *lab_patch_parse(const char *text, const char *name,
				  struct lab_error *err)
{
	struct lab_patch *p = lab_xzalloc(sizeof(*p));
	struct reader r = { .patch = p, .name = name, .err = err };
	int ret;

	p->arena = lab_arena_new();
	ret = read_text(&r, text);
	if (!ret || (ret > 0 && strstr(text, "diff --git ")))
		return p;
	if (ret > 0)
		lab_error_set(err, "%s: is no unified diff: no line begins with '+++ '",
			      name);
	lab_patch_free(p);
	return NULL;
}

void lab_patch_free(struct lab_patch *p)
{
	if (!p)
		return;
	LAB_VEC_FREE(&p->hunks);
	lab_arena_free(p->arena);
	free(p);
}

static void exec_git(const char *root, const char *rev, int out)
{
	dup2(out, STDOUT_FILENO);
	execlp("git", "git", "-C", root, "diff", "--relative", "-U0",
	       "--no-color", "--no-ext-diff", "--no-textconv",
	       "--src-prefix=a/", "--dst-prefix=b/", rev, "--", (char *)NULL);
	_exit(127);
}

struct lab_patch *lab_patch_git(const char *root, const char *rev)
{
	struct lab_buf text = { 0 };
	struct lab_patch *patch;
	struct lab_error err;
	char block[16384];
	int fd[2], status;
	ssize_t n;
	pid_t pid;

	if (*rev == '-' || !*rev)
		lab_die("--diff=%s: is no revision", rev);
	if (pipe(fd) || (pid = fork()) < 0)
		lab_die("cannot run git: %s", strerror(errno));
	if (!pid)
		exec_git(root ? root : ".", rev, fd[1]);
	close(fd[1]);
	lab_buf_str(&text, "");
	while ((n = read(fd[0], block, sizeof(block))) > 0)
		lab_buf_add(&text, block, n);
	close(fd[0]);
	if (waitpid(pid, &status, 0) < 0 || !WIFEXITED(status))
		lab_die("git diff %s: did not end well", rev);
	if (WEXITSTATUS(status) == 127)
		lab_die("--diff=%s: git is not installed; give a patch on standard input, with --diff=-", rev);
	if (WEXITSTATUS(status))
		lab_die("--diff=%s: git cannot say what changed in %s since then", rev,
			root ? root : "the working folder");
	patch = lab_patch_parse(text.s, "git diff", &err);
	if (!patch)
		lab_die("%s", err.msg);
	lab_buf_free(&text);
	return patch;
}

static bool same_file(const char *a, const char *b)
{
	if (!a)
		return false;
	if (lab_str_begins(a, "./"))
		a += 2;
	return !strcmp(a, b);
}

static bool on_line(const struct lab_hunk *h, const struct lab_place *at)
{
	return at->line >= h->from && at->line <= h->to &&
	       same_file(at->file, h->file);
}

/* Do two steps in one function stand on either side of what was removed? */
static bool leads_over(const struct lab_hunk *h, const struct lab_place *a,
		       const struct lab_place *b)
{
	uint32_t lo = a->line < b->line ? a->line : b->line;
	uint32_t hi = a->line < b->line ? b->line : a->line;

	return same_file(a->file, h->file) && same_file(b->file, h->file) &&
	       a->function && b->function &&
	       !strcmp(a->function, b->function) && lo <= h->from &&
	       hi >= h->to;
}

static bool hunk_touches(const struct lab_hunk *h, const struct lab_finding *f)
{
	if (!h->removed && on_line(h, &f->at))
		return true;
	for (uint32_t i = 0; i < f->nsteps; i++) {
		const struct lab_place *at = &f->steps[i].at;

		if (!h->removed && on_line(h, at))
			return true;
		if (!h->removed)
			continue;
		for (uint32_t j = 0; j < i; j++)
			if (leads_over(h, &f->steps[j].at, at))
				return true;
		if (leads_over(h, &f->at, at))
			return true;
	}
	return false;
}

bool lab_patch_touches(const struct lab_patch *p, const struct lab_finding *f)
{
	for (uint32_t i = 0; i < p->hunks.n; i++)
		if (hunk_touches(&p->hunks.v[i], f))
			return true;
	return false;
}
