package ringside.cpu;

/**
 * A register, a part of one or a flag, as debuggers name it. Reading has no side effects; writing changes the state
 * without the checks that instructions make.
 *
 * @param name lower-case name without {@code $}: {@code eax}, {@code zf}, {@code cs.base}
 * @param width in bits: 1 for flags, else 2 to 64
 * @param group what it is shown with
 */
public record Register(String name, int width, Group group, Reader reader, Writer writer) {
    /** What a register is shown with. */
    public enum Group {
        GENERAL,
        PARTIAL,
        FLAGS,
        SEGMENT,
        CONTROL,
        DEBUG,
        SYSTEM,
        COUNTER
    }

    /** Reads a register, zero-extended. */
    @FunctionalInterface
    public interface Reader {
        long read(Vcpu cpu);
    }

    /** Writes the low bits of a value to a register. */
    @FunctionalInterface
    public interface Writer {
        void write(Vcpu cpu, long value);
    }

    /** Returns the value, zero-extended from {@link #width}. */
    public long read(Vcpu cpu) {
        return reader.read(cpu);
    }

    /** Whether {@link #write} is possible. */
    public boolean isWritable() {
        return writer != null;
    }

    /** Sets the register to the low {@link #width} bits of {@code value}. */
    public void write(Vcpu cpu, long value) {
        writer.write(cpu, width == 64 ? value : value & (1L << width) - 1);
    }
}
