package ringside.machine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import ringside.cpu.Vcpu;
import ringside.dev.BiosTraps;
import ringside.isa.SegmentRegister;
import ringside.isa.asm.Assembler;
import ringside.isa.asm.Assembly;

/**
 * Ringside's own BIOS, assembled from the sources in {@code ringside/bios} when a machine first needs it. It fills the last 64
 * KiB of the first megabyte.
 */
final class BuiltInBios {
    private static final String[] SOURCES = {"post", "video", "adapter", "disk", "cd", "keyboard", "system", "tables"};
    private static final int SIZE = 64 << 10;
    private static final int SEGMENT = 0xF000;
    private static final int ESP = 4;

    private static BuiltInBios instance;

    private final byte[] rom = new byte[SIZE];
    private final List<Symbol> symbols = new ArrayList<>();

    private BuiltInBios() {
        Assembly assembly = Assembler.assemble("bios.asm", source());
        int origin = assembly.origin() & 0xFFFF;
        System.arraycopy(assembly.bytes(), 0, rom, origin, assembly.bytes().length);
        assembly.symbols().forEach((name, offset) -> {
            if (name.indexOf('.') < 0) {
                symbols.add(new Symbol("bios_" + name, (long) SEGMENT * 16 + (offset & 0xFFFF), 0));
            }
        });
    }

    /** Returns the BIOS; the first call assembles it. */
    static synchronized BuiltInBios get() {
        if (instance == null) {
            instance = new BuiltInBios();
        }
        return instance;
    }

    private static String source() {
        StringBuilder source = new StringBuilder();
        for (String name : SOURCES) {
            try (InputStream in = BuiltInBios.class.getResourceAsStream("/ringside/bios/" + name + ".asm")) {
                source.append(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }
        return source.toString();
    }

    /** Returns the ROM's contents. */
    byte[] rom() {
        return rom;
    }

    /** Returns its global labels as linear addresses, each called {@code bios_LABEL}. */
    List<Symbol> symbols() {
        return symbols;
    }

    /** Stops the machine because the BIOS has written to {@code port} of {@link BiosTraps}; anybody else's writes do nothing. */
    static void trap(Machine machine, int port) {
        Vcpu cpu = machine.cpu();
        if (cpu.protectedMode() || cpu.selector[SegmentRegister.CS] != SEGMENT) {
            return;
        }
        if (port == BiosTraps.NO_BOOT) {
            machine.loop().stop(Stop.Kind.DIED, 0, "the BIOS finds no bootable disk");
            return;
        }
        long stack = cpu.segmentBase[SegmentRegister.SS] + cpu.r16(ESP) & 0xFFFF_FFFFL;
        int ip = peek16(machine, stack);
        int cs = peek16(machine, stack + 2);
        if (port >= BiosTraps.EXCEPTION) {
            String name = port == BiosTraps.EXCEPTION ? "#DE, a divide error" : "#UD, an invalid opcode";
            String detail = "%s at %04x:%04x, which the guest does not handle".formatted(name, cs, ip);
            machine.loop().stop(Stop.Kind.DIED, 0, detail);
            return;
        }
        int vector = 0x10 + port - BiosTraps.FIRST;
        boolean called = peek16(machine, cs * 16L + (ip - 2 & 0xFFFF)) == (vector << 8 | 0xCD);
        String detail =
                "INT %02Xh with AX=%04Xh is not in the built-in BIOS; %s %04x:%04x; 'continue' returns CF=1, AH=86h"
                        .formatted(
                                vector,
                                cpu.r16(0),
                                called ? "called at" : "returns to",
                                cs,
                                called ? ip - 2 & 0xFFFF : ip);
        machine.loop().stop(Stop.Kind.UNSUPPORTED, 0, detail);
    }

    private static int peek16(Machine machine, long address) {
        return machine.memory().peek8(address) | machine.memory().peek8(address + 1) << 8;
    }
}
