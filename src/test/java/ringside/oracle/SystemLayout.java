package ringside.oracle;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The memory that {@code cases.asm} and its cases live in.
 *
 * <pre>
 *   00000 real-mode vectors  02800 task of the case   06000 data        100000 header, templates
 *   01000 variables          02A00 386 task           0C000 code        108000 cases
 *   02000 GDT                02B00 286 task           0E000 INT3 ...    1F0000 page tables
 *   02200 LDT                03000 tasks of vectors   30000 cases.asm   280000 results
 *   02400 IDT                04000 stack, 5000 inner stacks
 * </pre>
 */
final class SystemLayout {
    static final int MEMORY = 4 << 20;
    static final int HEADER = 0x10_0000;
    static final int CASES = 0x10_8000;
    static final int RESULTS = 0x28_0000;
    static final int MAX_CASES = (0x1F_0000 - CASES) / SystemCase.BYTES;

    /** End of what the test lays out: Bochs loads memory images of no more than a megabyte. */
    private static final int END = 0x20_0000;

    static final int GDT = 0x2000;
    static final int LDT = 0x2200;
    static final int IDT = 0x2400;
    static final int TASK = 0x2800;
    static final int TASK_386 = 0x2A00;
    static final int TASK_286 = 0x2B00;
    static final int STACK = 0x4000;
    static final int DATA = 0x6000;
    static final int CODE = 0xC000;
    static final int PORT_BITMAP = TASK + 0x88;
    static final int CASE_DIRECTORY = 0x1F_2000;
    static final int CASE_TABLE = 0x1F_3000;

    /** Page-directory-pointer table under PAE, directory and table behind it; {@link #RESERVED_POINTERS} on is another. */
    static final int CASE_POINTERS = 0x1F_8000;

    /** From a page-directory-pointer table to the one with reserved bits. */
    static final int RESERVED_POINTERS = 0x20;

    /** Selectors. */
    static final int CASE_TASK = 0xC0;

    static final int TASK_386_SELECTOR = 0xC8;
    static final int TASK_286_SELECTOR = 0xD0;
    static final int LDT_SELECTOR = 0x168;
    static final int SYSENTER_CODE = 0x190;

    /** The first of {@link #TESTED_COUNT} descriptors that cases make as they like, in the GDT; LDT: from 80h on. */
    static final int TESTED = 0x1B0;

    static final int TESTED_COUNT = 9;

    /** The first of 16 vectors whose gates cases make as they like. */
    static final int TESTED_VECTOR = 0x50;

    private static final int VARIABLES = 0x1000;
    private static final int TASKS = 0x3000;
    private static final int STARTING_TASK = 0x3C00;
    private static final int INNER_STACKS = 0x5000;
    private static final int CODE_END = 0x3_0000;
    private static final int GUEST = 0x3_0000;
    private static final int VECTOR_CODE = GUEST + 0x800;
    private static final int REAL_VECTOR_CODE = 0xA00;
    private static final int TEMPLATES = 0x10_1000;
    private static final int DIRECTORY = 0x1F_0000;
    private static final int POINTERS = 0x1F_4000;
    private static final int WIDE_CASE_TABLE = CASE_POINTERS + 0x2000;
    private static final int ZEROS = 0x1F_C000;
    private static final int STACK_TOP = 0x1F00;
    private static final int VECTORS = 18;
    private static final int LAST_VECTOR = 0x6F;
    private static final byte INT3 = (byte) 0xCC;

    /** A range of memory, with an even number of dwords. */
    record Range(String name, int start, int dwords) {}

    /** What cases may change and results tell of. */
    static final List<Range> HASHED = List.of(
            new Range("GDT", GDT, 128),
            new Range("LDT", LDT, 64),
            new Range("IDT", IDT + 8 * TESTED_VECTOR, 32),
            new Range("task links", TASK, 6),
            new Range("task maps", TASK + 0x68, 34),
            new Range("386 task", TASK_386, 28),
            new Range("286 task", TASK_286, 12),
            new Range("stack", STACK + 0x780, 64),
            new Range("stack start", STACK, 8),
            new Range("stack end", STACK + 0xFF0, 8),
            new Range("ring 0 stack", INNER_STACKS + 0x380, 32),
            new Range("ring 1 stack", INNER_STACKS + 0x780, 32),
            new Range("ring 2 stack", INNER_STACKS + 0xB80, 32),
            new Range("data", DATA + 0x400, 32),
            new Range("data middle", DATA + 0xFF0, 8),
            new Range("data end", DATA + 0x1FF0, 8));

    private static final List<Range> PAGE_TABLES =
            List.of(new Range("page table", CASE_TABLE, 16), new Range("PAE page table", WIDE_CASE_TABLE, 32));

    private final ByteBuffer memory = ByteBuffer.allocate(MEMORY).order(ByteOrder.LITTLE_ENDIAN);

    private SystemLayout() {
        descriptors();
        gates();
        tasks();
        pages();
        for (int vector = 0; vector < 256; vector++) {
            int stub = (GUEST >> 4) << 16 | REAL_VECTOR_CODE + 16 * vector;
            memory.putInt(4 * vector, vector < 32 ? stub : CODE >> 4 << 16 | 0x1800 + 4 * vector);
        }
        Arrays.fill(memory.array(), CODE, CODE_END, INT3);
        for (int i = 0; i < 0x800; i++) {
            memory.putInt(DATA + 4 * i, i * 0x9E37_79B1);
        }
    }

    /** Returns the contents of memory from {@link #HEADER} on, with everything {@code cases.asm} copies from there. */
    static byte[] memory(List<SystemCase> cases) {
        ByteBuffer low = new SystemLayout().memory;
        ByteBuffer high = ByteBuffer.allocate(MEMORY).order(ByteOrder.LITTLE_ENDIAN);
        System.arraycopy(low.array(), DIRECTORY, high.array(), DIRECTORY, END - DIRECTORY);
        high.putInt(HEADER, cases.size());
        high.putShort(HEADER + 4, (short) 0x1FF).putInt(HEADER + 6, GDT);
        high.putShort(HEADER + 0xC, (short) (8 * LAST_VECTOR + 7)).putInt(HEADER + 0xE, IDT);
        high.putInt(HEADER + 0x14, DIRECTORY).putInt(HEADER + 0x18, CASE_TABLE);
        high.putInt(HEADER + 0x80, POINTERS).putInt(HEADER + 0x84, WIDE_CASE_TABLE);
        int template = TEMPLATES;
        int list = HEADER + 0x20;
        // INT3 everywhere is made by copying the first page over the following ones.
        Range[] once = {
            new Range("vectors", 0, 0x100),
            new Range("tables", GDT, 0x800),
            new Range("data", DATA, 0x800),
            new Range("INT3", CODE, 0x400)
        };
        for (Range range : once) {
            list = copied(high, list, template, range.start, range.dwords);
            System.arraycopy(low.array(), range.start, high.array(), template, 4 * range.dwords);
            template += 4 * range.dwords;
        }
        list = copied(high, list, ZEROS, STACK, 0x800);
        copied(high, list, CODE, CODE + 0x1000, (CODE_END - CODE - 0x1000) / 4);
        list = HEADER + 0x100;
        int hash = HEADER + 0x200;
        for (Range range : HASHED) {
            high.putInt(hash, range.start).putInt(hash + 4, range.dwords);
            hash += 8;
        }
        List<Range> restored = new ArrayList<>(HASHED);
        restored.addAll(PAGE_TABLES);
        for (Range range : restored) {
            list = copied(high, list, template, range.start, range.dwords);
            System.arraycopy(low.array(), range.start, high.array(), template, 4 * range.dwords);
            template += 4 * range.dwords;
        }
        for (int i = 0; i < cases.size(); i++) {
            high.put(CASES + i * SystemCase.BYTES, cases.get(i).bytes());
        }
        return Arrays.copyOfRange(high.array(), HEADER, END);
    }

    private static int copied(ByteBuffer memory, int list, int source, int destination, int dwords) {
        memory.putInt(list, source).putInt(list + 4, destination).putInt(list + 8, dwords);
        return list + 12;
    }

    /** Selectors of the segments for cases at a privilege level, RPL included. */
    static int code32(int level) {
        return own(0, level);
    }

    static int code16(int level) {
        return own(1, level);
    }

    static int stack32(int level) {
        return own(2, level);
    }

    static int stack16(int level) {
        return own(3, level);
    }

    static int data(int level) {
        return own(4, level);
    }

    private static int own(int kind, int level) {
        return 8 * (3 + 5 * level + kind) | level;
    }

    private static int innerStack(int level) {
        return level == 2 ? 0x1F8 : 0x170 + 8 * level;
    }

    /** Makes a descriptor; {@code access} has G, D and AVL in bits 12 to 15. */
    static long descriptor(int base, int limit, int access) {
        long high = base & 0xFF00_0000L
                | (access & 0xF000L) << 8
                | limit & 0xF_0000L
                | (access & 0xFFL) << 8
                | base >>> 16 & 0xFF;
        return high << 32 | (base & 0xFFFFL) << 16 | limit & 0xFFFFL;
    }

    /** Makes a gate; {@code access} is the byte, {@code count} what call gates copy. */
    static long gate(int selector, int offset, int access, int count) {
        return (offset & 0xFFFF_0000L | (access & 0xFFL) << 8 | count & 0xFF) << 32
                | (selector & 0xFFFFL) << 16
                | offset & 0xFFFFL;
    }

    private void gdt(int selector, long descriptor) {
        memory.putLong(GDT + (selector & ~7), descriptor);
    }

    private void descriptors() {
        gdt(0x08, descriptor(0, 0xFFFFF, 0xC093));
        gdt(0x10, descriptor(0, 0xFFFFF, 0xC09B));
        for (int level = 0; level < 4; level++) {
            int dpl = level << 5;
            gdt(code32(level), descriptor(CODE, 0xFFFF, 0x409A | dpl));
            gdt(code16(level), descriptor(CODE, 0xFFFF, 0x009A | dpl));
            gdt(stack32(level), descriptor(STACK, 0xFFF, 0x4092 | dpl));
            gdt(stack16(level), descriptor(STACK, 0xFFF, 0x0092 | dpl));
            gdt(data(level), descriptor(DATA, 0x1FFF, 0x4092 | dpl));
            if (level < 3) {
                gdt(innerStack(level), descriptor(INNER_STACKS, 0xFFF, 0x4092 | dpl));
            }
            gdt(
                    SYSENTER_CODE + 8 * level,
                    descriptor(0, 0xFFFFF, (level % 2 == 0 ? 0xC09A : 0xC092) | level / 2 * 0x60));
            for (int kind = 0; kind < 4; kind++) {
                int access = new int[] {0x4092, 0x409A, 0x009E, 0x4090}[kind] | dpl;
                int base = (access & 8) != 0 ? CODE : DATA;
                memory.putLong(
                        LDT + 8 * (4 * level + kind), descriptor(base, (access & 8) != 0 ? 0xFFFF : 0x1FFF, access));
            }
        }
        gdt(0xB8, descriptor(STARTING_TASK, 0x67, 0x89));
        gdt(CASE_TASK, descriptor(TASK, 0xE0, 0x89));
        gdt(TASK_386_SELECTOR, descriptor(TASK_386, 0x67, 0x89));
        gdt(TASK_286_SELECTOR, descriptor(TASK_286, 0x2B, 0x81));
        for (int vector = 0; vector < VECTORS; vector++) {
            gdt(0xD8 + 8 * vector, descriptor(TASKS + 0x80 * vector, 0x67, 0x89));
        }
        gdt(LDT_SELECTOR, descriptor(LDT, 0xFF, 0x82));
        gdt(0x180, descriptor(GUEST, 0xFFFF, 0x9B));
        gdt(0x188, descriptor(0, 0xFFFF, 0x93));
    }

    private void gates() {
        for (int vector = 0; vector <= LAST_VECTOR; vector++) {
            long gate;
            if (vector < VECTORS) {
                gate = gate(0xD8 + 8 * vector, 0, vector == 3 ? 0xE5 : 0x85, 0);
            } else if (vector < 0x20) {
                gate = gate(code32(0), 0x1800, 0x0E, 0);
            } else {
                int type = vector >= 0x60 ? 0x87 : (vector & 8) == 0 ? 0x8E : 0x8F;
                gate = gate(vector >= 0x60 ? code16(0) : code32(0), 0x1800 + 4 * vector, type | (vector & 3) << 5, 0);
            }
            memory.putLong(IDT + 8 * vector, gate);
        }
    }

    private void tasks() {
        for (int vector = 0; vector < VECTORS; vector++) {
            int task = TASKS + 0x80 * vector;
            task(task, DIRECTORY, VECTOR_CODE + 16 * vector, 2, STACK_TOP, 0x10, 8);
        }
        task(TASK, CASE_DIRECTORY, 0, 2, 0, 0, 0);
        task(TASK_386, CASE_DIRECTORY, 0x1400, 2, 0x800, code32(0), data(0));
        memory.putInt(TASK_386 + 0x50, stack32(0));
        memory.putInt(TASK_386 + 0x60, LDT_SELECTOR);
        int[] words = {
            0,
            0x400,
            innerStack(0),
            0x800,
            innerStack(1) | 1,
            0xC00,
            innerStack(2) | 2,
            0x1500,
            2,
            0x11,
            0x22,
            0x33,
            0x44,
            0x800,
            0x55,
            0x66,
            0x77,
            data(0),
            code16(0),
            stack16(0),
            data(0),
            LDT_SELECTOR
        };
        for (int i = 0; i < words.length; i++) {
            memory.putShort(TASK_286 + 2 * i, (short) words[i]);
        }
        Arrays.fill(memory.array(), TASK + 0x68, TASK + 0xE8, (byte) 0);
    }

    private void task(int task, int cr3, int eip, int eflags, int esp, int code, int data) {
        for (int level = 0; level < 3; level++) {
            memory.putInt(task + 4 + 8 * level, 0x400 * (level + 1));
            memory.putInt(task + 8 + 8 * level, innerStack(level) | level);
        }
        memory.putInt(task + 0x1C, cr3).putInt(task + 0x20, eip).putInt(task + 0x24, eflags);
        memory.putInt(task + 0x38, esp);
        for (int i = 0; i < 4; i++) {
            memory.putInt(task + 0x48 + 4 * i, i == 1 ? code : data);
        }
        memory.putInt(task + 0x64, 0x68 << 16);
    }

    private void pages() {
        for (int directory : new int[] {DIRECTORY, CASE_DIRECTORY}) {
            memory.putInt(directory, directory + 0x1000 | 7);
            for (int page = 0; page < 1024; page++) {
                memory.putInt(directory + 0x1000 + 4 * page, page << 12 | 7);
            }
        }
        for (int pointers : new int[] {POINTERS, CASE_POINTERS}) {
            memory.putLong(pointers, pointers + 0x1000 | 1);
            memory.putLong(pointers + RESERVED_POINTERS, pointers + 0x1000 | 7);
            memory.putLong(pointers + 0x1000, pointers + 0x2000 | 7);
            for (int page = 0; page < 512; page++) {
                memory.putLong(pointers + 0x2000 + 8 * page, page << 12 | 7);
            }
        }
    }

    /** Address of a case's page-table entry for a linear address below 64 KiB. */
    static int entry(int linear, boolean pae) {
        return pae ? WIDE_CASE_TABLE + 8 * (linear >>> 12) : CASE_TABLE + 4 * (linear >>> 12);
    }

    /** Where the variables are that tell how far a run came. */
    static int casesLeft() {
        return VARIABLES + 8;
    }
}
