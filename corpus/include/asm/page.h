/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_ASM_PAGE_H
#define _MINI_ASM_PAGE_H

#include <linux/mmzone.h>

int get_order(unsigned long size);

#endif /* _MINI_ASM_PAGE_H */
