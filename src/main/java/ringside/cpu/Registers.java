package ringside.cpu;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import ringside.cpu.Register.Group;
import ringside.cpu.Register.Reader;
import ringside.cpu.Register.Writer;
import ringside.isa.SegmentRegister;

/** All registers by name, in the order in which they are shown. */
public final class Registers {
    private static final long MASK32 = 0xFFFF_FFFFL;
    private static final Map<String, Register> BY_NAME = new LinkedHashMap<>();

    static {
        general();
        flags();
        segments();
        control();
        system();
    }

    private Registers() {}

    /** Returns the register called {@code name} (lower case, without {@code $}), or null. */
    public static Register find(String name) {
        return BY_NAME.get(name);
    }

    /** Returns all registers. */
    public static Collection<Register> all() {
        return Collections.unmodifiableCollection(BY_NAME.values());
    }

    private static void add(String name, int width, Group group, Reader reader, Writer writer) {
        BY_NAME.put(name, new Register(name, width, group, reader, writer));
    }

    private static void general() {
        String[] words = {"ax", "cx", "dx", "bx", "sp", "bp", "si", "di"};
        String[] octets = {"al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"};
        for (int i = 0; i < words.length; i++) {
            int number = i;
            add("e" + words[i], 32, Group.GENERAL, cpu -> cpu.gpr[number], (cpu, v) -> cpu.r32(number, (int) v));
        }
        add("eip", 32, Group.GENERAL, cpu -> cpu.eip & MASK32, (cpu, v) -> cpu.eip = (int) v);
        add("eflags", 32, Group.GENERAL, cpu -> cpu.eflags() & MASK32, (cpu, v) -> {
            cpu.eflags((int) v);
            cpu.mmu.modeChanged();
        });
        for (int i = 0; i < words.length; i++) {
            int number = i;
            add(words[i], 16, Group.PARTIAL, cpu -> cpu.r16(number), (cpu, v) -> cpu.r16(number, (int) v));
        }
        for (int i = 0; i < octets.length; i++) {
            int number = i;
            add(octets[i], 8, Group.PARTIAL, cpu -> cpu.r8(number), (cpu, v) -> cpu.r8(number, (int) v));
        }
        add("ip", 16, Group.PARTIAL, cpu -> cpu.eip & 0xFFFF, (cpu, v) -> cpu.eip = (int) v);
        add(
                "flags",
                16,
                Group.PARTIAL,
                cpu -> cpu.eflags() & 0xFFFF,
                (cpu, v) -> cpu.eflags(cpu.eflags() & 0xFFFF_0000 | (int) v));
    }

    private static void flags() {
        String[] names = {
            "cf", null, "pf", null, "af", null, "zf", "sf", "tf", "if", "df", "of", "iopl", null, "nt", null, "rf",
            "vm", "ac", "vif", "vip", "id"
        };
        for (int bit = 0; bit < names.length; bit++) {
            if (names[bit] != null) {
                int width = bit == Eflags.IOPL_SHIFT ? 2 : 1;
                field("eflags", names[bit], Group.FLAGS, bit, width);
                BY_NAME.put(names[bit], BY_NAME.get("eflags." + names[bit]));
            }
        }
    }

    /** Adds {@code register.name}: {@code width} bits of a register added before. */
    private static void field(String register, String name, Group group, int bit, int width) {
        Register whole = BY_NAME.get(register);
        long mask = (1L << width) - 1;
        add(
                register + "." + name,
                width,
                group,
                cpu -> whole.read(cpu) >>> bit & mask,
                (cpu, v) -> whole.write(cpu, whole.read(cpu) & ~(mask << bit) | v << bit));
    }

    private static void segments() {
        String[] names = {"es", "cs", "ss", "ds", "fs", "gs", "ldtr", "tr"};
        for (int i = 0; i < names.length; i++) {
            int number = i;
            boolean system = i >= SegmentRegister.LDTR;
            add(
                    names[i],
                    16,
                    system ? Group.SYSTEM : Group.SEGMENT,
                    cpu -> cpu.selector[number],
                    (cpu, v) -> SegmentPoke.load(cpu, number, (int) v));
            part(
                    number,
                    names[i] + ".sel",
                    16,
                    cpu -> cpu.selector[number],
                    (cpu, v) -> cpu.selector[number] = (int) v);
            part(
                    number,
                    names[i] + ".base",
                    32,
                    cpu -> cpu.segmentBase[number] & MASK32,
                    (cpu, v) -> cpu.segmentBase[number] = (int) v);
            part(
                    number,
                    names[i] + ".limit",
                    32,
                    cpu -> cpu.segmentLimit[number] & MASK32,
                    (cpu, v) -> cpu.segmentLimit[number] = (int) v);
            part(
                    number,
                    names[i] + ".access",
                    32,
                    cpu -> cpu.segmentAccess[number] & MASK32,
                    (cpu, v) -> cpu.segmentAccess[number] = (int) v);
        }
    }

    /** A part of a segment register. */
    private static void part(int segment, String name, int width, Reader reader, Writer writer) {
        add(name, width, Group.PARTIAL, reader, (cpu, v) -> {
            writer.write(cpu, v);
            cpu.mmu.segmentLoaded(segment);
        });
    }

    private static void control() {
        mode("cr0", cpu -> cpu.cr0, (cpu, v) -> cpu.cr0 = (int) v);
        add("cr2", 32, Group.CONTROL, cpu -> cpu.cr2 & MASK32, (cpu, v) -> cpu.cr2 = (int) v);
        mode("cr3", cpu -> cpu.cr3, (cpu, v) -> cpu.cr3 = (int) v);
        mode("cr4", cpu -> cpu.cr4, (cpu, v) -> cpu.cr4 = (int) v);
        bits(
                "cr0", "pe", 0, "mp", 1, "em", 2, "ts", 3, "et", 4, "ne", 5, "wp", 16, "am", 18, "nw", 29, "cd", 30,
                "pg", 31);
        bits("cr4", "vme", 0, "pvi", 1, "tsd", 2, "de", 3, "pse", 4, "pae", 5, "mce", 6, "pge", 7, "pce", 8);
        for (int i : new int[] {0, 1, 2, 3, 6, 7}) {
            add("dr" + i, 32, Group.DEBUG, cpu -> cpu.dr[i] & MASK32, (cpu, v) -> {
                cpu.dr[i] = (int) v;
                cpu.mmu.debugRegistersChanged();
            });
        }
    }

    /** A control register that translations depend on: a write empties the TLB. */
    private static void mode(String name, ToIntFunction<Vcpu> reader, Writer writer) {
        add(name, 32, Group.CONTROL, cpu -> reader.applyAsInt(cpu) & MASK32, (cpu, v) -> {
            writer.write(cpu, v);
            cpu.mmu.flushTlb(false);
            cpu.mmu.modeChanged();
        });
    }

    private static void bits(String register, Object... namesAndBits) {
        for (int i = 0; i < namesAndBits.length; i += 2) {
            field(register, (String) namesAndBits[i], Group.FLAGS, (int) namesAndBits[i + 1], 1);
        }
    }

    private static void system() {
        add("gdtr.base", 32, Group.SYSTEM, cpu -> cpu.gdtBase & MASK32, (cpu, v) -> cpu.gdtBase = (int) v);
        add("gdtr.limit", 16, Group.SYSTEM, cpu -> cpu.gdtLimit, (cpu, v) -> cpu.gdtLimit = (int) v);
        add("idtr.base", 32, Group.SYSTEM, cpu -> cpu.idtBase & MASK32, (cpu, v) -> cpu.idtBase = (int) v);
        add("idtr.limit", 16, Group.SYSTEM, cpu -> cpu.idtLimit, (cpu, v) -> cpu.idtLimit = (int) v);
        add("efer", 64, Group.SYSTEM, cpu -> cpu.msrs.efer, (cpu, v) -> {
            cpu.msrs.efer = v;
            cpu.mmu.flushTlb(false);
            cpu.mmu.modeChanged();
        });
        add(
                "sysenter_cs",
                32,
                Group.SYSTEM,
                cpu -> cpu.msrs.sysenterCs & MASK32,
                (cpu, v) -> cpu.msrs.sysenterCs = (int) v);
        add(
                "sysenter_esp",
                32,
                Group.SYSTEM,
                cpu -> cpu.msrs.sysenterEsp & MASK32,
                (cpu, v) -> cpu.msrs.sysenterEsp = (int) v);
        add(
                "sysenter_eip",
                32,
                Group.SYSTEM,
                cpu -> cpu.msrs.sysenterEip & MASK32,
                (cpu, v) -> cpu.msrs.sysenterEip = (int) v);
        add("cpl", 2, Group.SYSTEM, cpu -> cpu.cpl, (cpu, v) -> {
            cpu.msrs.enterLevel(cpu, (int) v);
            cpu.mmu.modeChanged();
        });
        add("pc", 32, Group.COUNTER, cpu -> linear(cpu, SegmentRegister.CS, cpu.eip), null);
        add("stack", 32, Group.COUNTER, cpu -> linear(cpu, SegmentRegister.SS, stackOffset(cpu)), null);
        add("icount", 64, Group.COUNTER, cpu -> cpu.icount, null);
        add("time", 64, Group.COUNTER, Vcpu::time, null);
        add("tsc", 64, Group.COUNTER, cpu -> cpu.time() + cpu.tscOffset, (cpu, v) -> cpu.tscOffset = v - cpu.time());
    }

    private static long linear(Vcpu cpu, int segment, int offset) {
        return cpu.segmentBase[segment] + offset & MASK32;
    }

    private static int stackOffset(Vcpu cpu) {
        return cpu.stack32() ? cpu.r32(4) : cpu.r16(4);
    }
}
