/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_OF_H
#define _MINI_LINUX_OF_H

#include <linux/mod_devicetable.h>

#endif /* _MINI_LINUX_OF_H */
