/* Integer kernels: arithmetic, branches, calls, indirect jumps. */
#include "bench.h"

/* Mixing of a hash: dependent adds, shifts, rotates and xors on registers only. A round is 100,000 steps. */
u32 bench_alu(u32 rounds) {
  u32 a = 0x9e3779b9, b = 0x7f4a7c15;
  for (u32 n = rounds * 100000; n; n--) {
    a += b ^ n;
    b = rotl(b, 7) + a;
    a ^= b >> 11;
    b -= a << 3;
  }
  return a ^ b;
}

#define SIEVE_SIZE (1 << 20)
static u8 composite[SIEVE_SIZE];

/* Eratosthenes over a mebibyte of flags; a round is one whole sieve. */
u32 bench_sieve(u32 rounds) {
  u32 count = 0;
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < SIEVE_SIZE; i++) composite[i] = 0;
    for (u32 i = 2; i < SIEVE_SIZE; i++) {
      if (composite[i]) continue;
      count += i + round;
      for (u32 multiple = 2 * i; multiple < SIEVE_SIZE; multiple += i) composite[multiple] = 1;
    }
  }
  return count;
}

#define ORDER 128
static u32 left[ORDER][ORDER], right[ORDER][ORDER], product[ORDER][ORDER];

/* Integer matrices of order 128; a round is one product. */
u32 bench_matmul(u32 rounds) {
  u32 seed = 1, sum = 0;
  for (u32 i = 0; i < ORDER; i++)
    for (u32 j = 0; j < ORDER; j++) {
      left[i][j] = next_random(&seed);
      right[i][j] = next_random(&seed);
    }
  for (u32 round = 0; round < rounds; round++) {
    for (u32 i = 0; i < ORDER; i++)
      for (u32 j = 0; j < ORDER; j++) {
        u32 cell = round;
        for (u32 k = 0; k < ORDER; k++) cell += left[i][k] * right[k][j];
        product[i][j] = cell;
      }
    sum = rotl(sum, 1) ^ product[round % ORDER][17];
  }
  return sum;
}

static __attribute__((noinline, noclone, optimize("no-optimize-sibling-calls", "no-inline"))) u32 fib(u32 n) {
  return n < 2 ? n : fib(n - 1) + fib(n - 2);
}

/* Doubly recursive Fibonacci numbers: calls and returns. A round is fib(27). */
u32 bench_fib(u32 rounds) {
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++) sum += fib(27) + round;
  return sum;
}

enum { PUSH, ADD, XOR, LOAD, STORE, SHIFT, DECREMENT, LOOP, END };

/* An interpreter of a small stack code: indirect jumps with changing targets. A round is 10,000 turns of its loop. */
u32 bench_vm(u32 rounds) {
  static const u8 program[] = {LOAD, 0, LOAD, 1, ADD, SHIFT, 5, LOAD, 0, XOR, STORE, 0, PUSH, 77,
      LOAD, 1, ADD, STORE, 1, DECREMENT, 2, LOOP, 2, 0, END};
  static const void *const target[] = {&&push, &&add, &&xor, &&load, &&store, &&shift, &&decrement, &&loop, &&end};
  u32 variable[3] = {1, 2, 0}, stack[8], *top = stack;
  for (u32 round = 0; round < rounds; round++) {
    const u8 *pc = program;
    variable[2] = 10000;
#define NEXT goto *target[*pc++]
    NEXT;
  push:
    *top++ = *pc++;
    NEXT;
  add:
    top--;
    top[-1] += *top;
    NEXT;
  xor:
    top--;
    top[-1] ^= *top;
    NEXT;
  load:
    *top++ = variable[*pc++];
    NEXT;
  store:
    variable[*pc++] = *--top;
    NEXT;
  shift:
    top[-1] = rotl(top[-1], *pc++);
    NEXT;
  decrement:
    variable[*pc++]--;
    NEXT;
  loop:
    pc = variable[pc[0]] ? program + pc[1] : pc + 2;
    NEXT;
  end:;
  }
  return variable[0] ^ variable[1];
}

static const u32 SHA_K[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98, 0x12835b01,
    0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc,
    0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147,
    0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08,
    0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208,
    0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

static void sha256_block(u32 state[8], const u32 block[16]) {
  u32 w[64], v[8];
  for (int i = 0; i < 16; i++) w[i] = block[i];
  for (int i = 16; i < 64; i++) {
    u32 s0 = rotl(w[i - 15], 25) ^ rotl(w[i - 15], 14) ^ w[i - 15] >> 3;
    u32 s1 = rotl(w[i - 2], 15) ^ rotl(w[i - 2], 13) ^ w[i - 2] >> 10;
    w[i] = w[i - 16] + s0 + w[i - 7] + s1;
  }
  for (int i = 0; i < 8; i++) v[i] = state[i];
  for (int i = 0; i < 64; i++) {
    u32 s1 = rotl(v[4], 26) ^ rotl(v[4], 21) ^ rotl(v[4], 7);
    u32 t1 = v[7] + s1 + ((v[4] & v[5]) ^ (~v[4] & v[6])) + SHA_K[i] + w[i];
    u32 s0 = rotl(v[0], 30) ^ rotl(v[0], 19) ^ rotl(v[0], 10);
    u32 t2 = s0 + ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2]));
    for (int j = 7; j > 0; j--) v[j] = v[j - 1];
    v[4] += t1;
    v[0] = t1 + t2;
  }
  for (int i = 0; i < 8; i++) state[i] += v[i];
}

/* SHA-256 compression (FIPS 180-4); a round is 1,000 blocks. */
u32 bench_sha256(u32 rounds) {
  u32 state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
  u32 block[16] = {0};
  for (u32 n = 0; n < rounds * 1000; n++) {
    block[n & 15] = n;
    sha256_block(state, block);
  }
  return state[0] ^ state[7];
}
