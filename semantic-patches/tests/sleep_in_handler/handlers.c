// SPDX-License-Identifier: GPL-2.0-or-later
/* Calls that sleep whatever their arguments, in handlers. */

static void wait_a_bit(struct dev *d)
{
	msleep(1);
}

static irqreturn_t primary(int irq, void *data)
{
	struct dev *d = data;

	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	wait_a_bit(d);
	return IRQ_HANDLED;
}

static irqreturn_t thread(int irq, void *data)
{
	struct dev *d = data;

	mutex_lock(&d->mutex);
	mutex_unlock(&d->mutex);
	return IRQ_HANDLED;
}

static irqreturn_t half(int irq, void *data)
{
	udelay(3);
	return IRQ_WAKE_THREAD;
}

static void retire(struct rcu_head *head)
{
	flush_workqueue(state.wq);
}

void forget(struct dev *d)
{
	call_rcu(&d->rcu, retire);
}

int probe(struct dev *d)
{
	msleep(5);
	if (request_threaded_irq(d->irq, half, thread, 0, "d", d))
		return -EBUSY;
	return request_irq(d->other, primary, 0, "d", d);
}
