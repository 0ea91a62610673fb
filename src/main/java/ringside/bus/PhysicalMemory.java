package ringside.bus;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import ringside.base.LittleEndian;
import ringside.base.StateFormatException;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;

/**
 * Physical memory of a machine: RAM, ROM and memory-mapped devices in pages of 4 KiB.
 *
 * <pre>
 *   physical                                     offset in bytes[]
 *   0 .. RAM size (at least 1 MiB)               the same; A0000-BFFFF is the video memory
 *   the part of C0000-FFFFF that holds a ROM     the same; a copy of the ROM's end, read-only or not
 *   the end of the first 4 GiB                   from {@link #romOffset} on: the ROM
 *   FE000000, FE200000 ..., 1 MiB each           after the ROM: the monitor's reserve, while it is shown
 *   all else                                     none: a device, or nothing, which reads as all ones
 * </pre>
 *
 * <p>All accesses here are those of a bus master: physical, unchecked, announced to the {@link MemoryTraces}. The CPU has
 * its own way to {@link #bytes}. Addresses from 4 GiB on are legal and empty.
 */
public final class PhysicalMemory implements Stateful {
    /** Largest RAM in bytes: what fits into one Java array together with the ROM. */
    public static final long MAX_RAM = 2047L << 20;

    /** Largest ROM image in bytes. */
    public static final int MAX_ROM = 512 << 10;

    /** Bytes of RAM beside the guest's, for a monitor. */
    public static final int RESERVE = 0x38_0000;

    /** First frame of the reserve: its parts avoid bit 20 of the address, so that A20 does not matter. */
    private static final int RESERVE_FRAME = 0xFE000;

    private static final int FIRST_MEGABYTE = 1 << 20;
    private static final int LOW_ROM_MAX = 128 << 10;
    private static final int FRAMES = 1 << 20;
    private static final int A20_FRAME_BIT = 1 << 20 - 12;

    /** All bytes that are memory; {@link #offset} tells where a physical page is. */
    public final byte[] bytes;

    /** Where the ROM begins in {@link #bytes}. */
    public final int romOffset;

    /** Where RAM begins in {@link #bytes}: 0, or more for a virtual machine's piece of a larger memory. */
    private final int start;

    /** Physical frame -> offset of the page in {@link #bytes}, -1 if there is no memory. */
    private final int[] offsets = new int[FRAMES];

    private final boolean[] readOnly;
    private final MemoryTraces traces;
    private final List<Region> regions;
    private final List<Runnable> layoutListeners = new ArrayList<>();
    private int romSize;
    private boolean romShadowWritable;
    private int frameMask = -1;
    private PhysicalMemory guestView;
    private long door = -1;

    private record Region(long first, long last, MmioDevice device) {
        boolean contains(long address) {
            return address >= first && address <= last;
        }
    }

    /**
     * Makes RAM of {@code ramBytes} bytes at physical address 0, rounded up to whole pages.
     *
     * @throws IllegalArgumentException if it is not between 4 KiB and {@link #MAX_RAM}
     */
    public PhysicalMemory(long ramBytes) {
        if (ramBytes < 4096 || ramBytes > MAX_RAM) {
            throw new IllegalArgumentException("RAM of " + ramBytes + " bytes: not between 4 KiB and 2047 MiB");
        }
        int ram = (int) (ramBytes + 0xFFF & ~0xFFF);
        start = 0;
        romOffset = Math.max(ram, FIRST_MEGABYTE);
        bytes = new byte[romOffset + MAX_ROM + RESERVE];
        readOnly = new boolean[bytes.length >>> 12];
        traces = new MemoryTraces(bytes.length >>> 12);
        regions = new ArrayList<>();
        mapRam(ram);
    }

    /** Makes the memory of a virtual machine out of a piece of another memory's RAM. */
    private PhysicalMemory(PhysicalMemory machine, int start, int ram) {
        this.start = start;
        romOffset = start + Math.max(ram, FIRST_MEGABYTE);
        bytes = machine.bytes;
        readOnly = machine.readOnly;
        traces = machine.traces;
        regions = new ArrayList<>();
        mapRam(ram);
    }

    private void mapRam(int ram) {
        Arrays.fill(offsets, -1);
        mapRange(0, Math.min(ram, 0xA0000), start);
        mapRange(0xA0000, FIRST_MEGABYTE, start + 0xA0000);
        mapRange(FIRST_MEGABYTE, ram, start + FIRST_MEGABYTE);
    }

    /** Makes a view of the machine's memory without the reserve. */
    private PhysicalMemory(PhysicalMemory machine) {
        start = machine.start;
        bytes = machine.bytes;
        romOffset = machine.romOffset;
        readOnly = machine.readOnly;
        traces = machine.traces;
        regions = machine.regions;
        follow(machine);
    }

    private void follow(PhysicalMemory machine) {
        System.arraycopy(machine.offsets, 0, offsets, 0, FRAMES);
        for (int i = 0; i < RESERVE >>> 12; i++) {
            offsets[reserveFrame(i)] = -1;
        }
        frameMask = machine.frameMask;
    }

    /**
     * Returns guest-physical memory for a virtual machine: RAM from 0 on, a ROM and devices of its own, kept in the piece of this
     * memory's RAM that begins at physical address {@code start}, whole pages above the first megabyte.
     */
    public PhysicalMemory piece(int start, long ramBytes) {
        if (start < FIRST_MEGABYTE || (start & 0xFFF) != 0 || start + pieceBytes(ramBytes) > romOffset) {
            throw new IllegalArgumentException("no piece of RAM can start at %x".formatted(start));
        }
        return new PhysicalMemory(this, start, (int) (ramBytes + 0xFFF & ~0xFFF));
    }

    /** Returns how many bytes a piece with so much RAM takes. */
    public static long pieceBytes(long ramBytes) {
        return Math.max(ramBytes + 0xFFF & ~0xFFF, FIRST_MEGABYTE) + MAX_ROM;
    }

    /** Returns where RAM begins in {@link #bytes}. */
    public int start() {
        return start;
    }

    /** Returns how many pages of {@link #bytes}, from {@link #start} on, hold RAM and ROM. */
    public int guestPages() {
        return romOffset - start + MAX_ROM >>> 12;
    }

    /** Returns how many pages of {@link #bytes} are this memory's, the reserve included if it has one. */
    public int pages() {
        return isPiece() ? guestPages() : bytes.length >>> 12;
    }

    /** Whether this is a virtual machine's piece of a larger memory. */
    public boolean isPiece() {
        return start != 0;
    }

    /** Whether the reserve is at its physical addresses. */
    public boolean showsReserve() {
        return door >= 0;
    }

    /** Returns the frame of page {@code index} of the reserve. */
    public static int reserveFrame(int index) {
        return RESERVE_FRAME + (index & 0xFF) + (index >>> 8 << 9);
    }

    /** Returns the offset in {@link #bytes} of page {@code index} of the reserve. */
    public int reserveOffset(int index) {
        return romOffset + MAX_ROM + (index << 12);
    }

    /** Shows the reserve at its physical addresses, or hides it: then nothing is there. */
    public void showReserve(boolean shown) {
        for (int i = 0; i < RESERVE >>> 12; i++) {
            offsets[reserveFrame(i)] = shown ? reserveOffset(i) : -1;
        }
        door = shown ? reserveFrame(0) - 1 : -1;
        layoutChanged();
    }

    /** Returns the physical frame whose fetch is a call of the monitor, -1 while there is none. */
    public long doorFrame() {
        return door;
    }

    /** Returns this memory as the guest of a monitor sees it: all but the reserve. */
    public PhysicalMemory guestView() {
        if (guestView == null) {
            guestView = new PhysicalMemory(this);
        }
        return guestView;
    }

    /** Who watches which page. */
    public MemoryTraces traces() {
        return traces;
    }

    /** Calls {@code listener} whenever a physical address begins to mean something else: A20, ROM, devices. */
    public void onLayoutChange(Runnable listener) {
        layoutListeners.add(listener);
    }

    /** Returns the offset in {@link #bytes} of the physical page {@code frame}, A20 applied, or -1 if it is no memory. */
    public int offset(long frame) {
        return frame < FRAMES ? offsets[(int) frame & frameMask] : -1;
    }

    /** Returns the offset in {@link #bytes} of the byte at a physical address, A20 applied, or -1 if it is no memory. */
    public int offsetOf(long address) {
        int page = offset(address >>> 12);
        return page < 0 ? -1 : page | (int) address & 0xFFF;
    }

    /** Whether the guest's writes to the page at {@code offset} in {@link #bytes} are ignored. */
    public boolean readOnly(int offset) {
        return readOnly[offset >>> 12];
    }

    /** Whether address line 20 works; if not, bit 20 of every physical address is zero. On at first. */
    public boolean a20() {
        return frameMask == -1;
    }

    /** Sets the gate of address line 20. */
    public void a20(boolean enabled) {
        int mask = enabled ? -1 : ~A20_FRAME_BIT;
        if (mask != frameMask) {
            frameMask = mask;
            layoutChanged();
        }
    }

    /**
     * Puts a ROM at the end of the first 4 GiB and its last 128 KiB at most at the end of the first megabyte.
     *
     * @param shadowWritable whether the copy in the first megabyte is RAM that the guest may change
     * @throws IllegalArgumentException if the image is empty or larger than {@link #MAX_ROM}
     */
    public void loadRom(byte[] image, boolean shadowWritable) {
        if (image.length == 0 || image.length > MAX_ROM) {
            throw new IllegalArgumentException("ROM image of " + image.length + " bytes: not between 1 and " + MAX_ROM);
        }
        int size = image.length + 0xFFF & ~0xFFF;
        int pad = size - image.length;
        byte[] padded = new byte[size];
        System.arraycopy(image, 0, padded, pad, image.length);
        mapRom(size, shadowWritable);
        store(romOffset, padded, 0, size);
        int low = Math.min(size, LOW_ROM_MAX);
        store(start + FIRST_MEGABYTE - low, padded, size - low, low);
    }

    private void mapRom(int size, boolean shadowWritable) {
        romSize = size;
        romShadowWritable = shadowWritable;
        Arrays.fill(offsets, FRAMES - (MAX_ROM >>> 12), FRAMES, -1);
        for (int i = 0; i < MAX_ROM >>> 12; i++) {
            int frame = FRAMES - (size >>> 12) + i;
            if (frame < FRAMES) {
                offsets[frame] = romOffset + (i << 12);
            }
            readOnly[(romOffset >>> 12) + i] = true;
        }
        int low = Math.min(size, LOW_ROM_MAX);
        int end = start + FIRST_MEGABYTE;
        Arrays.fill(readOnly, end - LOW_ROM_MAX >>> 12, end >>> 12, false);
        Arrays.fill(readOnly, end - low >>> 12, end >>> 12, !shadowWritable);
        layoutChanged();
    }

    /**
     * Gives the physical addresses {@code first} to {@code last}, both included and page-aligned, to {@code device}; memory
     * that was there is hidden.
     */
    public void mapDevice(long first, long last, MmioDevice device) {
        if ((first & 0xFFF) != 0 || (last & 0xFFF) != 0xFFF || last < first) {
            throw new IllegalArgumentException("device region %X-%X: not whole pages".formatted(first, last));
        }
        regions.add(new Region(first, last, device));
        for (long frame = first >>> 12; frame <= last >>> 12 && frame < FRAMES; frame++) {
            offsets[(int) frame] = -1;
        }
        layoutChanged();
    }

    /** Reads {@code size} bytes (1, 2 or 4), zero-extended. */
    public int read(long address, int size) {
        int offset = offsetOf(address);
        if ((address & 0xFFF) + size > 4096) {
            return read(address, 1) | read(address + 1, size - 1) << 8;
        }
        if (offset < 0) {
            return readDevice(address, size);
        }
        traces.beforeRead(offset, size);
        return switch (size) {
            case 1 -> bytes[offset] & 0xFF;
            case 2 -> LittleEndian.get16(bytes, offset);
            case 3 -> LittleEndian.get16(bytes, offset) | (bytes[offset + 2] & 0xFF) << 16;
            default -> LittleEndian.get32(bytes, offset);
        };
    }

    /** Writes the low {@code size} bytes (1, 2 or 4) of {@code value}; ROM and empty addresses ignore it. */
    public void write(long address, int size, int value) {
        int offset = offsetOf(address);
        if ((address & 0xFFF) + size > 4096) {
            write(address, 1, value);
            write(address + 1, size - 1, value >>> 8);
        } else if (offset < 0) {
            writeDevice(address, size, value);
        } else if (!readOnly(offset)) {
            traces.beforeWrite(offset, size);
            for (int i = 0; i < size; i++) {
                bytes[offset + i] = (byte) (value >>> 8 * i);
            }
        }
    }

    /** Reads 8 bits, zero-extended. */
    public int read8(long address) {
        return read(address, 1);
    }

    /** Reads 16 bits, zero-extended. */
    public int read16(long address) {
        return read(address, 2);
    }

    /** Reads 32 bits. */
    public int read32(long address) {
        return read(address, 4);
    }

    /** Writes 8 bits. */
    public void write8(long address, int value) {
        write(address, 1, value);
    }

    /** Writes 16 bits. */
    public void write16(long address, int value) {
        write(address, 2, value);
    }

    /** Writes 32 bits. */
    public void write32(long address, int value) {
        write(address, 4, value);
    }

    /** Writes all of {@code data} from {@code address} on, as a loader or a bus master does. */
    public void write(long address, byte[] data) {
        for (int done = 0; done < data.length; ) {
            long at = address + done;
            int chunk = Math.min(data.length - done, 4096 - (int) (at & 0xFFF));
            int offset = offsetOf(at);
            if (offset < 0) {
                for (int i = 0; i < chunk; i++) {
                    writeDevice(at + i, 1, data[done + i]);
                }
            } else if (!readOnly(offset)) {
                store(offset, data, done, chunk);
            }
            done += chunk;
        }
    }

    /** Returns the byte at a physical address as a debugger sees it, 0 to 255, without any side effect. */
    public int peek8(long address) {
        int offset = offsetOf(address);
        if (offset >= 0) {
            return bytes[offset] & 0xFF;
        }
        Region region = region(address);
        return region == null ? 0xFF : region.device.peek((int) (address - region.first), 1) & 0xFF;
    }

    /** Changes a byte as a debugger does: ROM too; devices and empty addresses ignore it. */
    public void poke8(long address, int value) {
        int offset = offsetOf(address);
        if (offset >= 0) {
            traces.beforeWrite(offset, 1);
            bytes[offset] = (byte) value;
        }
    }

    /** Whether a physical address is memory or a device. */
    public boolean present(long address) {
        return offsetOf(address) >= 0 || region(address) != null;
    }

    /** Reads {@code size} (1, 2, 3 or 4) bytes that are no memory; the access does not leave the page. */
    public int readDevice(long address, int size) {
        Region region = region(address);
        int ones = size == 4 ? -1 : (1 << 8 * size) - 1;
        if (region == null) {
            return ones;
        }
        if (size == 3) {
            return readDevice(address, 1) | readDevice(address + 1, 2) << 8;
        }
        return region.device.read((int) (address - region.first), size) & ones;
    }

    /** Writes {@code size} (1, 2, 3 or 4) bytes where there is no memory; the access does not leave the page. */
    public void writeDevice(long address, int size, int value) {
        Region region = region(address);
        if (region == null) {
            return;
        }
        if (size == 3) {
            writeDevice(address, 1, value);
            writeDevice(address + 1, 2, value >>> 8);
        } else {
            region.device.write((int) (address - region.first), size, value);
        }
    }

    /** Replaces a whole page, at {@code offset} in {@link #bytes}, as restoring a snapshot does. */
    public void restorePage(int offset, byte[] contents) {
        store(offset, contents, 0, 4096);
    }

    /** Writes A20 and the layout; contents of {@link #bytes} are kept page by page elsewhere. */
    @Override
    public void save(StateWriter out) {
        out.bool(a20());
        out.int32(romSize);
        out.bool(romShadowWritable);
    }

    @Override
    public void load(StateReader in) {
        a20(in.bool());
        int size = in.int32();
        boolean writable = in.bool();
        if (size < 0 || size > MAX_ROM) {
            throw new StateFormatException("memory: ROM of " + size + " bytes");
        }
        if (size != romSize || writable != romShadowWritable) {
            mapRom(size, writable);
        }
    }

    private Region region(long address) {
        long masked = (address >>> 12 & (address < 1L << 32 ? frameMask & 0xFFFF_FFFFL : -1L)) << 12 | address & 0xFFF;
        for (Region region : regions) {
            if (region.contains(masked)) {
                return region;
            }
        }
        return null;
    }

    private void store(int offset, byte[] data, int start, int length) {
        for (int done = 0; done < length; ) {
            int at = offset + done;
            int chunk = Math.min(length - done, 4096 - (at & 0xFFF));
            traces.beforeWrite(at, chunk);
            System.arraycopy(data, start + done, bytes, at, chunk);
            done += chunk;
        }
    }

    private void mapRange(int first, int end, int offset) {
        for (int address = first; address < end; address += 4096) {
            offsets[address >>> 12] = offset + address - first;
        }
    }

    private void layoutChanged() {
        if (guestView != null) {
            guestView.follow(this);
            guestView.layoutChanged();
        }
        for (Runnable listener : layoutListeners) {
            listener.run();
        }
    }
}
