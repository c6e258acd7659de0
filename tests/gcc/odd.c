// SPDX-License-Identifier: GPL-2.0-or-later
/* Odd C that GCC accepts: the plugin must take it as it comes. */
typedef int v4 __attribute__((vector_size(16)));
typedef _Complex double cd;
#ifdef __SIZEOF_INT128__
#define HAVE128
#endif
struct big {
	int a[100];
	struct {
		long x, y;
	};
	union {
		char c;
		float f;
	} u;
};
struct bits {
	unsigned a : 3, b : 13;
	signed c : 9;
	_Bool d : 1;
	unsigned long long e : 40;
};
extern int ext(int, ...);
extern void sink(void *);
extern struct big mk(int);
extern int use(struct big);
v4 vec(v4 a, v4 b, int i)
{
	v4 c = a + b * a;
	c[i] = 3;
	v4 d = __builtin_shuffle(c, a);
	return (v4)(a > d) + d;
}
cd cplx(cd a, double x)
{
	cd c = a * x + 2.0i;
	__real__ c = 3;
	__imag__ c += x;
	return ~c;
}
#ifdef HAVE128
__int128 wide(__int128 a, unsigned __int128 b, int n)
{
	if (a > (__int128)b)
		return a >> n;
	switch (n) {
	case 3:
		return b;
	}
	return -a;
}
#endif
int nested(int n)
{
	int k = 3;
	int in(int x)
	{
		k += x;
		return n + k;
	}
	sink(in);
	return in(n) + in(2);
}
int nonlocal(int n)
{
	__label__ out;
	void f(int x)
	{
		if (x)
			goto out;
	}
	f(n);
	return 1;
out:
	return 2;
}
int vla(int n, int m[n][n])
{
	int a[n], b[n][n];
	struct {
		int q[n];
	} s;
	sink(a);
	sink(b);
	sink(&s);
	s.q[1] = m[1][2];
	return a[n - 1] + b[1][n - 2] + sizeof b;
}
int cgoto(int n)
{
	static void *t[] = {&&a, &&b, &&c};
	goto *t[n];
a:
	n++;
b:
	n += ext(n);
	goto *t[n & 1];
c:
	return n;
}
int stmtexpr(int n)
{
	return ({
		       int i = ext(n);
		       if (i < 0)
			       return -1;
		       i;
	       }) +
	       ({
		       struct big b = mk(n);
		       b.a[1];
	       });
}
int agg(int n, struct big b)
{
	struct big c = n ? b : mk(3), d = {.a = {1, 2, 3}, .y = 4}, *p = &c;
	*p = mk(4);
	p->u.f = 1.5;
	use(b);
	use(*p);
	use((struct big){.x = n});
	d = *p;
	return d.a[n] + c.u.c;
}
struct big ret(int n)
{
	struct big r = mk(n);
	if (n)
		return mk(1);
	return r;
}
int bf(struct bits *p, struct bits q)
{
	p->a++;
	p->c = -p->c;
	if (p->a == 3 && p->b != 5 && q.d)
		return p->e == 77;
	*p = q;
	if (!p->d)
		return q.c < 0;
	return p->e;
}
int asm1(int n, int *p)
{
	int r, s;
	__asm__("# %0" : "=r"(r) : "0"(n));
	__asm__ volatile("# %0 %1"
			 : "=&r"(r), "=m"(*p)
			 : "r"(n)
			 : "memory", "cc");
	__asm__("" : "=r"(s) : "0"(r));
	__asm__ volatile goto("# %l0" : : : : l1, l2);
	return s;
l1:
	return 1;
l2:
	return r;
}
int sw(unsigned long long x, signed char c)
{
	switch (x) {
	case 0 ... 5:
		ext(1);
	case 0xffffffffffffffffull:
		return 2;
	default:
		break;
	case 1ull << 63:
		return 9;
	}
	switch (c) {
	case -128 ... - 1:
		return 3;
	case 5:
		return 4;
	}
	return 0;
}
extern int setjmp(void *) __attribute__((returns_twice));
int sj(void *p)
{
	volatile int v = 1;
	int k = 2;
	if (setjmp(p))
		return v + k;
	k = ext(3);
	v = 4;
	return k;
}
int va(int n, ...)
{
	__builtin_va_list ap, aq;
	__builtin_va_start(ap, n);
	__builtin_va_copy(aq, ap);
	int r = __builtin_va_arg(ap, int) + (int)__builtin_va_arg(aq, double);
	struct big b = __builtin_va_arg(ap, struct big);
	__builtin_va_end(ap);
	return r + b.a[0];
}
int ovf(int a, int b, long *r)
{
	int c;
	if (__builtin_add_overflow(a, b, &c))
		return -1;
	return __builtin_mul_overflow((long)a, c, r);
}
static inline void cleanup(int **p)
{
	ext(**p);
}
int clean(int n)
{
	int x = n;
	int *p __attribute__((cleanup(cleanup))) = &x;
	if (n)
		return ext(x);
	for (;;) {
		int *q __attribute__((cleanup(cleanup))) = &n;
		if (ext(2))
			break;
	}
	return 0;
}
void forever(void)
{
	for (;;)
		ext(1);
}
void empty(void)
{
}
int selfloop(int n)
{
l:
	if (n)
		goto l;
	return n;
}
void *addr(int a[10], int i)
{
	return &a[i];
}
int first_loop(int n)
{
	do {
		n = ext(n);
	} while (n);
	return n;
}
int inf(void)
{
	while (1)
		;
}
_Noreturn void die(void);
int un(int x)
{
	if (x)
		die();
	if (x == 2)
		__builtin_unreachable();
	return x;
}
int weird(int x)
{
	return x ?: ext(x) ?: (ext(1), 2);
}
float fl(float a, int b)
{
	if (a < b)
		return a;
	return __builtin_isnan(a) ? b : -a;
}
int (*fp(int x))(int, ...)
{
	return x ? ext : (int (*)(int, ...))0x1234;
}
int callfp(int (**t)(int), int (*a[3])(int))
{
	return t[1](2) + (*a[0])(1) + fp(1)(2, 3.0);
}
extern int alias_target(int);
int alias_target(int x)
{
	return x;
}
int al(int) __attribute__((alias("alias_target")));
static int wr(int) __attribute__((weakref("ext2")));
int usewr(void)
{
	return wr(1);
}
#ifdef __x86_64__
register long sp __asm__("rsp");
long regvar(void)
{
	register long r __asm__("rbx") = 4;
	__asm__("" : "+r"(r));
	return sp + r;
}
#endif
_Thread_local int tls;
int *tl(void)
{
	tls++;
	return &tls;
}
const int carr[] = {1, 2, 3};
int ca(int i)
{
	return carr[i] + "abc"[i];
}
struct fam {
	int n;
	int d[];
};
static struct fam fs = {2, {3, 4}};
int fam(struct fam *f, int i)
{
	return f->d[i] + fs.d[i];
}
union u {
	int i;
	float f;
	struct {
		short a, b;
	};
};
float pun(union u v)
{
	v.a = 1;
	return v.f;
}
int zero_len(struct {
	int z[0];
	int q;
} * p)
{
	return p->q;
}
int knr(a, b)
int a;
char b;
{
	return a + b;
}
int oldproto();
int callold(void)
{
	return oldproto(1, 2.0);
}
int ptrs(char *a, char *b)
{
	if (a < b)
		return b - a;
	return (long)a % 7 / (a == b) + ((unsigned char)(long)a) +
	       (signed char)(long)b;
}
_Atomic int at;
int atom(void)
{
	at++;
	return __atomic_load_n(&at, 5) + __sync_fetch_and_add(&at, 1);
}
int trapme(int *p)
{
	if (!p)
		__builtin_trap();
	return *p;
}
enum e { E1 = -1, E2 };
int en(enum e x)
{
	switch (x) {
	case E1:
		return 1;
	case E2:
		return 2;
	}
	return 3;
}
__attribute__((naked)) void nk(void)
{
	__asm__("ret");
}
__attribute__((constructor)) static void ctor(void)
{
	ext(1);
}
static int dead(void)
{
	return 1;
}
int compound(void)
{
	int *p = (int[]){1, 2, 3};
	struct bits b = (struct bits){.a = 1};
	return p[1] + b.a;
}
__attribute__((returns_nonnull)) void *rn(void);
int big_frame(void)
{
	char buf[1 << 16];
	sink(buf);
	return buf[5];
}
void selfassign(struct big *p)
{
	*p = *p;
	p->u = (typeof(p->u)){};
}
extern int alias_target_v(int, ...);
struct ops {
	int (*f)(int, ...);
	struct {
		int (*g)(int, ...);
	} in;
	int (*arr[2])(int, ...);
	const struct ops *next;
	union {
		int (*h)(int, ...);
	};
};
static const struct ops o1 = {.f = ext,
			      .in = {.g = ext},
			      .arr = {[1] = ext},
			      .next = &(const struct ops){.f = alias_target_v},
			      .h = ext};
const struct ops *go(void)
{
	return &o1;
}
