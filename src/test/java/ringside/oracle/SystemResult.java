package ringside.oracle;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import ringside.isa.SegmentRegister;

/** What a case did: the record that {@code cases.asm} writes. */
record SystemResult(int[] words) {
    static final String[] IMAGE_NAMES = {
        "cr3", "eip", "eflags", "eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi", "es", "cs", "ss", "ds", "fs",
        "gs", "ldt", "map"
    };

    private static final String[] NAMES = {
        "left",
        "vector",
        "task and pushed",
        "error",
        "cr2",
        "cr0",
        "cr4",
        "dr6",
        "dr7",
        "gdtr",
        "gdtr+4",
        "idtr",
        "idtr+4",
        "msr 174",
        "msr 175",
        "msr 176"
    };

    static final int VECTOR = 1;
    static final int CR2 = 4;
    static final int DR6 = 7;
    static final int IMAGE = NAMES.length;
    static final int CASE_IMAGE = IMAGE + SystemCase.IMAGE_WORDS;
    static final int PAGES = CASE_IMAGE + SystemCase.IMAGE_WORDS;
    static final int HASHES = PAGES + 1;
    static final int WORDS = HASHES + SystemLayout.HASHED.size();
    static final int BYTES = 4 * WORDS;

    static SystemResult read(ByteBuffer in) {
        int[] words = new int[WORDS];
        for (int i = 0; i < WORDS; i++) {
            words[i] = in.getInt();
        }
        return new SystemResult(words);
    }

    /** Number of cases that were to run when this one started, itself included. */
    int left() {
        return words[0];
    }

    int vector() {
        return words[VECTOR];
    }

    /** Clears bits of a word of the task images. */
    void ignoreImage(int word, int bits) {
        words[IMAGE + word] &= ~bits;
        words[CASE_IMAGE + word] &= ~bits;
    }

    /** Clears the RPL of null selectors in data segment registers. */
    void ignoreNullPrivilege() {
        for (int image : new int[] {IMAGE, CASE_IMAGE}) {
            for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
                int word = image + SystemCase.ES + segment;
                words[word] = (words[word] & ~3) == 0 ? 0 : words[word];
            }
        }
    }

    /** Clears bits of one of the other words. */
    void ignore(int word, int bits) {
        words[word] &= ~bits;
    }

    /** Clears the hash of a range of memory. */
    void ignoreHash(String range) {
        for (int i = 0; i < SystemLayout.HASHED.size(); i++) {
            if (SystemLayout.HASHED.get(i).name().equals(range)) {
                words[HASHES + i] = 0;
            }
        }
    }

    /** Folds everything but the running number. */
    int digest() {
        CRC32 crc = new CRC32();
        for (int i = 1; i < WORDS; i++) {
            for (int shift = 0; shift < 32; shift += 8) {
                crc.update(words[i] >>> shift);
            }
        }
        return (int) crc.getValue();
    }

    /** Returns one line per difference. */
    List<String> differences(SystemResult ours) {
        List<String> found = new ArrayList<>();
        for (int i = 1; i < WORDS; i++) {
            if (words[i] != ours.words[i]) {
                found.add(String.format("%s: Bochs %08x, ours %08x", name(i), words[i], ours.words[i]));
            }
        }
        return found;
    }

    private static String name(int word) {
        if (word < IMAGE) {
            return NAMES[word];
        }
        if (word < CASE_IMAGE) {
            return IMAGE_NAMES[word - IMAGE];
        }
        if (word < PAGES) {
            return "case's " + IMAGE_NAMES[word - CASE_IMAGE];
        }
        return word == PAGES
                ? "A and D of pages 0 to F"
                : SystemLayout.HASHED.get(word - HASHES).name();
    }
}
