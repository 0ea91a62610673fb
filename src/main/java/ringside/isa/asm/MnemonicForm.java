package ringside.isa.asm;

import ringside.isa.Mnemonic;

/**
 * What a name in the source says beyond the mnemonic.
 *
 * @param mnemonic the instruction
 * @param size operand size in bits that the name fixes ({@code movsw}, {@code iretd}), or 0
 * @param addressSize address size in bits that the name fixes ({@code jcxz}), or 0
 * @param waits whether FWAIT goes before it ({@code fstcw})
 * @param prefixes prefixes that belong to the name, as in {@link ringside.isa.Instruction#prefixes}
 */
record MnemonicForm(Mnemonic mnemonic, int size, int addressSize, boolean waits, int prefixes) {
    static MnemonicForm of(Mnemonic mnemonic) {
        return new MnemonicForm(mnemonic, 0, 0, false, 0);
    }

    static MnemonicForm sized(Mnemonic mnemonic, int size) {
        return new MnemonicForm(mnemonic, size, 0, false, 0);
    }
}
