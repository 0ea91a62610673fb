package ringside.isa;

import java.util.List;

/**
 * One encoding of an instruction and everything about it that can be known without running it.
 *
 * @param encoding the SDM's notation: opcode bytes, then {@code /r}, {@code /0}-{@code /7}, {@code +r}, mandatory
 *     prefixes first ({@code "0F BA /4 ib"})
 * @param operands operand codes in Intel order (destination first)
 * @param effects what it does to flags, control flow and memory
 * @param privilege its privilege class
 * @param since the first CPU generation or the CPUID feature that has it
 */
public record Row(
        String encoding,
        Mnemonic mnemonic,
        List<OperandCode> operands,
        Effects effects,
        PrivilegeClass privilege,
        Availability since) {}
