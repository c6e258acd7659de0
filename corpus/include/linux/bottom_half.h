/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_BOTTOM_HALF_H
#define _MINI_LINUX_BOTTOM_HALF_H

void local_bh_disable(void);
void local_bh_enable(void);

#endif /* _MINI_LINUX_BOTTOM_HALF_H */
