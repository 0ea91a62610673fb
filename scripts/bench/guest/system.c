/* Kernels about the system side: self-modifying code, system calls, page faults, CR3, port input, timer interrupts. */
#include "bench.h"

/* Rewrites an instruction a few bytes ahead; a round is 1,000 rewrites. */
u32 bench_smcnear(u32 rounds) {
  u32 sum = 1;
  smc_near(rounds * 1000, &sum);
  return sum;
}

static u8 far_code[4096] __attribute__((aligned(4096), section(".smc")));

/* Rewrites the immediate of a function in another page and calls it; a round is 1,000 rewrites. */
u32 bench_smcfar(u32 rounds) {
  static const u8 template[] = {0xb8, 0, 0, 0, 0, 0xc3}; /* mov eax, imm32; ret */
  for (u32 i = 0; i < sizeof template; i++) far_code[i] = template[i];
  u32 sum = 1;
  for (u32 n = rounds * 1000; n; n--) {
    *(volatile u32 *)(far_code + 1) = n;
    u32 value;
    __asm__ volatile("call *%1" : "=a"(value) : "r"(far_code) : "memory", "cc");
    sum = rotl(sum, 3) + value;
  }
  return sum;
}

/* int 0x80 from ring 3 and back; a round is 1,000 calls. */
u32 bench_syscall(u32 rounds) {
  return run_in_ring3(rounds * 1000);
}

#define WINDOW 0x40000000u
#define PAGES 256
static u32 directory[2][1024] __attribute__((aligned(4096))), low_tables[4 * 1024] __attribute__((aligned(4096)));
static u32 window_table[2][1024] __attribute__((aligned(4096)));
static u32 frames[PAGES * 1024] __attribute__((aligned(4096)));
static u32 faults;

void map_missing_page(u32 address) {
  u32 page = (address - WINDOW) >> 12;
  if (page >= PAGES) {
    extern void stray(void);
    stray();
  }
  faults++;
  window_table[0][page] = (u32)frames + (page << 12) + 3;
}

/* Identity for the first 16 MiB, a window of its own per directory. */
static void paging_on(void) {
  for (u32 i = 0; i < 4096; i++) low_tables[i] = (i << 12) + 3;
  for (int d = 0; d < 2; d++) {
    for (int i = 0; i < 4; i++) directory[d][i] = (u32)(low_tables + 1024 * i) + 3;
    directory[d][WINDOW >> 22] = (u32)window_table[d] + 3;
  }
  __asm__ volatile("mov %0, %%cr3\n\tmov %%cr0, %%eax\n\tor $0x80000000, %%eax\n\tmov %%eax, %%cr0\n\tjmp 1f\n1:"
                   :
                   : "r"(directory[0])
                   : "eax", "memory");
}

static void paging_off(void) {
  __asm__ volatile("mov %%cr0, %%eax\n\tand $0x7fffffff, %%eax\n\tmov %%eax, %%cr0\n\tjmp 1f\n1:" : : : "eax", "memory");
}

/* Touches 256 absent pages that the handler maps, then unmaps them; a round is the whole window. */
u32 bench_pgfault(u32 rounds) {
  volatile u32 *window = (volatile u32 *)WINDOW;
  u32 sum = 0;
  set_gate(14, isr_page_fault, 0);
  faults = 0;
  paging_on();
  for (u32 round = 0; round < rounds; round++) {
    for (u32 page = 0; page < PAGES; page++) {
      window[page * 1024] += round + page;
      sum = rotl(sum, 1) ^ window[page * 1024];
    }
    for (u32 page = 0; page < PAGES; page++) {
      window_table[0][page] = 0;
      __asm__ volatile("invlpg %0" : : "m"(window[page * 1024]) : "memory");
    }
  }
  paging_off();
  set_gate(14, isr_stray, 0);
  return sum + faults;
}

/* Switches between two address spaces and touches eight pages in each; a round is 1,000 switches. */
u32 bench_cr3(u32 rounds) {
  volatile u32 *window = (volatile u32 *)WINDOW;
  u32 sum = 0;
  for (u32 page = 0; page < 8; page++) {
    window_table[0][page] = (u32)frames + (page << 12) + 3;
    window_table[1][page] = (u32)frames + ((page + 8) << 12) + 3;
  }
  for (u32 i = 0; i < 16 * 1024; i++) frames[i] = i;
  paging_on();
  for (u32 n = 0; n < rounds * 1000; n++) {
    __asm__ volatile("mov %0, %%cr3" : : "r"(directory[n & 1]) : "memory");
    for (u32 page = 0; page < 8; page++) sum += window[page * 1024 + 5]++;
  }
  paging_off();
  for (u32 page = 0; page < 8; page++) window_table[0][page] = window_table[1][page] = 0;
  return sum;
}

/* Reads of the CMOS data port; a round is 1,000 reads. */
u32 bench_io71(u32 rounds) {
  u32 sum = 0;
  outb(0x70, 0x0f);
  for (u32 n = rounds * 1000; n; n--) sum = rotl(sum, 1) ^ inb(0x71);
  return sum;
}

/* Reads of COM1's line status; a round is 1,000 reads. */
u32 bench_io3fd(u32 rounds) {
  u32 sum = 0;
  while ((inb(0x3fd) & 0x60) != 0x60) {}
  for (u32 n = rounds * 1000; n; n--) sum += inb(0x3fd) & 0x60;
  return sum;
}

/* Work under pushf, cli, sti, popf while the 8254 interrupts at 1 kHz; a round is 100,000 turns. */
u32 bench_pit(u32 rounds) {
  u32 sum = 0;
  set_gate(0x20, isr_timer, 0);
  outb(0x20, 0x11), outb(0x21, 0x20), outb(0x21, 4), outb(0x21, 1), outb(0x21, 0xfe);
  outb(0xa0, 0x11), outb(0xa1, 0x28), outb(0xa1, 2), outb(0xa1, 1), outb(0xa1, 0xff);
  outb(0x43, 0x34), outb(0x40, 1193 & 255), outb(0x40, 1193 >> 8);
  ticks = 0;
  __asm__ volatile("sti");
  for (u32 n = rounds * 100000; n; n--) {
    u32 mixed = sum;
    __asm__ volatile("pushf\n\tcli\n\tadd %1, %0\n\tpopf\n\trol $1, %0\n\tcli\n\txor %1, %0\n\tsti" : "+r"(mixed) : "r"(n) : "cc", "memory");
    sum = mixed;
  }
  while (!ticks) {}
  __asm__ volatile("cli");
  outb(0x21, 0xff);
  set_gate(0x20, isr_stray, 0);
  return sum;
}
