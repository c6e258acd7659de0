/* SPDX-License-Identifier: GPL-2.0-or-later */
/* progress: one line on a terminal's stderr; nothing elsewhere. */
#ifndef LAB_PROGRESS_H
#define LAB_PROGRESS_H

#include <stdint.h>

/* @all is 0 while it is not known. */
void lab_progress_show(uint32_t done, uint32_t all, const char *what);
void lab_progress_clear(void);

#endif
