/**
 * The x87 FPU: extended-precision arithmetic in integers, and the instructions D8 to DF, FWAIT, FXSAVE and FXRSTOR on it.
 *
 * <p>Two floors. The lower one computes on numbers in one representation, sign and biased exponent in an {@code int} as
 * {@link ringside.cpu.FpuState} holds them, and a 64-bit significand with explicit integer bit in a {@code long}. Its
 * operations are static and allocate nothing: they return the significand, leave sign and exponent in {@code
 * FpuState.resultSignExponent}, and add exceptions (and C1 for "rounded up") to {@code FpuState.raised}, where a memory
 * operand's denormal may already stand. Invalid and NaN results replace what was raised before, which gives the
 * exceptions their priority. Start with {@link ringside.sem.x87.Extended}, {@link ringside.sem.x87.Rounding} and {@link
 * ringside.sem.x87.Addition}.
 *
 * <p>The upper floor holds the instructions by family. Each enters through {@link ringside.sem.x87.Gate}, reads its
 * memory operand, computes, and ends in {@link ringside.sem.x87.Completion}, which alone decides what masked and unmasked
 * exceptions leave behind. {@link ringside.sem.x87.X87} binds them to mnemonics.
 *
 * <p>SDM Vol. 1, chapter 8. Everything is confined to the machine thread.
 */
package ringside.sem.x87;
