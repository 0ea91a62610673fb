package ringside.dev;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import ringside.base.StateReader;
import ringside.base.StateWriter;
import ringside.base.Stateful;
import ringside.bus.PhysicalMemory;
import ringside.bus.PortDevice;
import ringside.bus.PortSpace;
import ringside.time.Rate;
import ringside.time.VirtualClock;

/**
 * A VGA as far as text modes need it: all registers keep what is written, the retrace bits are a function of time, and what
 * the screen shows is read from video memory, which is ordinary memory here. At power-on it is in mode 3, 80 by 25. Registers
 * as in the IBM VGA Technical Reference.
 */
public final class VgaText implements PortDevice, Stateful {
    private static final int CURSOR_START = 0x0A;
    private static final int START_HIGH = 0x0C;
    private static final int CURSOR_HIGH = 0x0E;
    private static final int RETRACE_END = 0x11;

    private static final long DOT_CLOCK = 28_322_000;
    private static final int DOTS_PER_LINE = 900;
    private static final int VISIBLE_DOTS = 720;
    private static final int LINES_PER_FRAME = 449;
    private static final int VISIBLE_LINES = 400;
    private static final int RETRACE_START = 412;
    private static final int RETRACE_LINES = 2;

    private static final int MAX_COLUMNS = 132;
    private static final int MAX_ROWS = 60;

    private final PhysicalMemory memory;
    private final VirtualClock clock;
    private final Rate dots;

    private final byte[] crtc = mode3(32, "5f4f50825581bf1f004f0d0e00000000 9c8e8f281f96b9a3ff");
    private final byte[] sequencer = mode3(8, "0300030002");
    private final byte[] graphics = mode3(16, "0000000000100e00ff");
    private final byte[] attribute = mode3(32, "000102030405140738393a3b3c3d3e3f 0c000f0800");
    private final VgaPalette palette = new VgaPalette();
    private int crtcIndex;
    private int sequencerIndex;
    private int graphicsIndex;
    private int attributeIndex = 0x20;
    private boolean attributeData;
    private int misc = 0x67;
    private int feature;

    /** Makes an adapter that shows {@code memory}. */
    public VgaText(PhysicalMemory memory, VirtualClock clock) {
        this.memory = memory;
        this.clock = clock;
        dots = clock.rate(DOT_CLOCK, 1);
    }

    /** Takes ports 3B4h, 3B5h, 3BAh and 3C0h to 3DFh. */
    public void register(PortSpace ports) {
        ports.register(0x3B4, 0x3B5, this);
        ports.register(0x3BA, 0x3BA, this);
        ports.register(0x3C0, 0x3CF, this);
        ports.register(0x3D4, 0x3D5, this);
        ports.register(0x3DA, 0x3DA, this);
    }

    @Override
    public int in(int port, int size) {
        int value = peek(port, size);
        if (port == 0x3C9) {
            palette.advanceRead();
        } else if (port == statusPort()) {
            attributeData = false;
        }
        return value;
    }

    @Override
    public int peek(int port, int size) {
        return switch (port) {
            case 0x3C0 -> attributeIndex;
            case 0x3C1 -> attribute[attributeIndex & 0x1F] & 0xFF;
            case 0x3C2 -> 0x10;
            case 0x3C4 -> sequencerIndex;
            case 0x3C5 -> sequencer[sequencerIndex] & 0xFF;
            case 0x3C6 -> palette.mask();
            case 0x3C7 -> palette.state();
            case 0x3C8 -> palette.writeIndex();
            case 0x3C9 -> palette.peek();
            case 0x3CA -> feature;
            case 0x3CC -> misc;
            case 0x3CE -> graphicsIndex;
            case 0x3CF -> graphics[graphicsIndex] & 0xFF;
            case 0x3B4, 0x3D4 -> active(port) ? crtcIndex : 0xFF;
            case 0x3B5, 0x3D5 -> active(port) ? crtc[crtcIndex] & 0xFF : 0xFF;
            case 0x3BA, 0x3DA -> port == statusPort() ? status() : 0xFF;
            default -> 0xFF;
        };
    }

    @Override
    public void out(int port, int size, int value) {
        int low = value & 0xFF;
        switch (port) {
            case 0x3C0 -> {
                if (attributeData) {
                    attribute[attributeIndex & 0x1F] = (byte) low;
                } else {
                    attributeIndex = low & 0x3F;
                }
                attributeData = !attributeData;
            }
            case 0x3C2 -> misc = low;
            case 0x3C4 -> sequencerIndex = low & 0x07;
            case 0x3C5 -> sequencer[sequencerIndex] = (byte) low;
            case 0x3C6 -> palette.mask(low);
            case 0x3C7 -> palette.readFrom(low);
            case 0x3C8 -> palette.writeFrom(low);
            case 0x3C9 -> palette.write(low);
            case 0x3CE -> graphicsIndex = low & 0x0F;
            case 0x3CF -> graphics[graphicsIndex] = (byte) low;
            case 0x3B4, 0x3D4 -> {
                if (active(port)) {
                    crtcIndex = low & 0x1F;
                }
            }
            case 0x3B5, 0x3D5 -> {
                if (active(port)) {
                    writeCrtc(low);
                }
            }
            case 0x3BA, 0x3DA -> {
                if (port == statusPort()) {
                    feature = low;
                }
            }
            default -> {
                // Read-only.
            }
        }
    }

    /** Returns what the screen shows now. */
    public TextScreen screen() {
        int columns = Math.min((crtc[1] & 0xFF) + 1, MAX_COLUMNS);
        int height = (crtc[9] & 0x1F) + 1;
        int scanLines = ((crtc[0x12] & 0xFF) | (crtc[7] & 0x02) << 7 | (crtc[7] & 0x40) << 3) + 1;
        int rows = Math.max(1, Math.min(((crtc[9] & 0x80) != 0 ? scanLines / 2 : scanLines) / height, MAX_ROWS));
        boolean inGraphics = (graphics[6] & 1) != 0;
        List<String> lines = new ArrayList<>();
        List<List<Integer>> attributes = new ArrayList<>();
        int pitch = 2 * (crtc[0x13] & 0xFF);
        for (int row = 0; row < rows && !inGraphics; row++) {
            StringBuilder line = new StringBuilder();
            List<Integer> colours = new ArrayList<>();
            for (int column = 0; column < columns; column++) {
                long cell = cell(word(START_HIGH) + row * pitch + column);
                line.append(CodePage437.character(memory.peek8(cell) & 0xFF));
                colours.add(memory.peek8(cell + 1) & 0xFF);
            }
            lines.add(line.toString());
            attributes.add(List.copyOf(colours));
        }
        int cursor = word(CURSOR_HIGH) - word(START_HIGH);
        boolean shown = (crtc[CURSOR_START] & 0x20) == 0 && pitch > 0 && cursor >= 0 && cursor / pitch < rows;
        return new TextScreen(
                columns,
                rows,
                List.copyOf(lines),
                List.copyOf(attributes),
                shown ? cursor / pitch : -1,
                shown ? cursor % pitch : 0,
                inGraphics);
    }

    /** Returns CRT controller register {@code index}, 0 to 18h, for a debugger. */
    public int crtc(int index) {
        return crtc[index] & 0xFF;
    }

    private void writeCrtc(int value) {
        boolean locked = (crtc[RETRACE_END] & 0x80) != 0;
        if (locked && crtcIndex == 7) {
            // Only the line compare bit is outside the lock.
            crtc[7] = (byte) (crtc[7] & ~0x10 | value & 0x10);
        } else if (!locked || crtcIndex > 7) {
            crtc[crtcIndex] = (byte) value;
        }
    }

    /** Physical address of the character with number {@code index}, wrapping in the 32 KiB of the window. */
    private long cell(int index) {
        boolean mono = (graphics[6] >>> 2 & 3) == 2;
        return (mono ? 0xB0000 : 0xB8000) + (2 * index & 0x7FFF);
    }

    private int word(int index) {
        return (crtc[index] & 0xFF) << 8 | crtc[index + 1] & 0xFF;
    }

    /** Input status register 1: bit 0 no display, bit 3 vertical retrace. */
    private int status() {
        long dot = dots.ticksAt(clock.now());
        int line = (int) (dot / DOTS_PER_LINE % LINES_PER_FRAME);
        boolean visible = line < VISIBLE_LINES && dot % DOTS_PER_LINE < VISIBLE_DOTS;
        boolean retrace = line >= RETRACE_START && line < RETRACE_START + RETRACE_LINES;
        return (visible ? 0 : 0x01) | (retrace ? 0x08 : 0);
    }

    /** Whether the CRT controller is at {@code port} now: bit 0 of the miscellaneous output register. */
    private boolean active(int port) {
        return (port & 0xFF0) == (statusPort() & 0xFF0);
    }

    private int statusPort() {
        return (misc & 1) != 0 ? 0x3DA : 0x3BA;
    }

    private static byte[] mode3(int size, String values) {
        byte[] registers = new byte[size];
        byte[] start = HexFormat.of().parseHex(values.replace(" ", ""));
        System.arraycopy(start, 0, registers, 0, start.length);
        return registers;
    }

    @Override
    public void save(StateWriter out) {
        out.bytes(crtc);
        out.bytes(sequencer);
        out.bytes(graphics);
        out.bytes(attribute);
        out.part(palette);
        out.int8(crtcIndex);
        out.int8(sequencerIndex);
        out.int8(graphicsIndex);
        out.int8(attributeIndex);
        out.bool(attributeData);
        out.int8(misc);
        out.int8(feature);
    }

    @Override
    public void load(StateReader in) {
        in.bytes(crtc);
        in.bytes(sequencer);
        in.bytes(graphics);
        in.bytes(attribute);
        in.part(palette);
        crtcIndex = in.int8();
        sequencerIndex = in.int8();
        graphicsIndex = in.int8();
        attributeIndex = in.int8();
        attributeData = in.bool();
        misc = in.int8();
        feature = in.int8();
    }
}
