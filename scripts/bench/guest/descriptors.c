/* Flat GDT with ring 3 segments and a TSS, and an IDT whose gates the kernels fill. */
#include "bench.h"

struct gate {
  u16 offset_low, selector;
  u8 zero, type;
  u16 offset_high;
} __attribute__((packed));

struct pseudo_descriptor {
  u16 limit;
  void *base;
} __attribute__((packed));

/* On a page where nothing else is, as kernels have it: a monitor watches writes to that page. */
#define TABLE __attribute__((section(".bss.tables")))
TABLE u32 tss[26];
TABLE static u64 gdt[6];
TABLE static struct gate idt[256];

static u64 descriptor(u32 base, u32 limit, u32 access, u32 flags) {
  return (u64)(limit & 0xffff) | (u64)(base & 0xffffff) << 16 | (u64)access << 40 | (u64)(limit >> 16 & 15) << 48
      | (u64)flags << 52 | (u64)(base >> 24) << 56;
}

void set_gate(int vector, void (*entry)(void), int dpl) {
  u32 offset = (u32)entry;
  idt[vector] = (struct gate){offset & 0xffff, SELECTOR_CODE, 0, 0x8e | dpl << 5, offset >> 16};
}

void load_descriptors(void) {
  gdt[1] = descriptor(0, 0xfffff, 0x9a, 0xc);
  gdt[2] = descriptor(0, 0xfffff, 0x92, 0xc);
  gdt[3] = descriptor(0, 0xfffff, 0xfa, 0xc);
  gdt[4] = descriptor(0, 0xfffff, 0xf2, 0xc);
  gdt[5] = descriptor((u32)tss, sizeof tss - 1, 0x89, 0);
  tss[2] = SELECTOR_DATA;
  tss[25] = sizeof tss << 16;
  struct pseudo_descriptor table = {sizeof gdt - 1, gdt};
  __asm__ volatile("lgdt %0\n\tljmp %1, $1f\n1:\tmov %2, %%ds\n\tmov %2, %%es\n\tmov %2, %%fs\n\tmov %2, %%gs\n\tmov %2, %%ss\n\tltr %w3"
                   :
                   : "m"(table), "i"(SELECTOR_CODE), "r"(SELECTOR_DATA), "r"(SELECTOR_TSS)
                   : "memory");
  for (int vector = 0; vector < 256; vector++) set_gate(vector, isr_stray, 0);
  table = (struct pseudo_descriptor){sizeof idt - 1, idt};
  __asm__ volatile("lidt %0" : : "m"(table));
}
