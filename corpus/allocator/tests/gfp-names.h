/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every GFP name a driver may use, for two programs that must agree: one built
 * against corpus/include, one against the headers of a kernel tree.
 */
struct gfp_entry {
	unsigned int value;
	unsigned int blocking;	/* gfpflags_allow_blocking() */
	char name[56];
};

#define GFP_NAMES(G)							\
	G(GFP_ATOMIC) G(GFP_KERNEL) G(GFP_KERNEL_ACCOUNT) G(GFP_NOWAIT)	\
	G(GFP_NOIO) G(GFP_NOFS) G(GFP_USER) G(GFP_DMA) G(GFP_DMA32)	\
	G(GFP_HIGHUSER) G(GFP_HIGHUSER_MOVABLE) G(GFP_TRANSHUGE_LIGHT)	\
	G(GFP_TRANSHUGE) G(GFP_ZONEMASK) G(__GFP_DMA) G(__GFP_HIGHMEM)	\
	G(__GFP_DMA32) G(__GFP_MOVABLE) G(__GFP_RECLAIMABLE)		\
	G(__GFP_WRITE) G(__GFP_HARDWALL) G(__GFP_THISNODE)		\
	G(__GFP_ACCOUNT) G(__GFP_HIGH) G(__GFP_MEMALLOC)		\
	G(__GFP_NOMEMALLOC) G(__GFP_IO) G(__GFP_FS)			\
	G(__GFP_DIRECT_RECLAIM) G(__GFP_KSWAPD_RECLAIM)			\
	G(__GFP_RECLAIM) G(__GFP_RETRY_MAYFAIL) G(__GFP_NOFAIL)		\
	G(__GFP_NORETRY) G(__GFP_NOWARN) G(__GFP_COMP) G(__GFP_ZERO)
