// SPDX-License-Identifier: GPL-2.0-or-later
/* What is registered for interrupts, timers and softirqs. */

static void *grow(struct dev *d)
{
	return kzalloc(8, GFP_KERNEL);
}

static irqreturn_t primary(int irq, void *data)
{
	struct dev *d = data;

	d->a = kmalloc(8, GFP_KERNEL);
	d->b = grow(d);
	return IRQ_WAKE_THREAD;
}

static irqreturn_t thread(int irq, void *data)
{
	struct dev *d = data;

	d->a = kmalloc(8, GFP_KERNEL);
	return IRQ_HANDLED;
}

static void tick(struct timer_list *t)
{
	state.a = kmalloc(16, GFP_NOIO);
}

static void bottom(struct tasklet_struct *t)
{
	state.a = kmalloc(24, GFP_ATOMIC);
	schedule_work(&state.work);
}

static enum hrtimer_restart edge(struct hrtimer *t)
{
	state.a = kmalloc(32, GFP_KERNEL);
	return HRTIMER_NORESTART;
}

static void done(struct urb *urb)
{
	usb_submit_urb(urb, GFP_KERNEL);
}

static void work(struct work_struct *w)
{
	state.a = kmalloc(40, GFP_KERNEL);
}

static void careful(struct timer_list *t)
{
	if (in_interrupt())
		return;
	state.a = kmalloc(48, GFP_KERNEL);
}

static netdev_tx_t xmit(struct sk_buff *skb, struct net_device *dev)
{
	state.b = skb_copy(skb, GFP_KERNEL);
	return NETDEV_TX_OK;
}

static const struct net_device_ops ops = {
	.ndo_open = thread_open,
	.ndo_start_xmit = xmit,
};

int probe(struct dev *d)
{
	timer_setup(&d->timer, tick, 0);
	timer_setup(&d->other, careful, 0);
	tasklet_setup(&d->tasklet, bottom);
	hrtimer_init(&d->edge, CLOCK_MONOTONIC, HRTIMER_MODE_REL);
	d->edge.function = edge;
	INIT_WORK(&d->work, work);
	usb_fill_bulk_urb(d->urb, d->udev, d->pipe, d->buf, 8, done, d);
	return devm_request_threaded_irq(d->dev, d->irq, primary, thread, 0, "d", d);
}
