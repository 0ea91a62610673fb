package ringside.oracle;

import java.util.SplittableRandom;

/** Chooses descriptors, gates, selectors and places to arrive at, right ones and wrong ones. */
final class SystemSelectors {
    /** Where control may arrive: INT3 as far as 16-bit offsets and paragraphs reach. */
    private static final int LANDING = 0x1100;

    static final int[] LIMITS = {0, 7, 0x2A, 0x2B, 0x66, 0x67, 0xFF, 0x3FF, 0x407, 0xFFE, 0xFFF, 0x1FFF, 0xFFFF};

    private final SplittableRandom random;
    private final boolean wholeTasks;

    /** Makes one; {@code wholeTasks} for task states that no exception's task switch would find too short. */
    SystemSelectors(SplittableRandom random, boolean wholeTasks) {
        this.random = random;
        this.wholeTasks = wholeTasks;
    }

    private boolean one(int in) {
        return random.nextInt(in) == 0;
    }

    long segment(int cpl) {
        int access = random.nextInt(0x100) | (one(4) ? 0 : 0x80);
        access |= random.nextInt(16) << 12 & 0xF000;
        int limit = LIMITS[random.nextInt(LIMITS.length)];
        int base;
        if ((access & 0x10) != 0) {
            base = (access & 8) != 0 ? SystemLayout.CODE : one(2) ? SystemLayout.DATA : SystemLayout.STACK;
        } else {
            access &= 0x40FF;
            base = switch (access & 7) {
                case 1, 3 -> (access & 8) != 0 ? SystemLayout.TASK_386 : SystemLayout.TASK_286;
                case 2 -> SystemLayout.LDT;
                default -> SystemLayout.CODE;
            };
            if ((access & 5) == 1) {
                limit = one(8) && !wholeTasks ? limit : 0x67;
            }
            if ((access & 7) >= 4) {
                return anyGate(cpl);
            }
        }
        return SystemLayout.descriptor(base, limit, access);
    }

    long anyGate(int cpl) {
        int type = new int[] {4, 5, 6, 7, 12, 14, 15, 12, 4}[random.nextInt(9)];
        int access = type | random.nextInt(4) << 5 | (one(8) ? 0 : 0x80);
        int selector = type == 5 ? taskSelector() : codeSelector(cpl);
        return SystemLayout.gate(selector, landing(), access, random.nextInt(one(4) ? 32 : 4));
    }

    int landing() {
        return one(12) ? 0xFFFF - random.nextInt(2) : LANDING + random.nextInt(0x800);
    }

    int taskSelector() {
        return switch (random.nextInt(6)) {
            case 0, 1 -> SystemLayout.TASK_386_SELECTOR;
            case 2, 3 -> SystemLayout.TASK_286_SELECTOR;
            case 4 -> SystemLayout.CASE_TASK;
            default -> selector();
        };
    }

    int codeSelector(int cpl) {
        int level = random.nextInt(4);
        int selector =
                switch (random.nextInt(8)) {
                    case 0, 1, 2 -> SystemLayout.code32(level);
                    case 3, 4 -> SystemLayout.code16(level);
                    case 5 -> 8 * (4 * level + 1 + random.nextInt(2)) | 4;
                    default -> selector();
                };
        return one(3) ? selector : selector & ~3 | cpl;
    }

    int stackSelector(int level) {
        return one(6) ? selector() : one(2) ? SystemLayout.stack32(level) : SystemLayout.stack16(level);
    }

    /** Any selector: of every kind of segment, null, beyond the table, random. */
    int selector() {
        int rpl = random.nextInt(4);
        return switch (random.nextInt(16)) {
            case 0 -> rpl;
            case 1 -> random.nextInt(0x1_0000) | 0x200;
            case 2, 3 -> 4 | 8 * random.nextInt(16) | rpl;
            case 4 -> 4 | 0x80 + 8 * random.nextInt(16) | rpl;
            case 5 -> SystemLayout.LDT_SELECTOR | rpl;
            case 6 -> SystemLayout.CASE_TASK + 8 * random.nextInt(3) | rpl;
            case 7, 8, 9 -> 8 * (3 + random.nextInt(20)) | rpl;
            default -> SystemLayout.TESTED + 8 * random.nextInt(SystemLayout.TESTED_COUNT) | rpl;
        };
    }

    /** A paragraph from which every offset ends in memory that cases may read. */
    int paragraph() {
        return one(2) ? 0x600 : random.nextInt(0x2000);
    }

    int codeParagraph() {
        return 0xC00 + random.nextInt(0x400);
    }

    long interruptGate(int cpl) {
        if (one(6)) {
            return anyGate(cpl);
        }
        int type = new int[] {5, 6, 7, 14, 15, 14, 15}[random.nextInt(7)];
        int access = type | (one(2) ? 3 : random.nextInt(4)) << 5 | (one(12) ? 0 : 0x80);
        return SystemLayout.gate(
                type == 5 ? taskSelector() : codeSelector(cpl), landing(), access, random.nextInt(256));
    }
}
