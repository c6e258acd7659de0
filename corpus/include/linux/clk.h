/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef _MINI_LINUX_CLK_H
#define _MINI_LINUX_CLK_H

struct clk;
int clk_prepare(struct clk *clk);
void clk_unprepare(struct clk *clk);
int clk_enable(struct clk *clk);
void clk_disable(struct clk *clk);
static inline int clk_prepare_enable(struct clk *clk)
{
	int ret = clk_prepare(clk);

	if (ret)
		return ret;
	ret = clk_enable(clk);
	if (ret)
		clk_unprepare(clk);
	return ret;
}
static inline void clk_disable_unprepare(struct clk *clk)
{
	clk_disable(clk);
	clk_unprepare(clk);
}
int clk_set_rate(struct clk *clk, unsigned long rate);

#endif /* _MINI_LINUX_CLK_H */
