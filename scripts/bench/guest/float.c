/* x87 kernels. Checksums come from the bits of results that were stored as doubles, so every exact x87 agrees. */
#include "bench.h"

static u32 bits(double value) {
  union {
    double value;
    u32 half[2];
  } both = {value};
  return both.half[0] ^ both.half[1];
}

/* The Mandelbrot set on a grid of 128 by 96 points, at most 200 steps each; a round is one picture. */
u32 bench_mandel(u32 rounds) {
  u32 sum = 0;
  for (u32 round = 0; round < rounds; round++)
    for (int row = 0; row < 96; row++)
      for (int column = 0; column < 128; column++) {
        double cr = column * (3.0 / 128) - 2.25, ci = row * (2.5 / 96) - 1.25, zr = 0, zi = 0;
        int step = 0;
        while (step < 200) {
          double rr = zr * zr, ii = zi * zi;
          if (rr + ii > 4.0) break;
          zi = 2 * zr * zi + ci;
          zr = rr - ii + cr;
          step++;
        }
        sum = rotl(sum, 1) + step + round;
      }
  return sum;
}

#define BODIES 5
static double position[BODIES][3], velocity[BODIES][3], mass[BODIES];

static double square_root(double x) {
  __asm__("fsqrt" : "+t"(x));
  return x;
}

/* Five bodies under gravity; a round is 1,000 time steps. */
u32 bench_nbody(u32 rounds) {
  const double step = 1.0 / 1024;
  for (int i = 0; i < BODIES; i++) {
    mass[i] = 1.0 / (1 + 3 * i);
    for (int axis = 0; axis < 3; axis++) {
      position[i][axis] = (double)((i * 7 + axis * 5) % 11) - 5.0;
      velocity[i][axis] = (double)((i * 3 + axis * 2) % 5) * 0.125 - 0.25;
    }
  }
  for (u32 n = rounds * 1000; n; n--) {
    for (int i = 0; i < BODIES; i++)
      for (int j = i + 1; j < BODIES; j++) {
        double dx = position[i][0] - position[j][0], dy = position[i][1] - position[j][1];
        double dz = position[i][2] - position[j][2];
        double square = dx * dx + dy * dy + dz * dz + 0.01;
        double pull = step / (square * square_root(square));
        velocity[i][0] -= dx * mass[j] * pull;
        velocity[i][1] -= dy * mass[j] * pull;
        velocity[i][2] -= dz * mass[j] * pull;
        velocity[j][0] += dx * mass[i] * pull;
        velocity[j][1] += dy * mass[i] * pull;
        velocity[j][2] += dz * mass[i] * pull;
      }
    for (int i = 0; i < BODIES; i++)
      for (int axis = 0; axis < 3; axis++) position[i][axis] += step * velocity[i][axis];
  }
  u32 sum = 0;
  for (int i = 0; i < BODIES; i++) sum = rotl(sum, 7) ^ bits(position[i][0]) ^ bits(velocity[i][2]);
  return sum;
}
