/* Memory kernels: string instructions, byte loops, dependent loads, sorting. */
#include "bench.h"

#define BUFFER (512 * 1024)
#define GAP (37 * 4096) /* keeps equal offsets of the two buffers out of the same slot of any small direct-mapped table */
static u8 arena[2 * BUFFER + GAP];
#define SOURCE arena
#define TARGET (arena + BUFFER + GAP)

/* REP STOSD, MOVSD, MOVSB and REPNE SCASB over half a mebibyte; a round is one of each. */
u32 bench_memrep(u32 rounds) {
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    void *source = SOURCE, *target = TARGET;
    u32 count = BUFFER / 4;
    __asm__ volatile("rep stosl" : "+D"(source), "+c"(count) : "a"(0x01010101 * (round & 127)) : "memory");
    source = SOURCE;
    count = BUFFER / 4;
    __asm__ volatile("rep movsl" : "+S"(source), "+D"(target), "+c"(count) : : "memory");
    source = TARGET;
    target = SOURCE;
    count = BUFFER / 8;
    __asm__ volatile("rep movsb" : "+S"(source), "+D"(target), "+c"(count) : : "memory");
    TARGET[BUFFER / 8 - 1 - round] = 0xfe;
    target = TARGET;
    count = BUFFER / 8;
    __asm__ volatile("repne scasb" : "+D"(target), "+c"(count) : "a"(0xfe) : "memory", "cc");
    sum = rotl(sum, 5) + count + SOURCE[round];
  }
  return sum;
}

/* Copy, fill and compare by loops of single bytes; a round is 64 KiB of each. */
u32 bench_membyte(u32 rounds) {
  volatile u8 *source = SOURCE, *target = TARGET;
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < 65536; i++) source[i] = (u8)(i + round);
    for (u32 i = 0; i < 65536; i++) target[i] = source[i];
    for (u32 i = 0; i < 65536; i++) sum += target[i] ^ source[65535 - i];
  }
  return sum;
}

#define NODES 65536
static struct node {
  struct node *next;
  u32 value, pad[2];
} nodes[NODES];

/* Walks a list of 65,536 nodes in random order, each load depending on the one before; a round is one walk. */
u32 bench_list(u32 rounds) {
  u32 seed = 7, sum = 0;
  for (u32 i = 0; i < NODES; i++) nodes[i] = (struct node){&nodes[i], i, {0, 0}};
  for (u32 i = NODES - 1; i > 0; i--) { /* one cycle through all nodes, after Sattolo */
    u32 j = next_random(&seed) % i;
    struct node *swapped = nodes[i].next;
    nodes[i].next = nodes[j].next;
    nodes[j].next = swapped;
  }
  struct node *node = nodes;
  for (u32 n = rounds * NODES; n; n--) {
    sum = (sum ^ node->value) + n;
    node = node->next;
  }
  return sum;
}

#define ITEMS 65536
static u32 items[ITEMS];

static __attribute__((noinline)) void sort(u32 *low, u32 *high) {
  while (low < high) {
    u32 pivot = low[(high - low) / 2], *i = low, *j = high;
    while (i <= j) {
      while (*i < pivot) i++;
      while (*j > pivot) j--;
      if (i <= j) {
        u32 swapped = *i;
        *i++ = *j;
        *j-- = swapped;
      }
    }
    if (j - low < high - i) {
      sort(low, j);
      low = i;
    } else {
      sort(i, high);
      high = j;
    }
  }
}

/* Quicksort of 65,536 random words; a round is one sort. */
u32 bench_qsort(u32 rounds) {
  u32 seed = 42, sum = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < ITEMS; i++) items[i] = next_random(&seed);
    sort(items, items + ITEMS - 1);
    for (u32 i = 0; i < ITEMS; i += 97) sum = rotl(sum, 3) ^ items[i];
  }
  return sum;
}
