package ringside.exec.interp;

import ringside.isa.Instruction;

/**
 * Where an op stands.
 *
 * @param block its block
 * @param index how many instructions of the block come before
 * @param eip offset of the instruction in CS
 */
record Site(Block block, int index, int eip, Instruction instruction) {}
