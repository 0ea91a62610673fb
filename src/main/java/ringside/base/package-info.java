/** Bits, hexadecimal text and intervals: helpers that know nothing of x86. The lowest layer. */
package ringside.base;
