package ringside.isa;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Turns mnemonics and operands into bytes, from the rows that the {@link Decoder} uses.
 *
 * <p>Of all encodings the shortest is taken, and of equally short ones the first in {@link OpcodeMap#rows()}, which is the
 * choice of NASM. Prefixes come in NASM's order.
 */
public final class Encoder {
    private static final Map<Mnemonic, List<Pattern>> PATTERNS = OpcodeMap.patterns().stream()
            .collect(Collectors.groupingBy(
                    pattern -> pattern.row.mnemonic(), () -> new EnumMap<>(Mnemonic.class), Collectors.toList()));

    private Encoder() {}

    /**
     * Returns the bytes of an instruction.
     *
     * @throws EncodingException if there is no such instruction, it is ambiguous, or a value does not fit
     */
    public static byte[] encode(EncodingRequest request) {
        byte[] best = null;
        EncodingException failure = new EncodingException("invalid combination of opcode and operands");
        for (Pattern pattern : PATTERNS.getOrDefault(request.mnemonic(), List.of())) {
            for (List<Operand> operands : orders(request)) {
                OperandMatch match = new OperandMatch(pattern, request, operands);
                if (match.failure() != null) {
                    failure = moreTelling(failure, match.failure());
                    continue;
                }
                byte[] bytes = new Emission(pattern, request, match).bytes();
                if (bytes == null) {
                    failure = new EncodingException("short jump is out of range");
                } else if (best == null || bytes.length < best.length) {
                    best = bytes;
                }
            }
        }
        if (best == null) {
            throw failure;
        }
        return best;
    }

    /** Returns the operands as written and, where their order means nothing, exchanged. */
    private static List<List<Operand>> orders(EncodingRequest request) {
        List<Operand> operands = request.operands();
        if (operands.size() != 2) {
            return List.of(operands);
        }
        return switch (request.mnemonic()) {
            case TEST -> List.of(operands, operands.reversed());
            case XCHG -> List.of(operands.reversed(), operands);
            default -> List.of(operands);
        };
    }

    /** Prefers any specific reason to the general one. */
    private static EncodingException moreTelling(EncodingException known, String message) {
        return message.isEmpty() ? known : new EncodingException(message);
    }

    /** Returns how many rows of a mnemonic take a memory operand whose size only its keyword tells. */
    static long memoryForms(Mnemonic mnemonic) {
        return PATTERNS.get(mnemonic).stream()
                .filter(pattern -> pattern.memoryOnly)
                .count();
    }
}
