# SPDX-License-Identifier: GPL-2.0-or-later
"""Values of GFP names and the kernel's version, as the file itself has them."""
import re


def gfps(unit):
    return {name: int(value, 0) for name, value in re.findall(r"^gfp (\S+) (\S+)$", unit, re.M)}


def test_macros_of_6_1(gcc):
    unit = gcc.unit("""
        #define __force
        #define __KERNEL__
        #define CONFIG_LOCKDEP 1
        #define IS_ENABLED(x) x
        #define LINUX_VERSION_CODE 393408
        #define ___GFP_HIGH 0x20u
        #define ___GFP_IO 0x40u
        #define ___GFP_DIRECT_RECLAIM 0x400UL
        #define __GFP_HIGH ((__force gfp_t)___GFP_HIGH)
        #define __GFP_IO ((__force gfp_t)___GFP_IO)
        #define __GFP_DIRECT_RECLAIM ((__force gfp_t)___GFP_DIRECT_RECLAIM) /* can sleep */
        #define __GFP_RECLAIM ((__force gfp_t)(___GFP_DIRECT_RECLAIM|0x800))
        #define __GFP_BITS_SHIFT (27 + IS_ENABLED(CONFIG_LOCKDEP))
        #define __GFP_BITS_MASK ((__force gfp_t)((1 << __GFP_BITS_SHIFT) - 1))
        #define GFP_NOIO (__GFP_RECLAIM)
        #define GFP_TRANSHUGE_LIGHT ((GFP_NOIO | __GFP_IO) & ~__GFP_RECLAIM)
        #define GFP_BOOT_MASK (__GFP_BITS_MASK & ~(__GFP_RECLAIM|__GFP_IO))
        #define GFP_ZONE_TABLE (something << 1)
        #define GFP_FN(x) (x)
        #define GFP_LOOP (GFP_LOOP)
        #define GFP_EMPTY
        int x;
    """)
    assert gfps(unit) == {
        "__GFP_HIGH": 0x20, "__GFP_IO": 0x40, "__GFP_DIRECT_RECLAIM": 0x400,
        "__GFP_RECLAIM": 0xc00, "__GFP_BITS_SHIFT": 28, "__GFP_BITS_MASK": 0xfffffff,
        "GFP_NOIO": 0xc00, "GFP_TRANSHUGE_LIGHT": 0x40,
        "GFP_BOOT_MASK": 0xfffffff & ~0xc40,
    }
    assert "\nkernel 6.0.192\n" in unit


NEW = """
    #define BIT(nr) (UL(1) << (nr))
    #define UL(x) x##UL
    typedef unsigned int gfp_t;
    enum {
        ___GFP_DMA_BIT,
        ___GFP_HIGH_BIT = 5,
        ___GFP_DIRECT_RECLAIM_BIT = 10,
        ___GFP_LAST_BIT
    };
    #define ___GFP_HIGH BIT(___GFP_HIGH_BIT)
    #define ___GFP_DIRECT_RECLAIM BIT(___GFP_DIRECT_RECLAIM_BIT)
    #define __GFP_HIGH ((gfp_t)___GFP_HIGH)
    #define __GFP_DIRECT_RECLAIM ((gfp_t)___GFP_DIRECT_RECLAIM)
    #define GFP_BOTH (__GFP_HIGH|__GFP_DIRECT_RECLAIM)
    int x;
"""


def test_enum_of_6_10(gcc):
    found = gfps(gcc.unit(NEW))
    assert found["__GFP_HIGH"] == 0x20
    assert found["__GFP_DIRECT_RECLAIM"] == 0x400
    assert found["GFP_BOTH"] == 0x420


def test_preprocessed_input_has_the_enum_still(gcc):
    run = gcc.run(NEW, "-E")
    assert run.returncode == 0
    found = gfps(gcc.unit(gcc.path("t.o").read_text(), name="u.i"))
    assert found["__GFP_HIGH"] == 0x20 and "GFP_BOTH" not in found


def test_without_any(gcc):
    unit = gcc.unit("int x;")
    assert gfps(unit) == {} and "\nkernel 0.0.0\n" in unit
