/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_PROCESSOR_H
#define _MINI_LINUX_PROCESSOR_H

#include <asm/processor.h>

#endif /* _MINI_LINUX_PROCESSOR_H */
