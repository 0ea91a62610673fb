package ringside.debug.linux;

/**
 * Where the kernel's image is. Its linear addresses are its physical ones plus a constant, PAGE_OFFSET.
 *
 * @param pageOffset what is added to physical addresses
 * @param start physical address of the first byte
 * @param end physical address behind the last byte that may belong to it
 */
record KernelMap(long pageOffset, int start, int end) {
    /** All of Linux's choices of PAGE_OFFSET (VMSPLIT) are multiples of this. */
    private static final long STEP = 0x0800_0000;

    private static final int TAIL = 16 << 20;

    /**
     * Finds the one PAGE_OFFSET that puts kallsyms inside of the image.
     *
     * @param inside physical address of something in the image
     * @param first linear address of the image's first symbol
     * @param last linear address of the image's last symbol
     * @return null if there is none
     */
    static KernelMap around(Ram ram, int inside, long first, long last) {
        for (long offset = STEP; offset < 1L << 32; offset += STEP) {
            long linear = inside + offset;
            if (linear >= first && linear <= last && first >= offset && first - offset < ram.length()) {
                return new KernelMap(
                        offset, (int) (first - offset), (int) Math.min(ram.length(), last - offset + TAIL));
            }
        }
        return null;
    }

    long linear(int physical) {
        return physical + pageOffset & 0xFFFF_FFFFL;
    }

    /** Returns a physical address, or -1 if the linear one is not in the image. */
    int physical(long linear) {
        long physical = linear - pageOffset;
        return physical >= start && physical < end ? (int) physical : -1;
    }
}
