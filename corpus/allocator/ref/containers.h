/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What idr and xarray hold keeps memory reachable. */
#ifndef REF_CONTAINERS_H
#define REF_CONTAINERS_H

void containers_reset(void);
unsigned int container_roots(const void **roots, unsigned int max);

#endif /* REF_CONTAINERS_H */
