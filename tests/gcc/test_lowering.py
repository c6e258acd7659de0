# SPDX-License-Identifier: GPL-2.0-or-later
"""What statements become in the unit."""
from gccplugin import LAYOUT, body, line


def test_field_store_and_call(gcc):
    assert gcc.body("""
        struct s { int a, b; };
        void put(int *);
        int f(struct s *p, int v) { p->b = v; put(&p->a); return p->b; }
    """, "f") == [
        "bb0:",
        "%2:ptr = field %p, s.b:int", "store %2, %v",
        "%3:ptr = field %p, s.a:int", "call @put(%3)",
        "%4:ptr = field %p, s.b:int", "%5:int = load %4",
        "ret %5",
    ]


def test_anonymous_members_belong_to_the_named_record(gcc):
    unit = gcc.unit("""
        typedef struct { struct { union { int x; char y; }; struct { int z; } in; }; } T;
        int f(T *p) { p->x = 1; return p->in.z; }
    """)
    text = "\n".join(body(unit, "f"))
    assert "field %p, T.x:int" in text
    assert "field %p, T.in:agg" in text and "T.z:int" in text


def test_offsets_and_sizes_of_fields(gcc):
    """From the address that `field` is given; nameless members are no step of their own."""
    unit = gcc.unit("""
        struct d { int a; union { struct { long x; char y; }; long z; };
                   struct { int p; short q; } in; unsigned f : 3, g : 9; int rest[]; };
        struct w { long first; struct d d; };
        extern void use(void *);
        static struct d table = { .y = 1 };
        void f(struct w *w)
        {
            struct d l = { .a = 1, .y = 2 };
            w->d.y = 1; w->d.in.q = 2; w->d.g = 3; w->d.rest[1] = 4;
            if (w->d.f) use(&l);
            use(&table);
        }
    """)
    text = "\n".join(body(unit, "f", places=True))
    for field in ("w.d:agg@8+40", "d.y:int@16+1", "d.in:agg@24+8", "d.q:int@4+2", "d.g:uint@32",
                  "d.rest:agg@36", "d.f:uint@32", "d.a:int@0+4"):
        assert field + (" " if "+" not in field else "") in text.replace("\n", " "), (field, text)


def test_what_is_cleared_and_what_is_gone(gcc):
    lines = gcc.body("""
        struct s { int a[9]; };
        void use(struct s *);
        void f(void) { { struct s in = {}; use(&in); } use(0); }
    """, "f")
    assert "zero $in" in lines and "zero gone $in" in lines
    assert lines.index("zero $in") < lines.index("call @use($in)") < lines.index("zero gone $in")


def test_builds_are_told_apart_by_their_configuration(gcc):
    def build(options, later=""):
        folder = gcc.path("include/generated")
        folder.mkdir(parents=True, exist_ok=True)
        gcc.path("include/generated/autoconf.h", options)
        gcc.path("include/next.h", "#define CONFIG_OWN 1\n")
        unit = gcc.unit('#include "include/generated/autoconf.h"\n#include "include/next.h"\n'
                        f"{later}\nint x;\n")
        return [text for text in unit.splitlines() if text.startswith("build ")]

    one = build("#define CONFIG_SMP 1\n#define CONFIG_NR 8\n")
    assert len(one) == 1
    assert build("#define CONFIG_NR 8\n#define CONFIG_SMP 1\n") == one
    assert build("#define CONFIG_SMP 1\n#define CONFIG_NR 8\n", "#undef CONFIG_SMP") == one
    assert build("#define CONFIG_SMP 1\n#define CONFIG_NR 9\n") != one
    assert not gcc.unit("int x;").count("\nbuild ")


def test_container_of(gcc):
    lines = gcc.body("""
        struct list { struct list *next; };
        struct dev { int a; struct list node; };
        int f(struct list *l)
        {
            struct dev *d = (struct dev *)((char *)l - __builtin_offsetof(struct dev, node));
            return d->a;
        }
    """, "f")
    assert lines[1:3] == ["%1:ptr = add %l, -8", "%2:ptr = field %1, dev.a:int"]


def test_conversions_and_expect_are_looked_through(gcc):
    lines = gcc.body("""
        #define unlikely(x) __builtin_expect(!!(x), 0)
        void *get(void);
        long f(void)
        {
            void *p = get();
            if (unlikely(!p))
                return -12;
            return (long)p;
        }
    """, "f")
    assert lines[1] == "%0:ptr = call @get()"
    assert "cond eq %0, 0 ? bb1 : bb2" in lines
    assert "%1:int = phi [bb1: -12, bb2: %0]" in lines


def test_narrowing_is_a_mask_and_bool_a_test(gcc):
    lines = gcc.body("""
        void use(int, int);
        void f(int a) { use((unsigned char)a, (_Bool)a); }
    """, "f")
    assert lines[1:4] == ["%1:bool = ne %a, 0", "%2:uint = and %a, 255", "call @use(%2, %1)"]


def test_constants_are_those_of_the_operand(gcc):
    lines = gcc.body("""
        int f(int a) { if ((unsigned)a == 0xffffffffu) return 1; return 0; }
    """, "f")
    assert lines[1].startswith("cond eq %a, -1 ?")


def test_an_int_ordered_as_unsigned_is_the_number_it_becomes(gcc):
    lines = gcc.body("void g(void); void f(int a) { if ((unsigned)a > 5) g(); }", "f")
    assert lines[1] == "%1:uint = and %a, 0xffffffff"
    assert lines[2].startswith("cond gt %1, 5 ?")


def test_an_order_of_another_sign_is_not_tracked(gcc):
    lines = gcc.body("void g(void); void f(unsigned a) { if ((int)a > 5) g(); }", "f")
    assert lines[1].startswith("cond gt ?, 5 ?")


def test_is_err(gcc):
    lines = gcc.body("""
        int f(void *p) { return (unsigned long)p >= (unsigned long)-4095; }
    """, "f")
    assert "gt %p, -4096" in lines[1]


def test_bit_field_is_tested_as_a_field(gcc):
    lines = gcc.body("""
        struct s { unsigned a : 1, b : 3; _Bool c : 1; };
        int f(struct s *p) { if (p->c) return 1; return p->b == 5; }
    """, "f")
    assert "%1:ptr = field %p, s.c:bool" in lines
    assert "cond ne %2, 0 ? bb1 : bb2" in lines
    assert "%3:ptr = field %p, s.b:uint" in lines
    assert "%5:bool = eq %4, 5" in lines


def test_switch_with_ranges(gcc):
    lines = gcc.body("""
        int g(int);
        int f(unsigned a) { switch (a) { case 1 ... 3: return g(1); case 9: return g(2); }
                            return 0; }
    """, "f")
    assert lines[1] == "switch %a { default => bb3, 1..3 => bb1, 9 => bb2 }"


def test_switch_on_a_signed_enum(gcc):
    lines = gcc.body("""
        enum e { A = -1, B };
        int f(enum e x) { switch (x) { case A: return 5; case B: return 6; } return 0; }
    """, "f")
    assert lines[1] == "switch %x { default => bb3, -1 => bb1, 0 => bb2 }"


def test_indirect_call_through_a_field(gcc):
    assert gcc.body("""
        struct ops { int (*open)(int); };
        int f(struct ops *o) { return o->open(3); }
    """, "f")[1:] == [
        "%1:ptr = field %o, ops.open:ptr", "%2:ptr = load %1",
        "%3:int = call %2(3)", "ret %3",
    ]


def test_gfp_types(gcc):
    unit = gcc.unit("""
        typedef unsigned int gfp_t;
        typedef gfp_t my_flags;
        void *alloc(unsigned long, gfp_t);
        void *f(my_flags g, unsigned n) { return alloc(n, g | 4); }
    """)
    assert line(unit, "fn @alloc") == "fn @alloc(uint, gfp) ptr"
    assert line(unit, "fn @f") == "fn @f(gfp g, uint n) ptr alone {"


def test_flags_are_computed(gcc):
    lines = gcc.body("""
        void use(unsigned);
        void f(unsigned a, int b) { const unsigned g = 0x400; use(b ? (a & ~g) | 64 : 0x800); }
    """, "f")
    assert "%2:uint = and %a, 0xfffffbbf" in lines
    assert "%3:uint = or %2, 64" in lines
    assert "%4:uint = phi [bb1: %3, bb2: 0x800]" in lines


def test_aggregates(gcc):
    unit = gcc.unit("""
        struct s { int a; void (*fn)(void); int pad[20]; };
        struct s make(int);
        void take(struct s), cb(void), see(struct s *);
        struct s f(struct s *p)
        {
            struct s l = make(1), m = { .a = 3, .fn = cb };
            see(&l); see(&m);
            *p = l;
            take(*p);
            return m;
        }
    """)
    lines = body(unit, "f")
    assert "call agg @make($l, 1)" in lines
    assert "copy %p, $l" in lines
    assert "call @take(?)" in lines
    assert any(text.startswith("ret agg $") for text in lines)
    at = lines.index("zero $m")
    assert lines[at + 1:at + 5] == [
        "%1:ptr = field $m, s.a:int", "store %1, 3",
        "%2:ptr = field $m, s.fn:ptr", "store %2, @cb",
    ]


def test_parameter_whose_address_is_taken(gcc):
    assert gcc.body("void g(int *); void f(int a) { g(&a); }", "f")[1:4] == [
        "bb0:", "store $a, %a", "call @g($a)"]


def test_scopes_with_a_destructor(gcc):
    """guard(), scoped_guard() and __free() are attributes like this one."""
    lines = gcc.body("""
        struct guard { int *lock; };
        void lock(int *), unlock(int *), work(void);
        static inline struct guard make(int *l) { struct guard g = { l }; lock(l); return g; }
        static inline void drop(struct guard *g) { unlock(g->lock); }
        int f(int *l, int n)
        {
            struct guard g __attribute__((cleanup(drop))) = make(l);
            if (n)
                return -1;
            work();
            return 0;
        }
    """, "f")
    assert lines.count("call @drop($g)") == 1
    assert lines.index("call agg @make($g, %l)") < lines.index("call @work()") \
        < lines.index("call @drop($g)") < len(lines) - 1


def test_asm(gcc):
    lines = gcc.body(r"""
        long f(long a, int *p)
        {
            long b, c, d;
            asm volatile("1: cli\n.pushsection .x\n.popsection" : "=r"(b) : : "memory");
            asm("popcnt %1, %0" : "=r"(c) : "r"(a));
            asm("" : "=r"(d) : "0"(a));
            asm volatile("" : : : "memory");
            *p = c;
            return b + d;
        }
    """, "f")
    assert '%2:int = asm volatile "cli"()' in lines
    assert sum("asm" in text for text in lines) == 1
    assert "%3:int = undef" in lines and "store %p, %3" in lines
    assert "%4:int = add %2, %a" in lines


def test_asm_goto_and_computed_goto_fork(gcc):
    lines = gcc.body("""
        int f(int n) { asm goto("jmp %l0" : : : : yes); return n; yes: return 1; }
    """, "f")
    assert 'asm volatile "jmp %l0"()' in lines and "fork bb2, bb1" in lines
    lines = gcc.body("""
        int f(int n) { static void *t[] = { &&a, &&b }; goto *t[n]; a: return 3; b: return 4; }
    """, "f")
    assert any(text.startswith("fork ") for text in lines)


def test_control_that_ends(gcc):
    lines = gcc.body("""
        void die(void) __attribute__((noreturn));
        void f(int n) { if (n) die(); if (n == 2) __builtin_unreachable(); }
    """, "f")
    assert lines.count("stop") == 2


def test_loop_back_to_the_first_statement(gcc):
    lines = gcc.body("int g(int); int f(int n) { do n = g(n); while (n); return n; }", "f")
    assert lines[:4] == ["bb0:", "jump bb1", "bb1:", "%1:int = phi [bb0: %n, bb1: %2]"]


def test_volatile(gcc):
    lines = gcc.body("int f(volatile int *p) { *p = 1; (void)*p; return *p; }", "f")
    assert lines[1:5] == ["store volatile %p, 1", "%1:int = load volatile %p",
                          "%2:int = load volatile %p", "ret %2"]


def test_symbols(gcc):
    unit = gcc.unit("""
        static int count;
        extern const int table[];
        void stop(void) __attribute__((noreturn));
        int log(const char *fmt, ...) __attribute__((weak));
        int square(int) __attribute__((const));
        static inline int twice(int a) { return 2 * a; }
        __attribute__((section(".init.text"))) int start(int a)
        {
            static int calls;
            if (a)
                stop();
            return count++ + calls++ + table[a] + log("x", a) + square(a) + twice(a);
        }
        int init_module(void) __attribute__((alias("begin")));
        int begin(void) { return start(1); }
    """)
    assert line(unit, "var @count") == "var @count static defined"
    assert line(unit, "var @calls") == "var @calls static defined"
    assert line(unit, "var @table") == "var @table const"
    assert line(unit, "fn @stop") == "fn @stop() void noreturn"
    assert line(unit, "fn @log") == "fn @log(ptr, ...) int weak"
    assert line(unit, "fn @square") == "fn @square(int) int pure"
    assert line(unit, "fn @twice") == "fn @twice(int a) int static inline {"
    assert line(unit, "fn @start") == 'fn @start(int a) int alone section ".init.text" {'
    assert line(unit, "fn @init_module") == "fn @init_module() int defined alone alias @begin"


def test_exported_symbols(gcc):
    unit = gcc.unit("""
        int a(void) { return 1; }
        int b(void) { return 2; }
        int c(void) { return 3; }
        asm(".section .x\\n__ksymtab_a:\\n.long 0\\n.previous");
        asm(".section .x\\n__export_symbol_b: .asciz \\"GPL\\"\\n.previous");
    """)
    assert line(unit, "fn @a") == "fn @a() int exported alone {"
    assert line(unit, "fn @b") == "fn @b() int exported alone {"
    assert line(unit, "fn @c") == "fn @c() int alone {"


def test_function_pointers_in_initialisers(gcc):
    unit = gcc.unit("""
        typedef int (*fn)(int);
        int one(int), two(int);
        struct sub { fn get; };
        struct ops { const char *name; fn open; struct { fn close; } in; struct sub sub;
                     fn many[3]; const struct sub *ptr; union { fn u; int i; }; };
        static struct ops table[] = {
            { .name = "x", .open = one, .in = { .close = (fn)two } },
            { .sub.get = one, .many = { [1] = two }, .ptr = &(struct sub){ one }, .u = two },
        };
        static fn bare[] = { one, 0, two };
        void *f(void) { return table; }
        void *g(void) { return bare; }
    """)
    inits = [LAYOUT.sub(r"\1", text.split(" !")[0]) for text in unit.splitlines() if text.startswith("init ")]
    assert sorted(inits) == sorted([
        "init @table ops.open:ptr = @one", "init @table ops.close:ptr = @two",
        "init @table sub.get:ptr = @one", "init @table ops.many:agg = @two",
        "init @table ops.u:ptr = @two", "init @__compound_literal.0 sub.get:ptr = @one",
        "init @bare = @one", "init @bare = @two",
    ])


def test_places(gcc):
    unit = gcc.unit("""\
        void a(int), b(int);
        #define INNER(x) a(x)
        #define OUTER(x) do { INNER(x); } while (0)
        #define ARG(x) (x)
        int g(int);
        void f(int n)
        {
            OUTER(n);
            ARG(g(n));
            b(n);
        }
    """)
    lines = body(unit, "f", places=True)
    assert "call @a(%n) !8:13 macro OUTER" in lines
    assert "call @g(%n) !9:17" in lines
    assert "call @b(%n) !10:13" in lines


def test_a_header_has_its_own_name(gcc):
    gcc.path("h.h", "void g(void);\nstatic inline void h(void) { g(); }\n")
    unit = gcc.unit('#include "h.h"\nvoid f(void) { h(); }\n')
    assert body(unit, "h", places=True)[1] == "call @g() !h.h:2:30"
    assert body(unit, "f", places=True)[1] == "call @h() !2:16"


def test_and_and_or_branch_one_by_one(gcc):
    """GCC computes both sides and branches once."""
    lines = gcc.body("void g(void); void f(int a, int b) { if (a && b > 3) g(); }", "f")
    assert lines[1] == "cond ne %a, 0 ? bb3 : bb2"
    assert lines[lines.index("bb3:") + 1] == "cond gt %b, 3 ? bb1 : bb2"
    lines = gcc.body("""
        void g(void);
        void f(int a, int b, _Bool c) { if (!(a || b || !c)) g(); }
    """, "f")
    tests = dict(text.split(" ? ") for text in lines if text.startswith("cond "))
    assert sorted(tests) == ["cond ne %a, 0", "cond ne %b, 0", "cond ne %c, 0"]
    way_out = tests["cond ne %a, 0"].split(" : ")[0]
    assert tests["cond ne %b, 0"].startswith(way_out + " : ")
    assert tests["cond ne %c, 0"].endswith(" : " + way_out)


def test_phi_has_a_value_for_every_comparison(gcc):
    lines = gcc.body("""
        int g(void);
        int f(int a, int b) { int r = 5; if (a && b) r = g(); return r; }
    """, "f")
    phi, = [text for text in lines if " = phi " in text]
    assert sum(part.endswith(": 5") for part in phi[phi.index("["):].strip("[]").split(", ")) == 2


def test_truth_values_are_not_tested_again(gcc):
    lines = gcc.body("""
        void use(_Bool);
        void f(int a, int b) { _Bool c = a && b; use(c); use(!!c); }
    """, "f")
    assert lines[1:] == ["%2:bool = ne %a, 0", "%3:bool = ne %b, 0", "%4:bool = and %2, %3",
                         "call @use(%4)", "call @use(%4)", "ret"]
