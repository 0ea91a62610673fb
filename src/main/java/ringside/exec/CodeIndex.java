package ringside.exec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import ringside.bus.MemoryTraces;
import ringside.bus.TraceListener;

/**
 * Finds decoded code by where its bytes are, and hears of writes to them.
 *
 * <p>A page that holds code is traced for writes, hence missing from the write maps; a write to it comes here first and kills
 * the blocks it hits, no others; they stay in the index as stale, since code that rewrites itself mostly changes operands,
 * which the engine can repair. A page without live blocks is released after a while, not at once, because code that rewrites
 * itself soon has blocks there again. Confined to the machine thread.
 *
 * @param <B> what an engine makes of a block
 */
public final class CodeIndex<B extends BasicBlock> {
    private static final int BUCKETS = 64;

    /** Writes to a page without blocks until it is released. */
    private static final int PATIENCE = 64;

    /** Kills on a page until its stale blocks are dropped: each write has to pass them all. */
    private static final int MAX_STALE = 512;

    /** The blocks of one page: by a hash of their start, and all bytes that any of them covers. */
    private static final class Page {
        final BasicBlock[] starts = new BasicBlock[BUCKETS];
        final long[] covered = new long[64];
        /** Blocks that began on the page before. */
        BasicBlock[] spilling = {};

        boolean empty = true;
        /** Blocks made stale since the last clearing; some may have been repaired. */
        int stale;
        /** Writes that hit no live block since the last one that did. */
        int idleWrites;
    }

    private final MemoryTraces traces;
    private final Page[] pages;
    private final TraceListener listener = this::written;
    private boolean deaf;

    /** Indexes code in {@code bytes} bytes of memory. */
    public CodeIndex(MemoryTraces traces, int bytes) {
        this.traces = traces;
        this.pages = new Page[(bytes >>> 12) + 1];
    }

    /** Returns the block that starts at {@code offset} with this EIP and mode, live or stale, or {@code null}. */
    @SuppressWarnings("unchecked") // Only blocks of type B are ever put in.
    public B find(int offset, int eip, CodeMode mode) {
        Page page = pages[offset >>> 12];
        if (page != null) {
            for (BasicBlock block = page.starts[bucket(offset)]; block != null; block = block.next) {
                if (block.offset == offset && block.eip == eip && block.mode == mode && !block.dead()) {
                    return (B) block;
                }
            }
        }
        return null;
    }

    /** Compilers align functions, so the low bits alone would be the same for many. */
    private static int bucket(int offset) {
        return (offset ^ offset >>> 6) & BUCKETS - 1;
    }

    /** Enters a block, whose mode is compared by identity from then on. */
    public void put(B block) {
        Page page = page(block.offset >>> 12);
        int bucket = bucket(block.offset);
        BasicBlock following = page.starts[bucket];
        while (following != null && following.dead()) {
            following = following.next;
        }
        block.next = following;
        page.starts[bucket] = block;
        cover(block, page, block.page());
        page.empty = false;
        if (block.secondPage >= 0) {
            Page second = page(block.secondPage >>> 12);
            second.spilling = Arrays.copyOf(second.spilling, second.spilling.length + 1);
            second.spilling[second.spilling.length - 1] = block;
            cover(block, second, block.secondPage);
            second.empty = false;
        }
    }

    private Page page(int number) {
        Page page = pages[number];
        if (page == null) {
            page = new Page();
            pages[number] = page;
            traces.trace(number, MemoryTraces.WRITE, listener);
        }
        return page;
    }

    private static void cover(BasicBlock block, Page page, int pageStart) {
        int from = block.page() == pageStart ? block.offset & 0xFFF : 0;
        int inFirst = 0x1000 - (block.offset & 0xFFF);
        int length = block.page() == pageStart ? Math.min(block.size, inFirst) : block.size - inFirst;
        for (int i = from; i < from + length; i = (i | 63) + 1) {
            int last = Math.min(from + length - 1, i | 63);
            page.covered[i >>> 6] |= -1L << i & -1L >>> 63 - (last & 63);
        }
    }

    /** Sets whether writes are overlooked, so that stale code runs on. */
    public void deaf(boolean on) {
        deaf = on;
    }

    private void written(int kind, int offset, int size) {
        Page page = pages[offset >>> 12];
        if (page == null || deaf) {
            return;
        }
        boolean hit = covers(page, offset & 0xFFF, size) && invalidate(page, offset, size);
        page.idleWrites = hit ? 0 : page.idleWrites + 1;
        if (page.stale > (page.idleWrites > PATIENCE ? 0 : MAX_STALE)) {
            remove(page, BasicBlock::invalid);
        }
        if (page.idleWrites > PATIENCE && page.empty) {
            pages[offset >>> 12] = null;
            traces.untrace(offset >>> 12, MemoryTraces.WRITE, listener);
        }
    }

    /** Makes the live blocks on these bytes stale. Returns whether there was one. */
    private boolean invalidate(Page page, int offset, int size) {
        int before = page.stale;
        for (BasicBlock start : page.starts) {
            for (BasicBlock block = start; block != null; block = block.next) {
                stale(page, block, offset, size);
            }
        }
        for (BasicBlock block : page.spilling) {
            stale(page, block, offset, size);
        }
        return page.stale != before;
    }

    private void stale(Page page, BasicBlock block, int offset, int size) {
        if (!block.invalid() && block.overlaps(offset, size)) {
            block.invalidate(false);
            page.stale++;
        }
    }

    private static boolean covers(Page page, int from, int size) {
        for (int i = from; i < from + size; i++) {
            if ((page.covered[i >>> 6] & 1L << i) != 0) {
                return true;
            }
        }
        return false;
    }

    /** Returns all live blocks, by page. */
    @SuppressWarnings("unchecked") // Only blocks of type B are ever put in.
    public List<B> live() {
        List<B> found = new ArrayList<>();
        for (Page page : pages) {
            for (int bucket = 0; page != null && bucket < BUCKETS; bucket++) {
                for (BasicBlock block = page.starts[bucket]; block != null; block = block.next) {
                    if (!block.invalid()) {
                        found.add((B) block);
                    }
                }
            }
        }
        return found;
    }

    /** Kills every block for which {@code doomed} holds. */
    public void kill(Predicate<BasicBlock> doomed) {
        for (Page page : pages) {
            if (page != null) {
                remove(page, doomed);
            }
        }
    }

    private void remove(Page page, Predicate<BasicBlock> doomed) {
        Arrays.fill(page.covered, 0);
        boolean empty = true;
        for (int bucket = 0; bucket < BUCKETS; bucket++) {
            BasicBlock kept = null;
            BasicBlock following;
            for (BasicBlock block = page.starts[bucket]; block != null; block = following) {
                following = block.next;
                if (doomed.test(block)) {
                    block.invalidate(true);
                } else if (!block.dead()) {
                    block.next = kept;
                    kept = block;
                    cover(block, page, block.page());
                    empty = false;
                }
            }
            page.starts[bucket] = kept;
        }
        int count = 0;
        for (BasicBlock block : page.spilling) {
            if (doomed.test(block)) {
                block.invalidate(true);
            } else if (!block.dead()) {
                page.spilling[count++] = block;
                cover(block, page, block.secondPage);
                empty = false;
            }
        }
        page.spilling = Arrays.copyOf(page.spilling, count);
        page.empty = empty;
        page.stale = 0;
        page.idleWrites = 0;
    }
}
