/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * cache: results of components in one file, from run to run. It is written anew
 * when something has come in, with what this run has asked for and no more.
 */
#ifndef LAB_CACHE_H
#define LAB_CACHE_H

#include "cli.h"

/* A file that is not there is an empty one; one that is damaged, or of another
 * labcheck, model or choice of rules, is as good as empty; the first is said. */
struct lab_cache *lab_cache_open(const char *path,
				 const struct lab_model *model,
				 uint32_t rules);
/* Write what is new, and say how much was not used; a file that cannot be
 * written is a warning. */
void lab_cache_close(struct lab_cache *cache);

#endif
