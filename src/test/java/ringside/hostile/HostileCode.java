package ringside.hostile;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.SplittableRandom;
import ringside.isa.EncodingGenerator;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/** Makes one case: code, registers and damage to the tables, all from a seed. */
final class HostileCode {
    private static final int[] VALUES = {
        0,
        1,
        -1,
        0x7F,
        0x80,
        0xFF,
        0x7FFF,
        0x8000,
        0xFFFF,
        0x1_0000,
        0x7FFF_FFFF,
        0x8000_0000,
        0x30000,
        0x30FFE,
        0x31000,
        0x32FFF,
        0x33000,
        0x20_0000,
        0x40_0000,
        0xF_FFFF,
        0x10_0000,
        0xFFC0_0000,
        0xA_0000,
        0xB_8000,
        0xFFFF_FFFE
    };

    private final SplittableRandom random;
    private final EncodingGenerator encodings;
    private final HostileWorld world;
    private final HostileWorld.Mode mode;

    /** The row that the first instruction has if nothing was mutated. */
    private final Row row;

    HostileCode(long seed, HostileWorld world) {
        this.random = new SplittableRandom(seed);
        this.encodings = new EncodingGenerator(seed);
        this.world = world;
        HostileWorld.Mode[] modes = HostileWorld.Mode.values();
        mode = modes[random.nextInt(modes.length)];
        List<Row> rows = OpcodeMap.rows();
        row = rows.get((int) Math.floorMod(seed * 7919, (long) rows.size()));
    }

    /** Prepares the machine and returns the code that lies there. */
    byte[] prepare() {
        byte[] code = code();
        world.machine().memory().write(HostileWorld.CODE, code);
        damage();
        world.enter(mode, random.nextBoolean(), random);
        registers();
        return code;
    }

    private byte[] code() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 4 + random.nextInt(16);
        bytes.writeBytes(encodings.next(row, mode.code32));
        for (int i = 1; i < count; i++) {
            bytes.writeBytes(encodings.next(anyRow(), mode.code32));
        }
        byte[] code = bytes.toByteArray();
        if (random.nextBoolean()) {
            mutate(code);
        }
        return code;
    }

    private Row anyRow() {
        return OpcodeMap.rows().get(random.nextInt(OpcodeMap.rows().size()));
    }

    private void mutate(byte[] code) {
        int changes = 1 + random.nextInt(6);
        for (int i = 0; i < changes; i++) {
            int place = random.nextInt(code.length);
            switch (random.nextInt(5)) {
                case 0 -> code[place] ^= (byte) (1 << random.nextInt(8));
                case 1 -> code[place] = (byte) random.nextInt();
                case 2 -> code[place] = 0x66;
                case 3 -> code[place] = (byte) 0xF0;
                default -> {
                    int length = Math.min(random.nextInt(8), code.length - place);
                    for (int k = 0; k < length; k++) {
                        code[place + k] = (byte) random.nextInt();
                    }
                }
            }
        }
    }

    /** Now and then breaks a descriptor, a gate, the task state or a page-table entry. */
    private void damage() {
        if (random.nextInt(3) != 0) {
            return;
        }
        int[] tables = {
            HostileWorld.GDT,
            HostileWorld.IDT,
            HostileWorld.TSS,
            HostileWorld.OTHER_TSS,
            HostileWorld.LDT,
            HostileWorld.PAGE_DIRECTORY,
            HostileWorld.PAGE_TABLE,
            HostileWorld.PAE_POINTERS,
            0
        };
        int changes = 1 + random.nextInt(4);
        for (int i = 0; i < changes; i++) {
            int table = tables[random.nextInt(tables.length)];
            int address = table + 4 * random.nextInt(table == HostileWorld.PAGE_TABLE ? 256 : 64);
            int value = world.machine().memory().read(address, 4);
            world.write32(address, random.nextBoolean() ? value ^ 1 << random.nextInt(32) : random.nextInt());
        }
    }

    private void registers() {
        var cpu = world.machine().cpu();
        for (int i = 0; i < 8; i++) {
            if (i != 4 || random.nextInt(16) == 0) {
                cpu.r32(i, value());
            }
        }
        if (random.nextInt(4) == 0) {
            cpu.dr[random.nextInt(4)] = random.nextBoolean() ? HostileWorld.CODE + random.nextInt(32) : value();
            cpu.dr[7] = random.nextInt() & 0xFFFF_03FF | 0x400;
            cpu.mmu.debugRegistersChanged();
        }
        if (random.nextInt(3) == 0) {
            cpu.fpu.fcw = random.nextInt() & 0x1F3F | 0x40;
            cpu.fpu.setStatusWord(random.nextInt() & 0xFFFF);
            cpu.fpu.setTagWord(random.nextInt() & 0xFFFF);
            for (int i = 0; i < 8; i++) {
                cpu.fpu.significands[i] = random.nextLong();
                cpu.fpu.signExponents[i] = random.nextInt() & 0xFFFF;
            }
        }
        cpu.nmiPending = random.nextInt(32) == 0;
    }

    private int value() {
        return switch (random.nextInt(5)) {
            case 0 -> VALUES[random.nextInt(VALUES.length)];
            case 1 -> HostileWorld.DATA + random.nextInt(0x4000);
            case 2 -> 8 * random.nextInt(HostileWorld.DESCRIPTORS) | random.nextInt(8);
            case 3 -> random.nextInt(0x1_0000);
            default -> random.nextInt();
        };
    }

    @Override
    public String toString() {
        return mode + " " + row.encoding();
    }
}
