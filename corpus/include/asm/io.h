/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_ASM_IO_H
#define _MINI_ASM_IO_H

#include <linux/io.h>

#endif /* _MINI_ASM_IO_H */
