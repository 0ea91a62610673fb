/* What the benchmark kernels share: fixed-width types, port access, and the table entry that names a kernel. */
#ifndef BENCH_H
#define BENCH_H

typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;
typedef unsigned long long u64;

/* One benchmark: runs `rounds` units of work and answers a checksum every machine must agree on. */
struct kernel {
  const char *name;
  u32 (*run)(u32 rounds);
  u32 rounds; /* at scale 100 */
  int computes; /* touches nothing but memory, so that it can run in ring 3 */
};

static inline void outb(u16 port, u8 value) { __asm__ volatile("outb %0, %1" : : "a"(value), "Nd"(port) : "memory"); }

static inline u8 inb(u16 port) {
  u8 value;
  __asm__ volatile("inb %1, %0" : "=a"(value) : "Nd"(port) : "memory");
  return value;
}

static inline u32 rotl(u32 x, int n) { return x << n | x >> (32 - n); }

/* A xorshift generator: cheap, full period, the same everywhere. */
static inline u32 next_random(u32 *state) {
  u32 x = *state;
  x ^= x << 13;
  x ^= x >> 17;
  x ^= x << 5;
  return *state = x;
}

/* Integer kernels (compute.c). */
u32 bench_alu(u32), bench_sieve(u32), bench_matmul(u32), bench_fib(u32), bench_vm(u32), bench_sha256(u32);
/* Memory kernels (memory.c). */
u32 bench_memrep(u32), bench_membyte(u32), bench_list(u32), bench_qsort(u32);
/* x87 kernels (float.c). */
u32 bench_mandel(u32), bench_nbody(u32);
/* Kernels about the system side of the machine (system.c). */
u32 bench_smcnear(u32), bench_smcfar(u32), bench_syscall(u32), bench_pgfault(u32), bench_cr3(u32);
u32 bench_io71(u32), bench_io3fd(u32), bench_pit(u32);

/* descriptors.c */
void load_descriptors(void);
void set_gate(int vector, void (*entry)(void), int dpl);

#define SELECTOR_CODE 0x08
#define SELECTOR_DATA 0x10
#define SELECTOR_USER_CODE 0x1b
#define SELECTOR_USER_DATA 0x23
#define SELECTOR_TSS 0x28

/* boot.S: the entries that need assembly. */
extern void isr_stray(void), isr_syscall(void), isr_page_fault(void), isr_timer(void);
u32 run_in_ring3(u32 rounds);
u32 call_in_ring3(u32 (*function)(u32), u32 argument);
void smc_near(u32 rounds, u32 *sum);
extern volatile u32 ticks;

#endif
