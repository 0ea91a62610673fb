/*
 * The host's own CPU as an oracle for single user-mode instructions.
 *
 *   gcc -m32 -O2 -o hostcpu hostcpu.c
 *   hostcpu CASES RESULTS
 *
 * CASES and RESULTS are files of fixed-size records (struct testcase, struct result). Each case is one instruction at
 * CODE + 0x800, run at CPL 3 with TF set on flat segments (or on 16-bit segments of the LDT, CS based at CODE, DS and ES at DATA, SS at STACK);
 * DATA and STACK are one page each, everything else is unmapped or inaccessible, so that page faults can be compared
 * too. The whole loop lives in the signal handler: leaving it loads the next case's registers.
 */
#define _GNU_SOURCE
#include <asm/ldt.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#define CODE 0x00520000u  /* one page; the instruction starts at CODE + 0x800 */
#define START (CODE + 0x800)
#define DATA 0x00540000u  /* one page, then nothing */
#define STACK 0x00560000u /* one page */
#define PAGE 4096u
#define NO_TRAP 0xFFu

struct testcase {
    uint32_t gpr[8]; /* EAX ECX EDX EBX ESP EBP ESI EDI */
    uint32_t eflags;
    uint32_t seed; /* fills DATA and STACK */
    uint8_t code[16];
    uint8_t length;
    uint8_t bits16;  /* 1: run in the 16-bit code segment */
    uint8_t use_fpu; /* 1: load and report fpu */
    uint8_t pad;
    uint8_t fpu[108]; /* FNSAVE image, 32-bit protected format */
};

struct result {
    uint32_t gpr[8];
    uint32_t eflags;
    uint32_t eip;  /* minus START */
    uint32_t trap; /* vector, NO_TRAP if the instruction retired */
    uint32_t error;
    uint32_t cr2;
    uint32_t data_hash;
    uint32_t stack_hash;
    uint8_t fpu[108];
};

static struct testcase *cases;
static struct result *results;
static size_t count, current;
static int started;
static uint16_t code16, data16, stack16;
static uint32_t own_cs, own_ds;

/* The same generator and hash stand in the Java side. */
static void fill(uint32_t *page, uint32_t seed) {
    uint32_t x = seed | 1;
    for (unsigned i = 0; i < PAGE / 4; i++) {
        x ^= x << 13;
        x ^= x >> 17;
        x ^= x << 5;
        page[i] = x;
    }
}

static uint32_t hash(const uint32_t *page) {
    uint32_t h = 2166136261u;
    for (unsigned i = 0; i < PAGE / 4; i++) h = (h ^ page[i]) * 16777619u;
    return h;
}

static void load(ucontext_t *uc) {
    const struct testcase *t = &cases[current];
    greg_t *g = uc->uc_mcontext.gregs;
    memset((void *)CODE, 0xCC, PAGE);
    memcpy((void *)START, t->code, t->length);
    fill((uint32_t *)DATA, t->seed);
    fill((uint32_t *)STACK, t->seed ^ 0x5A5A5A5A);
    g[REG_EAX] = t->gpr[0];
    g[REG_ECX] = t->gpr[1];
    g[REG_EDX] = t->gpr[2];
    g[REG_EBX] = t->gpr[3];
    g[REG_ESP] = t->gpr[4];
    g[REG_EBP] = t->gpr[5];
    g[REG_ESI] = t->gpr[6];
    g[REG_EDI] = t->gpr[7];
    g[REG_EFL] = (t->eflags & 0xDD5) | 0x302; /* status flags, DF, OF; TF and IF on */
    g[REG_CS] = t->bits16 ? code16 : own_cs;
    g[REG_DS] = g[REG_ES] = t->bits16 ? data16 : own_ds;
    g[REG_SS] = t->bits16 ? stack16 : own_ds;
    g[REG_EIP] = t->bits16 ? START & 0xFFFF : START;
    if (t->use_fpu && uc->uc_mcontext.fpregs) memcpy(uc->uc_mcontext.fpregs, t->fpu, 108);
    __asm__ volatile("pushl $0x202; popfl" ::: "cc", "memory"); /* NT, AC and ID are taken over from here */
}

static void handler(int sig, siginfo_t *info, void *context) {
    ucontext_t *uc = context;
    greg_t *g = uc->uc_mcontext.gregs;
    (void)sig;
    (void)info;
    if (started) {
        struct result *r = &results[current];
        const struct testcase *t = &cases[current];
        uint32_t trap = g[REG_TRAPNO];
        r->gpr[0] = g[REG_EAX];
        r->gpr[1] = g[REG_ECX];
        r->gpr[2] = g[REG_EDX];
        r->gpr[3] = g[REG_EBX];
        r->gpr[4] = g[REG_ESP];
        r->gpr[5] = g[REG_EBP];
        r->gpr[6] = g[REG_ESI];
        r->gpr[7] = g[REG_EDI];
        r->eflags = g[REG_EFL];
        r->eip = (uint32_t)g[REG_EIP] - (t->bits16 ? START & 0xFFFF : START);
        if (trap == 3 && r->eip == t->length + 1u) { /* TF was cleared: the INT3 behind stopped it */
            trap = 1;
            r->eip--;
        }
        r->trap = trap == 1 ? NO_TRAP : trap;
        r->error = g[REG_ERR];
        r->cr2 = uc->uc_mcontext.cr2;
        r->data_hash = hash((uint32_t *)DATA);
        r->stack_hash = hash((uint32_t *)STACK);
        if (uc->uc_mcontext.fpregs) memcpy(r->fpu, uc->uc_mcontext.fpregs, 108);
        current++;
    } else {
        own_cs = g[REG_CS];
        own_ds = g[REG_DS];
        started = 1;
    }
    if (current == count) {
        msync(results, count * sizeof(struct result), MS_SYNC);
        _exit(0);
    }
    load(uc);
}

static void *page(uint32_t address, int rights) {
    void *p = mmap((void *)address, PAGE, rights, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0);
    if (p == MAP_FAILED) {
        perror("hostcpu: mmap");
        exit(2);
    }
    return p;
}

static void *map_file(const char *name, int flags, size_t size) {
    int fd = open(name, flags, 0666);
    void *p;
    if (fd < 0 || ((flags & O_CREAT) && ftruncate(fd, size) < 0)) {
        perror(name);
        exit(2);
    }
    p = mmap(NULL, size, flags & O_CREAT ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, fd, 0);
    if (p == MAP_FAILED) {
        perror(name);
        exit(2);
    }
    close(fd);
    return p;
}

/* Returns the selector of a 16-bit segment of 64 KiB, or 0. */
static uint16_t segment16(unsigned entry, uint32_t base, unsigned contents) {
    struct user_desc d = {.entry_number = entry, .base_addr = base, .limit = 0xFFFF, .contents = contents};
    return syscall(SYS_modify_ldt, 1, &d, sizeof d) == 0 ? entry << 3 | 7 : 0;
}

int main(int argc, char **argv) {
    static const int signals[] = {SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGILL};
    struct stat st;
    if (argc != 3 || stat(argv[1], &st) < 0 || st.st_size % sizeof(struct testcase)) {
        fprintf(stderr, "usage: hostcpu CASES RESULTS (records of %zu and %zu bytes)\n", sizeof(struct testcase),
                sizeof(struct result));
        return 2;
    }
    count = st.st_size / sizeof(struct testcase);
    if (!count) return 0;
    cases = map_file(argv[1], O_RDONLY, st.st_size);
    results = map_file(argv[2], O_RDWR | O_CREAT | O_TRUNC, count * sizeof(struct result));
    page(CODE, PROT_READ | PROT_WRITE | PROT_EXEC);
    page(DATA, PROT_READ | PROT_WRITE);
    page(STACK, PROT_READ | PROT_WRITE);

    code16 = segment16(0, CODE, MODIFY_LDT_CONTENTS_CODE);
    data16 = segment16(1, DATA, MODIFY_LDT_CONTENTS_DATA);
    stack16 = segment16(2, STACK, MODIFY_LDT_CONTENTS_DATA);
    for (size_t i = 0; i < count; i++)
        if (cases[i].bits16 && !code16) {
            fprintf(stderr, "hostcpu: this kernel gives no 16-bit segments\n");
            return 3;
        }

    stack_t alternate = {.ss_sp = malloc(1 << 16), .ss_size = 1 << 16};
    sigaltstack(&alternate, NULL);
    for (unsigned i = 0; i < sizeof signals / sizeof *signals; i++) {
        struct sigaction sa = {.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER};
        sa.sa_sigaction = handler;
        sigaction(signals[i], &sa, NULL);
    }
    __asm__ volatile("fninit; ud2");
    return 2; /* not reached: the handler ends the process */
}
