package ringside.debug;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.debug.expr.Address;
import ringside.isa.Decoder;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.isa.SymbolLookup;

/** Instructions in the target's memory, decoded at the width that the present mode gives them. */
public final class Code {
    /** The syntax of disassembly. */
    public enum Flavor {
        INTEL,
        ATT
    }

    private final Debugger debugger;
    private Flavor flavor = Flavor.INTEL;

    Code(Debugger debugger) {
        this.debugger = debugger;
    }

    public Flavor flavor() {
        return flavor;
    }

    /** Sets the syntax of disassembly. */
    public void flavor(Flavor newFlavor) {
        flavor = newFlavor;
    }

    /** Returns the place of the next instruction. */
    public Address pc() {
        Vcpu cpu = debugger.cpu();
        return Address.segmented(cpu.selector[SegmentRegister.CS], cpu.segmentBase[SegmentRegister.CS], cpu.eip);
    }

    /** Decodes the instruction at a place, or returns null if not all of it can be read. */
    public Instruction decode(Address place, boolean code32) {
        byte[] bytes = fetch(place);
        Instruction instruction = Decoder.decode(bytes, 0, bytes.length, code32);
        return bytes.length == 0 || instruction == Decoder.TRUNCATED ? null : instruction;
    }

    /** Decodes the next instruction, or returns null if it cannot be read. */
    public Instruction next() {
        return decode(pc(), debugger.cpu().code32());
    }

    /** Disassembles {@code count} instructions at the present mode's width. */
    public List<CodeLine> disassemble(Address start, int count) {
        return disassemble(start, count, debugger.cpu().code32());
    }

    /** Disassembles {@code count} instructions of 16- or 32-bit code. */
    public List<CodeLine> disassemble(Address start, int count, boolean code32) {
        List<CodeLine> lines = new ArrayList<>();
        Address place = start;
        for (int i = 0; i < count; i++) {
            CodeLine line = line(place, code32);
            lines.add(line);
            place = place.plus(line.length());
        }
        return lines;
    }

    private CodeLine line(Address place, boolean code32) {
        byte[] bytes = fetch(place);
        Instruction instruction = decode(place, code32);
        Location location = debugger.locate(place);
        boolean current = !place.isPhysical() && place.value() == pc().value();
        String label = debugger.symbols().at(location.linear());
        if (instruction == null) {
            return new CodeLine(location, label == null ? "" : label, "??", "(cannot be read)", 1, current, 0);
        }
        String hex = HexFormat.of().formatHex(bytes, 0, instruction.length);
        int base = location.linear() - location.offset();
        SymbolLookup names = offset -> {
            String name = debugger.symbols().describe(base + offset);
            return name.isEmpty() ? null : name;
        };
        String text = flavor == Flavor.INTEL
                ? Disassembler.intel(instruction, location.offset(), names)
                : Disassembler.att(instruction, location.offset(), names);
        return new CodeLine(
                location, label == null ? "" : label, hex, text, instruction.length, current, breakpoint(location));
    }

    private int breakpoint(Location location) {
        for (Breakpoint breakpoint : debugger.breakpoints().all()) {
            if (!breakpoint.isCode() || breakpoint.address() == null) {
                continue;
            }
            long value = breakpoint.address().value();
            boolean here =
                    breakpoint.address().isPhysical() ? value == location.physical() : (int) value == location.linear();
            if (here) {
                return breakpoint.number();
            }
        }
        return 0;
    }

    private byte[] fetch(Address place) {
        int available = debugger.memory().readable(place, Decoder.MAX_LENGTH);
        byte[] bytes = new byte[available];
        for (int i = 0; i < available; i++) {
            bytes[i] = (byte) debugger.memory().peek(place.plus(i));
        }
        return bytes;
    }
}
