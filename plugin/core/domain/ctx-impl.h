/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of ctx share. */
#ifndef LAB_CTX_IMPL_H
#define LAB_CTX_IMPL_H

#include "ctx.h"

/* Steps of preemption depth that holding a lock of this kind means. */
int lab_lock_preempt(enum lab_lock kind);
/* Keep the entries from which @c leads into one of @callee. */
bool lab_ctx_admit(struct lab_ctx *c, lab_entries callee);
/* Is there an entry from which @c leads to no feature at all? */
bool lab_ctx_may_be_calm(const struct lab_ctx *c);

#endif
