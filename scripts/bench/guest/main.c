/* Reads the command line, runs the kernels it names, prints BEGIN and END lines on COM1, leaves through port 501h.
 *
 * Command line: run=NAME[:PERCENT][,NAME...] (default: all), scale=PERCENT (default 100) for those without one of their own, ring=3
 * to run those that only compute in ring 3, and times=N to run each so often, anywhere in the Multiboot command line. */
#include "bench.h"

#define COM1 0x3f8
#define MULTIBOOT_LOADED 0x2badb002
#define HAS_COMMAND_LINE 4

static const struct kernel kernels[] = {
    {"alu", bench_alu, 333, 1},       {"sieve", bench_sieve, 21, 1},       {"matmul", bench_matmul, 26, 1},
    {"fib", bench_fib, 19, 1},        {"vm", bench_vm, 256, 1},            {"memrep", bench_memrep, 660, 1},
    {"membyte", bench_membyte, 300, 1}, {"sha256", bench_sha256, 52, 1},  {"list", bench_list, 1160, 1},
    {"qsort", bench_qsort, 37, 1},    {"mandel", bench_mandel, 18, 1},      {"nbody", bench_nbody, 125, 1},
    {"smcnear", bench_smcnear, 70, 0}, {"smcfar", bench_smcfar, 140, 0},  {"syscall", bench_syscall, 1900, 0},
    {"pgfault", bench_pgfault, 1040, 0}, {"cr3", bench_cr3, 304, 0},        {"io71", bench_io71, 2000, 0},
    {"io3fd", bench_io3fd, 4640, 0},  {"pit", bench_pit, 117, 0},
};

static void open_serial(void) {
  outb(COM1 + 3, 0x80), outb(COM1, 1), outb(COM1 + 1, 0); /* 115200 baud, interrupts off */
  outb(COM1 + 3, 3);                                      /* 8 bits, no parity, one stop bit */
  outb(COM1 + 2, 7);
}

static void print(const char *text) {
  for (; *text; text++) {
    while (!(inb(COM1 + 5) & 0x20)) {}
    outb(COM1, *text);
  }
}

static void print_hex(u32 value) {
  char digits[9];
  for (int i = 0; i < 8; i++) digits[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
  digits[8] = 0;
  print(digits);
}

static void leave(u8 code) {
  outb(0x501, code);
  __asm__ volatile("cli\n1:\thlt\n\tjmp 1b");
}

void stray(void) {
  print("STRAY INTERRUPT OR EXCEPTION\n");
  leave(1);
}

/* Whether text starts with prefix; answers what follows it, or null. */
static const char *after(const char *text, const char *prefix) {
  while (*prefix)
    if (*text++ != *prefix++) return 0;
  return text;
}

/* The value of `key` (with its '=') in a command line, or null. */
static const char *option(const char *line, const char *key) {
  for (int at_word = 1; *line; line++) {
    const char *value = at_word ? after(line, key) : 0;
    if (value) return value;
    at_word = *line == ' ';
  }
  return 0;
}

static int ends_word(char c) { return c == 0 || c == ' ' || c == ',' || c == ':'; }

/* Answers what follows a name in the list, or null if it is not there; without a list all are. */
static const char *selected(const char *list, const char *name) {
  if (!list) return "";
  for (int at_word = 1; *list && *list != ' '; list++) {
    const char *rest = at_word ? after(list, name) : 0;
    if (rest && ends_word(*rest)) return rest;
    at_word = *list == ',';
  }
  return 0;
}

static u32 number(const char *digits) {
  u32 value = 0;
  for (; *digits >= '0' && *digits <= '9'; digits++) value = value * 10 + (*digits - '0');
  return value;
}

static u32 run(const struct kernel *kernel, u32 rounds, int user) {
  return user && kernel->computes ? call_in_ring3(kernel->run, rounds) : kernel->run(rounds);
}

static void measure(const struct kernel *kernel, u32 rounds, int user) {
  print("BEGIN ");
  print(kernel->name);
  print("\n");
  u32 sum = run(kernel, rounds, user);
  print("END ");
  print(kernel->name);
  print(" ");
  print_hex(sum);
  print("\n");
}

void main(u32 magic, const u32 *info) {
  const char *line = magic == MULTIBOOT_LOADED && info[0] & HAS_COMMAND_LINE ? (const char *)info[4] : "";
  const char *names = option(line, "run=");
  const char *percent = option(line, "scale=");
  u32 scale = percent ? number(percent) : 100;
  const char *ring = option(line, "ring=");
  int user = ring && number(ring) == 3;
  const char *often = option(line, "times=");
  u32 times = often ? number(often) : 1;
  load_descriptors();
  open_serial();
  set_gate(0x80, isr_syscall, 3);
  __asm__ volatile("fninit");
  for (u32 i = 0; i < sizeof kernels / sizeof *kernels; i++) {
    const struct kernel *kernel = &kernels[i];
    const char *own = selected(names, kernel->name);
    if (!own) continue;
    u32 rounds = (u32)((u64)kernel->rounds * (*own == ':' ? number(own + 1) : scale)) / 100;
    rounds = rounds ? rounds : 1;
    for (u32 turn = 0; turn < times; turn++) measure(kernel, rounds, user);
  }
  print("DONE\n");
  leave(0);
}
