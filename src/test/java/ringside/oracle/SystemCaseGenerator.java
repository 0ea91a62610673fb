package ringside.oracle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import ringside.cpu.Eflags;
import ringside.isa.Decoder;
import ringside.isa.EncodingGenerator;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.PrivilegeClass;
import ringside.isa.Row;
import ringside.isa.SegmentRegister;

/**
 * Makes cases of system instructions: operands that are right and wrong in every way, over descriptors, gates, tasks,
 * flags, control registers and pages that are. The sequence depends on the row and the mode alone.
 */
final class SystemCaseGenerator {
    private static final int EDX = 2;
    private static final int ESP = 4;
    private static final int ESI = 6;
    private static final int EDI = 7;

    private static final int CR0_PE = 1;
    private static final int CR0_PG = 0x8000_0000;
    private static final int CR4_PAE = 0x20;
    private static final int CR4_UMIP = 0x800;
    private static final int CODE_PLACE = SystemLayout.CODE + 0x800;

    private static final Set<Mnemonic> LOADED_BY_SELECTOR =
            EnumSet.of(Mnemonic.LLDT, Mnemonic.LTR, Mnemonic.LAR, Mnemonic.LSL, Mnemonic.VERR, Mnemonic.VERW);

    private static final Set<Mnemonic> STRINGS = EnumSet.of(Mnemonic.INS, Mnemonic.OUTS);

    /** What the IRET to a real-mode case with TF pops. */
    private static final int ENTRY_FRAME = 6;

    private static final int[] MSRS = {0x174, 0x175, 0x176, 0x174, 0x175, 0x176, 0x12345, 0xC000_0103, 0x4000_0000, -1};

    private final Row row;
    private final SystemMode mode;
    private final SystemVariant variant;
    private final boolean stepped;
    private final SplittableRandom random;
    private final EncodingGenerator encodings;
    private final SystemSelectors selectors;
    private SystemCase test;
    private Instruction instruction;
    private byte[] code;
    private int cpl;

    /** CR4.PAE of the case. */
    private boolean pae;

    /** Page-table entry of the page that is not as all others, 0 if none. */
    private int brokenPage;

    /** Whether an operand or the stack is where a part of it may be beyond a limit or on another page. */
    private boolean atEdge;

    SystemCaseGenerator(Row row, SystemMode mode) {
        this(row, mode, SystemVariant.PLAIN);
    }

    SystemCaseGenerator(Row row, SystemMode mode, SystemVariant variant) {
        this.row = row;
        this.mode = mode;
        this.variant = variant;
        stepped = variant == SystemVariant.STEPPED;
        String name = row.encoding() + " " + row.mnemonic() + " " + mode + variant.suffix();
        long seed = name.hashCode() * 0x9E37_79B9_7F4A_7C15L;
        random = new SplittableRandom(seed);
        encodings = new EncodingGenerator(seed);
        selectors = new SystemSelectors(random, stepped && row.mnemonic() == Mnemonic.LTR);
    }

    /** Whether a row is one for this oracle: more than user mode's, or undefined, or dependent on control registers. */
    static boolean suitable(Row row) {
        return switch (row.mnemonic()) {
            case RDTSC, RDPMC, UD0, UD1, FWAIT -> true;
            default -> row.privilege() != PrivilegeClass.INNOCUOUS;
        };
    }

    /** Whether CR4.UMIP changes what a row does. */
    static boolean guarded(Row row) {
        return switch (row.mnemonic()) {
            case SGDT, SIDT, SLDT, STR, SMSW -> true;
            default -> false;
        };
    }

    /** Why a row has no cases in a mode, or null. */
    static String without(Row row, SystemMode mode) {
        return row.mnemonic() == Mnemonic.HLT && mode.cpl == 0
                ? "needs an interrupt to end: the guest \"events\" and RunLoopTests have it"
                : null;
    }

    List<SystemCase> cases(int wanted) {
        List<SystemCase> cases = new ArrayList<>();
        for (int tries = 0; cases.size() < wanted && tries < 64 * wanted; tries++) {
            if (next()) {
                cases.add(test);
            }
        }
        return cases;
    }

    private boolean next() {
        test = new SystemCase();
        code = encodings.next(row, mode.code32);
        cpl = mode.cpl == 3 && !mode.paragraphs() && one(4) ? 1 + random.nextInt(2) : mode.cpl;
        state();
        descriptors();
        if (!operands() || mode == SystemMode.REAL && !holdsFrame(test.gpr(ESP) & 0xFFFF)) {
            return false;
        }
        if (mode == SystemMode.REAL && (test.gpr(ESP) & 0xFFFF) < ENTRY_FRAME) {
            test.image(SystemCase.EFLAGS, test.image(SystemCase.EFLAGS) & ~Eflags.TF);
        }
        oneFaultOnly();
        byte[] probe = SystemProbe.after(instruction, cpl, test, random);
        byte[] all = Arrays.copyOf(code, code.length + probe.length);
        System.arraycopy(probe, 0, all, code.length, probe.length);
        // Now and then the instruction ends on the next page.
        int place = one(8) && instruction.mnemonic != Mnemonic.UD0 && all.length < 30
                ? SystemLayout.CODE + 0x1000 - random.nextInt(1, 16)
                : CODE_PLACE;
        test.code(place, all);
        test.image(SystemCase.EIP, place - SystemLayout.CODE);
        return true;
    }

    /**
     * Takes away what would let the order of an instruction's accesses decide which of several faults is raised: the manual
     * does not say it, and Bochs orders otherwise.
     */
    private void oneFaultOnly() {
        int sp = test.gpr(ESP) & 0xFFFF;
        boolean noAlignment =
                switch (instruction.mnemonic) {
                    case SGDT, SIDT, JMP_FAR -> atEdge || brokenPage != 0;
                    case LDS, LES, LFS, LGS, LSS -> atEdge;
                    // A call to conforming code pushes with the caller's rights; Bochs takes the code segment's DPL.
                    case CALL_FAR -> true;
                    case INT -> sp < 0x40 || sp > 0xFC0;
                    case POPF -> mode == SystemMode.VIRTUAL_8086;
                    default -> false;
                };
        if (noAlignment) {
            test.image(SystemCase.EFLAGS, test.image(SystemCase.EFLAGS) & ~Eflags.AC);
        }
        int page = brokenPage & 0xFFFF_F000;
        boolean stack = page == SystemLayout.STACK || page == SystemLayout.STACK + 0x1000;
        boolean noBrokenPage =
                switch (instruction.mnemonic) {
                    case SGDT, SIDT, LDS, LES, LFS, LGS, LSS, LGDT, LIDT, JMP_FAR -> atEdge;
                    case CALL_FAR -> atEdge || stack && cpl > 0;
                    case POPF -> stack && mode == SystemMode.VIRTUAL_8086;
                    default -> false;
                };
        if (brokenPage != 0 && !noBrokenPage) {
            test.patch(SystemLayout.entry(page, pae), brokenPage);
            if (pae && one(3)) {
                // Reserved: NX without EFER.NXE, and what 40 address bits leave, which Bochs has throughout.
                test.patch(SystemLayout.entry(page, true) + 4, one(2) ? 0x8000_0000 : 0x100 << random.nextInt(12));
            }
        }
    }

    /** Whether a real-mode stack takes the frame that ends the case. */
    private static boolean holdsFrame(int sp) {
        return (sp & 1) == 0 && sp <= 0x2000 || sp >= 6 && sp <= 0x2000;
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    private void state() {
        brokenPage = 0;
        atEdge = false;
        boolean paged = mode != SystemMode.REAL && one(3);
        int cr0 = 0x10 | (mode == SystemMode.REAL ? 0 : CR0_PE) | (paged ? CR0_PG : 0);
        cr0 |= random.nextInt() & (one(2) ? 0x0005_002A : 0x0005_0020);
        pae = stepped && one(2);
        int cr4 = random.nextInt(0x10) & 0xF
                | (random.nextBoolean() ? 0x100 : 0)
                | (pae ? CR4_PAE : 0)
                | (variant == SystemVariant.UMIP ? CR4_UMIP : 0);
        test.control(cr0, cr4, one(6) ? random.nextInt(8) : SystemLayout.SYSENTER_CODE | random.nextInt(4));
        test.image(0, directory());
        if (pae) {
            test.patch(SystemLayout.TASK_386 + 0x1C, directory());
        }
        int flags = random.nextInt() & (Eflags.STATUS | Eflags.DF | Eflags.IF | Eflags.AC | Eflags.ID) | 2;
        flags |= random.nextInt(4) << 12 | virtualFlags();
        flags |= one(4) ? Eflags.NT : 0;
        flags |= stepped && steppable() && one(3) ? Eflags.TF : 0;
        test.image(SystemCase.EFLAGS, mode == SystemMode.VIRTUAL_8086 ? flags | Eflags.VM : flags);
        for (int i = 0; i < 8; i++) {
            test.gpr(i, one(2) ? random.nextInt() : random.nextInt(256));
        }
        test.gpr(ESP, stackPlace());
        // Where the probe of a segment that was loaded reads; operands may need the register and change that.
        test.gpr(
                ESI,
                one(3)
                        ? SystemSelectors.LIMITS[random.nextInt(SystemSelectors.LIMITS.length)] & 0x1FFF
                        : random.nextInt(0x400, 0x440));
        segments();
        test.image(SystemCase.LDT, SystemLayout.LDT_SELECTOR);
        test.image(SystemCase.MAP_BASE, one(8) ? (0xD0 + random.nextInt(0x20)) << 16 : 0x88 << 16);
        if (paged) {
            int[] pages = {0x4000, 0x5000, 0x6000, 0x7000, 0xD000};
            int page = pages[random.nextInt(pages.length)];
            brokenPage = one(3) ? 0 : page | random.nextInt(8);
        }
    }

    private int directory() {
        return pae ? SystemLayout.CASE_POINTERS : SystemLayout.CASE_DIRECTORY;
    }

    /**
     * Whether TF may stop the case right behind the instruction: before the probe, which undoes what must not last; and in
     * another task, where the manual does not say whether the trap still comes.
     */
    private boolean steppable() {
        return switch (row.mnemonic()) {
            case MOV_CR, LMSW -> false;
            case CALL_FAR, JMP_FAR, IRET -> mode.paragraphs();
            default -> true;
        };
    }

    /** Room for what returns pop: Bochs takes only the words of CS and SS, and finds a limit two bytes later. */
    private int frame() {
        return row.mnemonic() == Mnemonic.RET_FAR || row.mnemonic() == Mnemonic.IRET ? 64 : 0;
    }

    /** VIF, VIP or neither: with both, Bochs faults at the next instruction, whatever it is; the manual knows no such check. */
    private int virtualFlags() {
        return one(2) ? 0 : one(2) ? Eflags.VIF : Eflags.VIP;
    }

    private int stackPlace() {
        return switch (random.nextInt(12)) {
            case 0 -> random.nextInt(0, 24) & ~1;
            case 1 -> 0x1000 - (random.nextInt(0, 24) & ~1) - frame();
            case 2 -> 0x7C0 + random.nextInt(0x40);
            default -> 0x7C0 + 4 * random.nextInt(0x10);
        };
    }

    private void segments() {
        if (mode.paragraphs()) {
            int[] values = {0x600, 0xC00, 0x400, 0x600, 0x601, 0x610};
            for (int i = 0; i < 6; i++) {
                test.image(SystemCase.ES + i, values[i]);
            }
            return;
        }
        for (int i = 0; i < 6; i++) {
            test.image(SystemCase.ES + i, i < 4 || one(2) ? SystemLayout.data(cpl) : random.nextInt(4));
        }
        test.image(
                SystemCase.ES + SegmentRegister.CS, mode.code32 ? SystemLayout.code32(cpl) : SystemLayout.code16(cpl));
        test.image(
                SystemCase.ES + SegmentRegister.SS,
                mode.code32 ? SystemLayout.stack32(cpl) : SystemLayout.stack16(cpl));
    }

    /** Makes three descriptors and a gate of the tested ones. */
    private void descriptors() {
        if (mode == SystemMode.REAL) {
            return;
        }
        for (int i = 0; i < 3; i++) {
            int place = SystemLayout.GDT + SystemLayout.TESTED + 8 * random.nextInt(SystemLayout.TESTED_COUNT);
            if (one(4)) {
                place = SystemLayout.LDT + 0x80 + 8 * random.nextInt(16);
            }
            put(place, one(3) ? selectors.anyGate(cpl) : selectors.segment(cpl));
        }
        if (one(2)) {
            // The tasks to switch to: busy, not present, of another level, too short.
            int selector = one(2) ? SystemLayout.TASK_386_SELECTOR : SystemLayout.TASK_286_SELECTOR;
            boolean wide = selector == SystemLayout.TASK_386_SELECTOR;
            int access = (wide ? 0x89 : 0x81) | (one(2) ? 2 : 0) | random.nextInt(4) << 5;
            int limit = one(6) && !(stepped && row.mnemonic() == Mnemonic.LTR) ? random.nextInt(0x70) : 0x67;
            int base = wide ? SystemLayout.TASK_386 : SystemLayout.TASK_286;
            put(SystemLayout.GDT + selector, SystemLayout.descriptor(base, limit, one(8) ? access & 0x7F : access));
            if (stepped && one(3)) {
                // Its T bit: a debug exception on arrival.
                test.patch(SystemLayout.TASK_386 + 0x64, 0x68 << 16 | 1);
            }
        }
    }

    private void put(int linear, long value) {
        test.patch(linear, (int) value);
        test.patch(linear + 4, (int) (value >>> 32));
    }

    private boolean operands() {
        instruction = Decoder.decode(code, 0, code.length, mode.code32);
        if (instruction.row != row || instruction.length != code.length) {
            return false;
        }
        int operand = instruction.memory ? place() : 0;
        if (operand < 0) {
            return false;
        }
        Mnemonic mnemonic = instruction.mnemonic;
        if (LOADED_BY_SELECTOR.contains(mnemonic)) {
            source(operand, selectors.selector());
        }
        switch (mnemonic) {
            case MOV_SREG -> {
                if (row.encoding().startsWith("8E")) {
                    source(operand, data());
                }
            }
            case LMSW -> source(operand, random.nextInt());
            case POP_SREG -> stack(0, data() | random.nextInt() << 16);
            case LDS, LES, LFS, LGS, LSS -> {
                far(operand, one(2) ? 0x7C0 : random.nextInt(), data());
                return instruction.reg != ESI && instruction.reg != ESP;
            }
            case CALL_FAR, JMP_FAR -> farTarget(operand);
            case RET_FAR -> returnFrame(false);
            case IRET -> returnFrame(true);
            case INT -> gate();
            case IN, OUT, INS, OUTS -> {
                return port();
            }
            case LGDT, LIDT -> {
                if (operand == 0 && instruction.memory) {
                    return false;
                }
                boolean global = mnemonic == Mnemonic.LGDT;
                int base = global ? SystemLayout.GDT : mode == SystemMode.REAL ? 0 : SystemLayout.IDT;
                table(operand, base, global ? 0x1FF : 0x8F);
            }
            case MOV_CR -> {
                controlRegister();
                // A stack pointer made of flags may have no room for the frame that ends the case.
                return !stepped
                        || mode != SystemMode.REAL
                        || row.encoding().startsWith("0F 22")
                        || instruction.rm != ESP;
            }
            case MOV_DR -> test.gpr(instruction.rm, debugValue());
            case RDMSR, WRMSR -> {
                test.gpr(1, MSRS[random.nextInt(MSRS.length)]);
                test.gpr(EDX, 0); // Bochs wants the upper half of an address to be canonical even without long mode
            }
            case RDPMC -> test.gpr(1, random.nextInt(2));
            case SYSEXIT -> {
                test.gpr(1, 0x4800);
                test.gpr(2, SystemLayout.CODE + selectors.landing());
            }
            case POPF -> stack(0, flags());
            default -> {}
        }
        return true;
    }

    /** Bends registers so that the memory operand lies where it may; returns its linear address, or -1. */
    private int place() {
        int segment = instruction.segment;
        int target;
        int base;
        if (segment == SegmentRegister.SS) {
            base = SystemLayout.STACK;
            target = one(8) ? 0xFF0 + random.nextInt(16) : 0x780 + random.nextInt(0xF0);
        } else if (segment == SegmentRegister.CS) {
            base = SystemLayout.CODE;
            target = 0x400 + random.nextInt(0x80);
        } else {
            base = mode.paragraphs() ? test.image(SystemCase.ES + segment) << 4 : SystemLayout.DATA;
            target = switch (random.nextInt(8)) {
                case 0 -> 0xFF4 + random.nextInt(16);
                case 1 -> 0x1FF2 + random.nextInt(16);
                default -> 0x400 + random.nextInt(0x70);
            };
        }
        int move = instruction.base != Instruction.NO_REGISTER ? instruction.base : instruction.index;
        boolean shared = instruction.base == instruction.index && instruction.scale != 0;
        if (move != Instruction.NO_REGISTER && move != ESP && !shared) {
            test.gpr(move, 0);
            int scale = move == instruction.base ? 0 : instruction.scale;
            int rest = target - offset();
            test.gpr(move, instruction.base == instruction.index ? rest / 2 : rest >> scale);
            if (instruction.addressSize == 16 && mode.code32) {
                test.gpr(move, test.gpr(move) & 0xFFFF | random.nextInt() << 16);
            }
        }
        int offset = instruction.addressSize == 16 ? offset() & 0xFFFF : offset();
        atEdge |= (target & 0xFF0) >= 0xFF0;
        boolean near = offset >= 0 && offset <= target + 4;
        atEdge |= !near;
        if (!near && mode.paragraphs()) {
            return -1;
        }
        return near ? base + offset : 0;
    }

    private int offset() {
        int base = instruction.base == Instruction.NO_REGISTER ? 0 : test.gpr(instruction.base);
        int index = instruction.index == Instruction.NO_REGISTER ? 0 : test.gpr(instruction.index);
        return base + (index << instruction.scale) + instruction.displacement;
    }

    /** Sets the 16-bit source operand. */
    private void source(int operand, int value) {
        int garbage = value & 0xFFFF | random.nextInt() << 16;
        if (!instruction.memory) {
            test.gpr(instruction.rm, garbage);
        } else if (operand > 0) {
            test.patch(operand, garbage);
        }
    }

    /** What is loaded into a segment register. */
    private int data() {
        if (mode == SystemMode.REAL
                && (instruction.reg == SegmentRegister.SS
                        || row.encoding().startsWith("17")
                        || instruction.mnemonic == Mnemonic.LSS)) {
            return 0x400 + random.nextInt(0x40);
        }
        return mode.paragraphs() ? selectors.paragraph() : one(4) ? selectors.stackSelector(cpl) : selectors.selector();
    }

    private void far(int operand, int offset, int selector) {
        if (operand == 0) {
            return;
        }
        test.patch(operand, offset);
        if (instruction.operandSize == 16) {
            test.patch(operand, offset & 0xFFFF | selector << 16);
        } else {
            test.patch(operand + 4, selector | random.nextInt() << 16);
        }
    }

    private void farTarget(int operand) {
        int selector = mode.paragraphs()
                ? selectors.codeParagraph()
                : one(3) ? selectors.taskSelector() : one(3) ? selectors.selector() : selectors.codeSelector(cpl);
        int offset = selectors.landing();
        if (instruction.memory) {
            far(operand, offset, selector);
            return;
        }
        int size = instruction.operandSize / 8;
        for (int i = 0; i < size; i++) {
            code[code.length - 2 - size + i] = (byte) (offset >>> 8 * i);
        }
        code[code.length - 2] = (byte) selector;
        code[code.length - 1] = (byte) (selector >>> 8);
    }

    /** Sets a slot of the stack, counted in the operand's size from its top. */
    private void stack(int slot, int value) {
        int sp = test.gpr(ESP) & (mode.code32 ? -1 : 0xFFFF);
        int linear = SystemLayout.STACK + sp + slot * instruction.operandSize / 8;
        test.patch(linear, value);
    }

    private void returnFrame(boolean interrupt) {
        int selector = mode.paragraphs() ? selectors.codeParagraph() : selectors.codeSelector(cpl) | (one(2) ? cpl : 0);
        int slot = 0;
        stack(slot++, selectors.landing());
        stack(slot++, selector | (instruction.operandSize == 32 ? random.nextInt() << 16 : 0));
        int level = selector & 3;
        if (interrupt) {
            int flags = flags();
            if (cpl == 0 && !mode.paragraphs() && instruction.operandSize == 32 && one(4)) {
                stack(1, selectors.codeParagraph());
                stack(slot++, flags | Eflags.VM);
                stack(slot++, 0x7C0);
                for (int i = 0; i < 5; i++) {
                    stack(slot++, i == 0 ? 0x400 : selectors.paragraph());
                }
                return;
            }
            stack(slot++, flags & ~Eflags.VM);
            if ((test.image(SystemCase.EFLAGS) & Eflags.NT) != 0 && mode != SystemMode.REAL) {
                test.patch(SystemLayout.TASK, selectors.taskSelector() | random.nextInt() << 16);
            }
        } else if (row.encoding().startsWith("CA")) {
            int bytes = random.nextInt(8) * 2;
            code[code.length - 2] = (byte) bytes;
            code[code.length - 1] = 0;
            slot += bytes * 8 / instruction.operandSize;
        }
        stack(slot++, 0x7C0 + random.nextInt(0x40));
        stack(slot, selectors.stackSelector(level));
    }

    /** A flags image, now and then with TF. */
    private int flags() {
        int flags = random.nextInt() & ~(Eflags.TF | Eflags.VM | Eflags.VIF | Eflags.VIP) & 0x003F_FFFF;
        return flags | virtualFlags() | (stepped && one(3) ? Eflags.TF : 0);
    }

    private void gate() {
        int vector = one(4) ? random.nextInt(256) : SystemLayout.TESTED_VECTOR + random.nextInt(16);
        code[code.length - 1] = (byte) vector;
        if (mode != SystemMode.REAL) {
            put(SystemLayout.IDT + 8 * (SystemLayout.TESTED_VECTOR + (vector & 15)), selectors.interruptGate(cpl));
        }
        if (mode == SystemMode.VIRTUAL_8086) {
            test.patch(SystemLayout.TASK + 0x68 + (vector >> 5) * 4, random.nextInt());
        }
    }

    private boolean port() {
        int port = one(2) ? 0x50 + random.nextInt(16) : 0x2A0 + random.nextInt(16);
        boolean immediate = row.encoding().endsWith("ib");
        if (immediate) {
            port = 0x50 + random.nextInt(12);
            code[code.length - 1] = (byte) port;
        } else {
            test.gpr(2, one(12) ? 0x300 + random.nextInt(8) : port | random.nextInt() << 16);
        }
        test.patch(SystemLayout.PORT_BITMAP + (port >> 3 & ~3), one(3) ? 0 : random.nextInt() & random.nextInt());
        if (STRINGS.contains(instruction.mnemonic)) {
            int place = 0x400 + random.nextInt(0x60);
            test.gpr(ESI, one(8) ? 0xFF8 + random.nextInt(12) : place);
            test.gpr(EDI, one(8) ? 0xFF8 + random.nextInt(12) : place);
            // Bochs checks the port even if nothing is to be done, against the pseudocode of REP.
            test.gpr(1, 1 + random.nextInt(4));
        }
        return true;
    }

    private void table(int operand, int base, int least) {
        int limit = one(3) ? 0xFFFF : least + random.nextInt(0x400);
        int high = instruction.operandSize == 16 ? random.nextInt() << 24 : 0;
        int address = base | high;
        test.patch(operand, limit | address << 16);
        test.patch(operand + 2, address);
    }

    private void controlRegister() {
        if (row.encoding().startsWith("0F 20")) {
            return;
        }
        int now = test.bytes()[4] & 0xFF | (test.bytes()[7] & 0xFF) << 24;
        boolean paged = (now & CR0_PG) != 0;
        int value =
                switch (instruction.reg) {
                    case 0 -> {
                        int bits = random.nextInt() & (one(2) ? 0xE005_003E : -2);
                        int pe = mode == SystemMode.REAL ? bits < 0 ? 0 : 0 : one(8) ? 0 : 1;
                        yield bits | pe;
                    }
                    case 3 ->
                        paged
                                ? directory() | random.nextInt(0x20) & 0x18 | reservedPointers()
                                : random.nextInt() & 0xFFFF_F018;
                    case 4 ->
                        random.nextInt() & 0x1F
                                | random.nextInt() & 0x180
                                | (one(6) ? 1 << 11 + random.nextInt(21) : 0);
                    default -> random.nextInt();
                };
        if (instruction.reg == 4 && paged) {
            value = value & ~CR4_PAE | (pae ? CR4_PAE : 0);
        }
        test.gpr(instruction.rm, value);
    }

    private int reservedPointers() {
        return pae && one(6) ? SystemLayout.RESERVED_POINTERS : 0;
    }

    private int debugValue() {
        return instruction.reg < 4 || one(2) ? random.nextInt() | 0x8000_0000 : random.nextInt();
    }
}
