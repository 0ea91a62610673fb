/*
 * The host's own x87 FPU as an oracle.
 *
 *   gcc -O1 -o x87 x87.c
 *   x87 SEED COUNT [exact|transcendental|environment] > VECTORS
 *
 * Makes COUNT cases from SEED, each one instruction on a whole FPU state with one memory operand at [(R)SI], runs them
 * and writes pairs of fixed-size records (struct state before and after). States are loaded by FRSTOR and read back by
 * FNSAVE right behind the instruction, so that pending exceptions do no harm. Operands are boundary values more often
 * than random ones, and related to each other more often than not. "transcendental" selects F2XM1 FYL2X FPTAN FPATAN
 * FYL2XP1 FSINCOS FSIN FCOS, whose last bit is the processor's own business; "environment" FLDENV FNSTENV FRSTOR FNSAVE
 * in both operand sizes, FXSAVE and FXRSTOR (without their SSE part), with the instruction and data pointers (selectors are zero: newer processors do not keep them);
 * "exact" (the default) everything else.
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct __attribute__((packed)) real {
    uint64_t significand;
    uint16_t sign_exponent;
};

#define MEMORY 16
#define ENVIRONMENT_MEMORY 160

/* Of the memory only as much is written as the selection uses. */
struct __attribute__((packed)) state {
    uint8_t instruction[4]; /* the last one is its length */
    uint16_t ax;
    uint32_t eflags; /* status flags only */
    uint16_t control, status, tags, opcode;
    uint32_t fip, fdp; /* 0 unless environments are tested */
    struct real st[8]; /* from ST(0) on */
    uint8_t memory[ENVIRONMENT_MEMORY];
};

struct __attribute__((packed)) image { /* FNSAVE, 32-bit protected format */
    uint32_t control, status, tags, fip, fcs_fop, fdp, fds;
    struct real st[8];
};

#define STATUS_FLAGS 0x8D5u
#define INTEGER_BIT (1ull << 63)

static uint64_t generator[2];

static uint64_t random64(void) {
    uint64_t a = generator[0], b = generator[1];
    generator[0] = b;
    a ^= a << 23;
    generator[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
    return generator[1] + b;
}

static uint32_t below(uint32_t limit) { return (random64() >> 20) % limit; }

static int one_in(uint32_t n) { return below(n) == 0; }

static uint16_t random_sign(void) { return one_in(2) ? 0x8000 : 0; }

static uint64_t normal_significand(void) {
    int cut = one_in(2) ? 40 : 11; /* where single and double precision end */
    uint64_t around = (uint64_t) below(4) << (cut - 2);
    if (one_in(2)) around |= 1ull << below(cut - 2);
    switch (below(14)) {
    case 0: return INTEGER_BIT;
    case 1: return ~0ull;
    case 2: return INTEGER_BIT | 1;
    case 3: return INTEGER_BIT | INTEGER_BIT >> 1;
    case 4: return INTEGER_BIT | 1ull << below(63);
    case 5: return ~(1ull << below(63));
    case 6: return INTEGER_BIT | random64() << below(64);
    case 7: return ~0ull << below(64);
    case 8: return INTEGER_BIT | (random64() & random64() & random64() & random64());
    case 9: return random64() << cut | around | INTEGER_BIT;
    case 10: return ~0ull << cut | around;
    default: return random64() | INTEGER_BIT;
    }
}

static uint16_t any_exponent(void) {
    static const uint16_t boundary[] = {
        0, 0, 0, 1, 2, 3, 0x3FFF, 0x3FFE, 0x4000, 0x7FFE, 0x7FFD, 0x7FFF, 0x7FFF,
        0x403E, 0x403D, 0x403F, 0x401E, 0x401D, 0x400E, 0x400D, /* integer ranges */
        0x3F80, 0x3F81, 0x3F82, 0x3F6A, 0x407E, 0x407F, 0x3F7F, /* single's range */
        0x3C00, 0x3C01, 0x3C02, 0x3BCC, 0x3BCD, 0x43FE, 0x43FF, /* double's range */
    };
    switch (below(7)) {
    case 0: case 1: return boundary[below(sizeof boundary / sizeof *boundary)];
    case 2: return 0x3FFF - 70 + below(140);
    case 3: return below(80);
    case 4: return 0x7FFE - below(80);
    case 5: return 0x3FFF - 3 + below(7);
    default: return below(0x8000);
    }
}

static struct real any_real(void) {
    struct real r = {normal_significand(), any_exponent() | random_sign()};
    uint16_t sign = r.sign_exponent & 0x8000;
    int exponent = r.sign_exponent & 0x7FFF;
    switch (below(40)) {
    case 0: return (struct real) {0, sign};
    case 1: return (struct real) {INTEGER_BIT, sign | 0x7FFF};
    case 2: return (struct real) {r.significand | 3ull << 62, sign | 0x7FFF}; /* QNaN */
    case 3: return (struct real) {((r.significand | INTEGER_BIT) & ~(1ull << 62)) | 1, sign | 0x7FFF}; /* SNaN */
    case 4: r.significand &= ~INTEGER_BIT; return r; /* unnormal, pseudo-infinity, pseudo-NaN, denormal */
    case 5: return (struct real) {random64() >> below(64), sign}; /* denormal */
    case 6: { /* small integer */
        uint64_t value = 1 + below(1u << below(20));
        int shift = __builtin_clzll(value);
        return (struct real) {value << shift, sign | (0x3FFF + 63 - shift)};
    }
    }
    if (exponent == 0) {
        r.significand = one_in(2) ? r.significand & ~INTEGER_BIT : r.significand >> below(64);
        if (one_in(12)) r.significand |= INTEGER_BIT;
    } else if (exponent == 0x7FFF && one_in(2)) {
        r.significand = INTEGER_BIT;
    }
    return r;
}

/* A second operand that is near the first, or takes a product or quotient with it near the ends of the range. */
static struct real related(struct real a) {
    struct real b = any_real();
    int exponent = a.sign_exponent & 0x7FFF, other;
    switch (below(9)) {
    case 0: b = a; b.sign_exponent ^= random_sign(); return b;
    case 1: b.significand = a.significand; return b;
    case 2: b = a; b.significand += (int) below(5) - 2; b.sign_exponent ^= random_sign(); return b;
    case 3: other = exponent - 70 + below(140); break;
    case 4: other = exponent - 3 + below(7); break;
    case 5: other = (one_in(2) ? below(140) - 100 : 0x7FFF - 5 + below(10)) - exponent + 0x3FFF; break;
    case 6: other = exponent + 0x3FFF - (one_in(2) ? below(140) - 100 : 0x7FFF - 5 + below(10)); break;
    default: return b;
    }
    if (other < 0) other = 0;
    if (other > 0x7FFF) other = 0x7FFF;
    b.sign_exponent = (b.sign_exponent & 0x8000) | other;
    b.significand = other ? b.significand | INTEGER_BIT : b.significand & ~INTEGER_BIT;
    return b;
}

/* --- Instructions ------------------------------------------------------------------------------------------------ */

static uint8_t forms[4096][2];
static int form_count;

static int is_transcendental(int a, int b) {
    return a == 0xD9 && (b <= 0xF3 ? b >= 0xF0 : b == 0xF9 || b == 0xFB || b == 0xFE || b == 0xFF);
}

static int is_environment(int a, int b) {
    int reg = b >> 3 & 7;
    return b < 0xC0 && (a == 0xD9 || a == 0xDD) && (reg == 4 || reg == 6);
}

static int exists(int a, int b) {
    int reg = b >> 3 & 7;
    if (b < 0xC0) {
        if ((b & 0xC7) != 6) return 0; /* [(R)SI] only */
        if (a == 0xD9) return reg != 1;
        if (a == 0xDB) return reg != 1 && reg != 4 && reg != 6; /* FISTTP is not of this processor */
        if (a == 0xDD) return reg != 1 && reg != 5;
        return a != 0xDF || reg != 1;
    }
    switch (a) {
    case 0xD9:
        if (reg == 2) return b == 0xD0;
        return b != 0xE2 && b != 0xE3 && b != 0xE6 && b != 0xE7 && b != 0xEF;
    case 0xDA: return reg < 4 || b == 0xE9;
    case 0xDB: return reg < 4 || b <= 0xE4 || reg == 5 || reg == 6;
    case 0xDD: return reg < 6;
    case 0xDE: return reg != 3 || b == 0xD9;
    case 0xDF: return reg < 4 || b == 0xE0 || reg == 5 || reg == 6;
    default: return 1;
    }
}

enum selection { EXACT, TRANSCENDENTAL, ENVIRONMENT };

static enum selection selection_of(int a, int b) {
    return is_transcendental(a, b) ? TRANSCENDENTAL : is_environment(a, b) ? ENVIRONMENT : EXACT;
}

/* FXSAVE and FXRSTOR are listed without their middle byte, AE. */
static void list_forms(enum selection selection) {
    for (int b = 0x06; selection == ENVIRONMENT && b <= 0x0E; b += 8) {
        for (int weight = 4; weight--; form_count++) {
            forms[form_count][0] = 0x0F;
            forms[form_count][1] = b;
        }
    }
    for (int a = 0xD8; a <= 0xDF; a++) {
        for (int b = 0; b < 256; b++) {
            if (!exists(a, b) || selection_of(a, b) != selection) continue;
            int weight = b < 0xC0 || (a == 0xD9 && b >= 0xF0) ? 4 : 1;
            while (weight--) {
                forms[form_count][0] = a;
                forms[form_count++][1] = b;
            }
        }
    }
}

/* The other register operand. */
static int partner(int a, int b) {
    if (b < 0xC0 || (a == 0xD9 && b >= 0xE0) || (a == 0xDA && b == 0xE9) || (a == 0xDE && b == 0xD9)) return 1;
    return b & 7;
}

/* --- Memory operands --------------------------------------------------------------------------------------------- */

enum kind { SINGLE, DOUBLE, EXTENDED, INT16, INT32, INT64, DECIMAL, WORD };

static enum kind kind_of(int a, int reg) {
    switch (a) {
    case 0xD8: return SINGLE;
    case 0xD9: return reg == 5 || reg == 7 ? WORD : SINGLE;
    case 0xDA: return INT32;
    case 0xDB: return reg < 4 ? INT32 : EXTENDED;
    case 0xDC: return DOUBLE;
    case 0xDD: return reg == 7 ? WORD : DOUBLE;
    case 0xDE: return INT16;
    default: return reg == 4 || reg == 6 ? DECIMAL : reg == 5 || reg == 7 ? INT64 : INT16;
    }
}

/* A single or double as its bits: a boundary value, or a number with an exponent near that of ST(0). */
static uint64_t any_binary(int fraction_bits, int exponent_bits, struct real st0) {
    uint64_t maximum = (1ull << exponent_bits) - 1, fraction = random64() >> (64 - fraction_bits);
    uint64_t sign = (uint64_t) one_in(2) << (fraction_bits + exponent_bits);
    int bias = maximum >> 1, near = (st0.sign_exponent & 0x7FFF) - 0x3FFF + bias - 3 + below(7);
    uint64_t quiet = 1ull << (fraction_bits - 1);
    switch (below(16)) {
    case 0: return sign;
    case 1: return sign | 1;
    case 2: return sign | (quiet | (quiet - 1));
    case 3: return sign | 1ull << fraction_bits;
    case 4: return sign | maximum << fraction_bits;
    case 5: return sign | maximum << fraction_bits | quiet | fraction;
    case 6: return sign | maximum << fraction_bits | (fraction & (quiet - 1)) | 1;
    case 7: return sign | ((maximum << fraction_bits) - 1);
    case 8: return sign | (uint64_t) bias << fraction_bits;
    case 9: return sign | fraction;
    case 10: case 11: case 12: if (near > 0 && near < (int) maximum) return sign | (uint64_t) near << fraction_bits | fraction;
    }
    return sign | (uint64_t) below(maximum) << fraction_bits | fraction;
}

static int64_t any_integer(int bits) {
    int64_t value = (int64_t) random64() >> below(64);
    return one_in(10) ? (int64_t) (1ull << (bits - 1)) : value;
}

static void fill_memory(struct state *in, enum kind kind) {
    uint64_t value = 0;
    int size = 8;
    memset(in->memory, 0xCC, MEMORY);
    switch (kind) {
    case SINGLE: value = any_binary(23, 8, in->st[0]); size = 4; break;
    case DOUBLE: value = any_binary(52, 11, in->st[0]); break;
    case INT16: value = any_integer(16); size = 2; break;
    case INT32: value = any_integer(32); size = 4; break;
    case INT64: value = any_integer(64); break;
    case WORD: value = one_in(2) ? in->control : (random64() & 0xF3F) | 0x40; size = 2; break;
    case EXTENDED: {
        struct real r = any_real();
        memcpy(in->memory, &r, sizeof r);
        return;
    }
    case DECIMAL:
        for (int i = 0; i < 9; i++) in->memory[i] = below(10) << 4 | below(10);
        in->memory[9] = random64() & 0x80;
        if (one_in(4)) memset(in->memory + below(9), 0, 3);
        return;
    }
    memcpy(in->memory, &value, size);
}

static uint16_t any_control(void) {
    int masks = one_in(3) ? random64() & 0x3F : 0x3F;
    if (one_in(4)) masks = 0x3F & ~(1 << below(6));
    return masks | 0x40 | (one_in(3) ? below(4) : 3) << 8 | (one_in(3) ? below(4) : 0) << 10;
}

/* Brings ST(0) near the limits of the format it is stored in. */
static void aim_at_store(struct state *in, enum kind kind) {
    int exponent;
    if (kind == SINGLE || kind == DOUBLE) {
        int bias = kind == SINGLE ? 127 : 1023, bits = kind == SINGLE ? 23 : 52;
        exponent = below(3) ? 0x3FFF - bias - bits - 3 + below(bits + 8)
            : one_in(2) ? 0x3FFF + bias - 2 + below(5) : 0x3FFF - bias + below(2 * bias);
    } else {
        exponent = 0x3FFF - 3 + below(one_in(2) ? 20 : 72);
    }
    in->st[0].sign_exponent = random_sign() | exponent;
    in->st[0].significand = normal_significand();
}

static void aim_at_function(struct state *in, uint8_t b) {
    static const uint8_t wide[] = {0xF1, 0xF2, 0xF3, 0xFB, 0xFE, 0xFF};
    if (one_in(2)) {
        int exponent = memchr(wide, b, sizeof wide) ? 0x3FFF - 20 + below(40)
            : b == 0xF0 ? 0x3FFF - below(70) : 0x3FFD - below(70) + one_in(20);
        if (b == 0xF1 && one_in(2)) exponent = 0x3FFF - 4 + below(8);
        in->st[0].sign_exponent = (b == 0xF1 ? 0 : random_sign()) | exponent;
        in->st[0].significand = normal_significand();
    }
    if (one_in(2)) {
        in->st[1].sign_exponent = random_sign() | (0x3FFF - 20 + below(40));
        in->st[1].significand = normal_significand();
    }
}

static void fill_fast_state(struct state *in) {
    uint16_t words[] = {any_control(), random64(), random64() & 0xFF, random64() & 0x7FF};
    uint32_t pointers[] = {random64(), 0, random64(), 0, 0x1F80 /* MXCSR */, 0};
    memset(in->memory, 0xCC, sizeof in->memory);
    memcpy(in->memory, words, sizeof words);
    memcpy(in->memory + 8, pointers, sizeof pointers);
    for (int i = 0; i < 8; i++) {
        struct real r = any_real();
        memcpy(in->memory + 32 + 16 * i, &r, sizeof r);
    }
}

static void fill_environment(struct state *in) {
    struct image image = {.control = any_control(), .status = random64(), .tags = random64() & random64()};
    uint16_t narrow[7] = {image.control, image.status, image.tags, random64(), 0, random64(), 0};
    int wide = in->instruction[3] == 2, size = wide ? 28 : 14;
    in->fip = random64();
    in->fdp = random64();
    in->opcode = random64() & 0x7FF;
    image.fip = random64();
    image.fdp = random64();
    image.fcs_fop = (random64() & 0x7FF) << 16;
    memset(in->memory, 0xCC, sizeof in->memory);
    if ((in->instruction[in->instruction[3] - 1] & 0x38) == 0x30) return; /* stores */
    memcpy(in->memory, wide ? (void *) &image : narrow, size);
    for (int i = 0; i < 8; i++) {
        struct real r = any_real();
        memcpy(in->memory + size + 10 * i, &r, sizeof r);
    }
}

static void make(struct state *in, enum selection selection) {
    memset(in, 0, sizeof *in);
    const uint8_t *form = forms[below(form_count)];
    int prefixed = selection == ENVIRONMENT && one_in(2);
    int fast = form[0] == 0x0F;
    prefixed &= !fast;
    if (prefixed) in->instruction[0] = 0x66;
    memcpy(in->instruction + prefixed, form, 2);
    in->instruction[3] = 2 + (prefixed | fast);
    if (fast) memcpy(in->instruction + 1, (uint8_t[]) {0xAE, form[1]}, 2);
    int a = form[0], b = form[1], reg = b >> 3 & 7, top = below(8), empty;
    in->ax = random64();
    in->eflags = random64() & STATUS_FLAGS;
    in->control = any_control();
    int flags = one_in(3) ? random64() & in->control & 0x3F : 0;
    if ((flags & 1) && one_in(2)) flags |= 0x40;
    in->status = flags | top << 11 | (random64() & 0x4700);
    empty = one_in(12) ? random64() & 0xFF : one_in(2) ? random64() & 0xE0 : 0x80;
    for (int i = 0; i < 8; i++) {
        if (empty >> i & 1) in->tags |= 3 << 2 * ((top + i) & 7);
        in->st[i] = one_in(8) ? any_real() : (struct real) {INTEGER_BIT | i, 0x4000 + i};
    }
    in->st[0] = any_real();
    if (partner(a, b)) in->st[partner(a, b)] = related(in->st[0]);
    if (selection == TRANSCENDENTAL) aim_at_function(in, b);
    if (fast) {
        in->fip = random64();
        in->fdp = random64();
        in->opcode = random64() & 0x7FF;
        fill_fast_state(in);
    } else if (selection == ENVIRONMENT) {
        fill_environment(in);
    } else if (b < 0xC0) {
        enum kind kind = kind_of(a, reg);
        if ((a == 0xD9 || a == 0xDB || a == 0xDD || a == 0xDF) && reg != 0 && reg != 5 && one_in(2)) {
            aim_at_store(in, kind);
        }
        fill_memory(in, kind);
    }
}

/* --- Running ----------------------------------------------------------------------------------------------------- */

typedef uint64_t (*stub)(const struct image *in, uint8_t *memory, struct image *out, uint64_t eflags, uint64_t ax);

static uint8_t *code;

static void run(const struct state *in, struct state *out, enum selection selection) {
    static const uint8_t before[] = {0xDD, 0x27, 0x4C, 0x89, 0xC0, 0x51, 0x9D};
    /* frstor [rdi]; mov rax, r8; push rcx; popfq */
    static const uint8_t after[] = {0xDD, 0x32, 0x9C, 0x59, 0x48, 0xC1, 0xE1, 0x20, 0x0F, 0xB7, 0xC0, 0x48, 0x09, 0xC8, 0xC3};
    /* fnsave [rdx]; pushfq; pop rcx; shl rcx, 32; movzx eax, ax; or rax, rcx; ret */
    static uint8_t memory[512] __attribute__((aligned(64)));
    struct image image = {.control = in->control, .status = in->status, .tags = in->tags}, result;
    image.fip = in->fip;
    image.fcs_fop = in->opcode << 16;
    image.fdp = in->fdp;
    memcpy(image.st, in->st, sizeof image.st);
    memcpy(memory, in->memory, sizeof in->memory);
    memcpy(code, before, sizeof before);
    memcpy(code + sizeof before, in->instruction, in->instruction[3]);
    memcpy(code + sizeof before + in->instruction[3], after, sizeof after);
    __builtin___clear_cache((char *) code, (char *) code + 64);
    uint64_t r = ((stub) code)(&image, memory, &result, in->eflags | 0x202, in->ax);
    __asm__ volatile("fninit");
    memset(out, 0, sizeof *out);
    out->ax = r;
    out->eflags = (r >> 32) & STATUS_FLAGS;
    out->control = result.control;
    out->status = result.status;
    out->tags = result.tags;
    if (selection == ENVIRONMENT) {
        out->opcode = result.fcs_fop >> 16;
        out->fip = result.fip;
        out->fdp = result.fdp;
    }
    memcpy(out->st, result.st, sizeof out->st);
    memcpy(out->memory, memory, sizeof out->memory);
    /* MXCSR and its mask are not of this processor. */
    if (in->instruction[0] == 0x0F) memcpy(out->memory + 24, in->memory + 24, 8);
}

int main(int argc, char **argv) {
    if (argc < 3) {
        fprintf(stderr, "usage: x87 SEED COUNT [exact|transcendental|environment]\n");
        return 2;
    }
    enum selection selection = argc < 4 ? EXACT
        : strcmp(argv[3], "transcendental") == 0 ? TRANSCENDENTAL
        : strcmp(argv[3], "environment") == 0 ? ENVIRONMENT : EXACT;
    size_t size = offsetof(struct state, memory) + (selection == ENVIRONMENT ? ENVIRONMENT_MEMORY : MEMORY);
    uint64_t seed = strtoull(argv[1], NULL, 0);
    generator[0] = seed * 0x9E3779B97F4A7C15ull + 1;
    generator[1] = seed ^ 0xD1B54A32D192ED03ull;
    for (int i = 0; i < 20; i++) random64();
    code = mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    list_forms(selection);
    for (long n = atol(argv[2]); n > 0; n--) {
        struct state in;
        struct state out;
        make(&in, selection);
        run(&in, &out, selection);
        fwrite(&in, size, 1, stdout);
        fwrite(&out, size, 1, stdout);
    }
    return 0;
}
