package ringside.isa.asm;

import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;

/**
 * Assembles source text in NASM's Intel syntax into a flat image, byte for byte as {@code nasm -f bin} does where both
 * accept the source.
 *
 * <p>What there is: all instructions of {@link ringside.isa.OpcodeMap}; labels, local labels {@code .name}; expressions; {@code
 * db dw dd dq resb resw resd resq times org bits use16 use32 equ align}. What there is not: macros, sections, includes. Code
 * is 16-bit until {@code bits 32}. Values that do not fit are errors here, where NASM only warns.
 */
public final class Assembler {
    /** Passes after which branches may no longer become short again, so that the layout settles. */
    private static final int FREE_PASSES = 20;

    /** Passes after which a source that keeps moving is given up. */
    private static final int MAX_PASSES = 60;

    private Assembler() {}

    /**
     * Assembles a source.
     *
     * @throws AssemblyException with all errors found
     */
    public static Assembly assemble(String source) {
        return assemble("source", source);
    }

    /**
     * Assembles a source.
     *
     * @param file its name, for errors
     * @throws AssemblyException with all errors found
     */
    public static Assembly assemble(String file, String source) {
        Errors errors = new Errors(file);
        List<SourceLine> lines = new SourceParser(errors).parse(source);
        errors.raise();
        BitSet nearLines = new BitSet();
        Map<String, Value> symbols = null;
        long origin = 0;
        for (int i = 0; i < MAX_PASSES; i++) {
            errors.clear();
            Pass pass = new Pass(errors, symbols, i < FREE_PASSES ? null : nearLines, origin);
            pass.run(lines);
            if (pass.symbols().equals(symbols) && pass.origin() == origin) {
                errors.raise();
                return finished(pass);
            }
            symbols = pass.symbols();
            origin = pass.origin();
        }
        errors.raise();
        errors.add(1, new SourceError(1, "the layout does not settle: sizes depend on each other"));
        throw errors.raised();
    }

    /**
     * Assembles one instruction or directive in place.
     *
     * @param text the line, without label
     * @param address offset in CS where it will stand, the value of {@code $}
     * @param bits default size of the code, 16 or 32
     * @param symbols gives names their values
     * @return its bytes
     * @throws AssemblyException with the error
     */
    public static byte[] line(String text, int address, int bits, Function<String, OptionalInt> symbols) {
        Errors errors = new Errors("line");
        List<SourceLine> lines = new SourceParser(errors).parse(text);
        if (lines.size() > 1) {
            errors.add(lines.get(1).number(), new SourceError(1, "only one line can be assembled in place"));
        }
        errors.raise();
        try {
            return lines.isEmpty() ? new byte[0] : new LineScope(address, symbols).bytes(lines.get(0), bits == 32);
        } catch (SourceError e) {
            errors.add(1, e);
            throw errors.raised();
        }
    }

    /** Returns the names of all instructions, sorted, for completion. */
    public static Iterable<String> mnemonics() {
        return MnemonicNames.names();
    }

    /** Whether a name, in either case, is an instruction. */
    public static boolean isMnemonic(String name) {
        return MnemonicNames.isKnown(name);
    }

    private static Assembly finished(Pass pass) {
        Map<String, Integer> labels = new LinkedHashMap<>();
        Map<String, Long> constants = new LinkedHashMap<>();
        pass.symbols().forEach((name, value) -> {
            if (value.relocations() == 1) {
                labels.put(name, (int) value.number());
            } else {
                constants.put(name, value.number());
            }
        });
        return new Assembly(pass.image(), (int) pass.origin(), labels, constants, pass.listing());
    }
}
