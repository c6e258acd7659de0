/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_NET_SOCK_H
#define _MINI_NET_SOCK_H

#include <linux/spinlock.h>
#include <linux/types.h>

typedef struct {
	spinlock_t slock;
	int owned;
} socket_lock_t;

struct sock {
	gfp_t sk_allocation;
	socket_lock_t sk_lock;
};

void lock_sock_nested(struct sock *sk, int subclass);
void release_sock(struct sock *sk);
bool lock_sock_fast(struct sock *sk);
void unlock_sock_fast(struct sock *sk, bool slow);
static inline void lock_sock(struct sock *sk)
{
	lock_sock_nested(sk, 0);
}
#define bh_lock_sock(sk)	spin_lock(&((sk)->sk_lock.slock))
#define bh_unlock_sock(sk)	spin_unlock(&((sk)->sk_lock.slock))

#endif /* _MINI_NET_SOCK_H */
