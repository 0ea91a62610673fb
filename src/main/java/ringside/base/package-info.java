/** Bits, bytes in little-endian order, hashes and saved state: what knows nothing of x86. The lowest layer. */
package ringside.base;
