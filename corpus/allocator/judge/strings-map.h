/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Put before every case that the judge compiles: block operations go to the
 * reference, which checks the memory and reports by itself.
 */
#define memcpy ref_memcpy
#define memmove ref_memmove
#define memset ref_memset
#define memcmp ref_memcmp
