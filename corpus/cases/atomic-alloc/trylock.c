// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Locks that are taken only perhaps, in a framebuffer's damage tracking:
 * trylocks used directly and through wrappers, helpers that return with the
 * lock held only on success, helpers that take it on demand.
 */
#include <linux/errno.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct damage {
	u16 x, y, w, h;
};

struct fb_pipe {
	spinlock_t lock;
	raw_spinlock_t flip_lock;
	struct mutex mode_lock;
	bool enabled;
	unsigned int frames;
};

static struct fb_pipe fb;

void setup(void)
{
	spin_lock_init(&fb.lock);
	raw_spin_lock_init(&fb.flip_lock);
	mutex_init(&fb.mode_lock);
	fb.enabled = true;
	fb.frames = 0;
}

int damage_try_bad(void)
{
	struct damage *d;

	if (!spin_trylock(&fb.lock))
		return -EBUSY;
	d = kzalloc(sizeof(*d), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock(&fb.lock);
	kfree(d);
	return 0;
}

/* Only the way on which the trylock failed allocates. */
int damage_try_failed_ok(void)
{
	struct damage *d;

	if (spin_trylock(&fb.lock)) {
		fb.frames++;
		spin_unlock(&fb.lock);
		return 0;
	}
	d = kzalloc(sizeof(*d), GFP_KERNEL);
	if (!d)
		return -ENOMEM;
	kfree(d);
	return -EBUSY;
}

int damage_try_result_ok(void)
{
	int got = spin_trylock_bh(&fb.lock);
	struct damage *d;

	d = kmalloc(sizeof(*d), got ? GFP_ATOMIC : GFP_KERNEL);
	if (got)
		spin_unlock_bh(&fb.lock);
	kfree(d);
	return 0;
}

int damage_try_irqsave_bad(void)
{
	unsigned long flags;
	struct damage *d = NULL;

	if (spin_trylock_irqsave(&fb.lock, flags)) {
		d = kmalloc(sizeof(*d), GFP_KERNEL); /* WARN: atomic-alloc */
		spin_unlock_irqrestore(&fb.lock, flags);
	}
	kfree(d);
	return 0;
}

int damage_try_raw_bad(void)
{
	struct damage *d = NULL;

	if (raw_spin_trylock(&fb.flip_lock)) {
		d = kmalloc(sizeof(*d), GFP_NOIO); /* WARN: atomic-alloc */
		raw_spin_unlock(&fb.flip_lock);
	}
	kfree(d);
	return 0;
}

/* A mutex that was had without waiting is still only a mutex. */
int damage_mutex_try_ok(void)
{
	struct damage *d;

	if (!mutex_trylock(&fb.mode_lock))
		return -EBUSY;
	d = kmalloc(sizeof(*d), GFP_KERNEL);
	mutex_unlock(&fb.mode_lock);
	kfree(d);
	return 0;
}

static bool fb_try_enter(struct fb_pipe *p)
{
	if (!p->enabled)
		return false;
	return spin_trylock(&p->lock);
}

static void fb_leave(struct fb_pipe *p)
{
	spin_unlock(&p->lock);
}

int damage_try_wrapper_bad(void)
{
	struct damage *d;

	if (!fb_try_enter(&fb))
		return -EBUSY;
	d = kmalloc(sizeof(*d), GFP_KERNEL); /* WARN: atomic-alloc */
	fb_leave(&fb);
	kfree(d);
	return 0;
}

int damage_try_wrapper_ok(void)
{
	struct damage *d;

	if (!fb_try_enter(&fb)) {
		d = kmalloc(sizeof(*d), GFP_KERNEL);
		kfree(d);
		return -EBUSY;
	}
	fb.frames++;
	fb_leave(&fb);
	return 0;
}

static int fb_enter_enabled(struct fb_pipe *p)
{
	spin_lock(&p->lock);
	if (!p->enabled) {
		spin_unlock(&p->lock);
		return -ENODEV;
	}
	return 0;
}

int damage_held_on_success_bad(void)
{
	struct damage *d;
	int ret = fb_enter_enabled(&fb);

	if (ret)
		return ret;
	d = kmalloc(sizeof(*d), GFP_KERNEL); /* WARN: atomic-alloc */
	fb_leave(&fb);
	kfree(d);
	return 0;
}

int damage_held_on_success_ok(void)
{
	struct damage *d;
	int ret = fb_enter_enabled(&fb);

	if (ret < 0) {
		d = kmalloc(sizeof(*d), GFP_KERNEL);
		kfree(d);
		return ret;
	}
	fb.frames++;
	fb_leave(&fb);
	return 0;
}

static void fb_lock_cond(struct fb_pipe *p, bool locked)
{
	if (!locked)
		spin_lock(&p->lock);
}

static void fb_unlock_cond(struct fb_pipe *p, bool locked)
{
	if (!locked)
		spin_unlock(&p->lock);
}

int damage_cond_lock_bad(void)
{
	struct damage *d;

	fb_lock_cond(&fb, false);
	d = kmalloc(sizeof(*d), GFP_KERNEL); /* WARN: atomic-alloc */
	fb_unlock_cond(&fb, false);
	kfree(d);
	return 0;
}

int damage_cond_lock_ok(bool nolock)
{
	struct damage *d;

	fb_lock_cond(&fb, nolock);
	d = kmalloc(sizeof(*d), nolock ? GFP_KERNEL : GFP_NOWAIT);
	fb_unlock_cond(&fb, nolock);
	kfree(d);
	return 0;
}

/* Returns the object locked, or NULL with nothing held. */
static struct fb_pipe *fb_get_locked(bool active)
{
	if (!active)
		return NULL;
	spin_lock_bh(&fb.lock);
	return &fb;
}

int damage_get_locked_bad(bool active)
{
	struct fb_pipe *p = fb_get_locked(active);
	struct damage *d;

	if (!p)
		return -ENODEV;
	d = kmalloc(sizeof(*d), GFP_KERNEL); /* WARN: atomic-alloc */
	spin_unlock_bh(&p->lock);
	kfree(d);
	return 0;
}

int damage_get_locked_ok(bool active)
{
	struct fb_pipe *p = fb_get_locked(active);
	struct damage *d;

	if (p) {
		p->frames++;
		spin_unlock_bh(&p->lock);
	}
	d = kmalloc(sizeof(*d), GFP_KERNEL);
	kfree(d);
	return 0;
}
