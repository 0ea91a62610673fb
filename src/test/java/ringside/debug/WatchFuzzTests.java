package ringside.debug;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import ringside.debug.event.Trigger;
import ringside.debug.expr.Address;

/** Random watch ranges over random accesses against a model that knows every access beforehand. */
class WatchFuzzTests {
    private static final int FROM = 0x2000;
    private static final int ROOM = 0x4000;
    private static final String[] SIZES = {"", "byte", "word", "", "dword"};

    /** One instruction's access; a read-modify-write is both. */
    private record Access(int place, int size, boolean read, boolean write) {}

    private record Watch(Breakpoint breakpoint, int start, int size, boolean read, boolean write) {
        boolean sees(Access access) {
            return (read && access.read || write && access.write)
                    && access.place < start + size
                    && start < access.place + access.size;
        }
    }

    private final List<Access> accesses = new ArrayList<>();

    private String instruction(Random random) {
        int size = 1 << random.nextInt(3);
        int place = FROM
                + (random.nextInt(4) == 0
                        ? (1 + random.nextInt(3)) * 0x1000 - random.nextInt(5)
                        : random.nextInt(ROOM - 8));
        String operand = SIZES[size] + " [0x" + Integer.toHexString(place) + "]";
        String register = size == 1 ? "al" : size == 2 ? "ax" : "eax";
        return switch (random.nextInt(4)) {
            case 0 -> access(place, size, false, true, "mov " + operand + ", " + random.nextInt(100));
            case 1 -> access(place, size, true, false, "mov " + register + ", [0x" + Integer.toHexString(place) + "]");
            case 2 -> access(place, size, true, true, "add " + operand + ", 3");
            default -> access(place, size, true, false, "cmp " + operand + ", 1");
        };
    }

    private String access(int place, int size, boolean read, boolean write, String text) {
        accesses.add(new Access(place, size, read, write));
        return text;
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void every_watch_is_hit_exactly_as_often_as_the_model_says(long seed) {
        Random random = new Random(seed);
        List<String> lines = new ArrayList<>(List.of("bits 16", "org 0x7c00"));
        for (int i = 0; i < 300; i++) {
            lines.add(instruction(random));
        }
        lines.add("hlt");
        AsmGuest guest = new AsmGuest(lines.toArray(String[]::new));
        if (seed % 2 == 0) {
            guest.machine.translator().settings().threshold = 1;
            guest.machine.use(guest.machine.translator());
        }
        List<Watch> watches = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            watches.add(watch(guest, random));
        }
        int stops = 0;
        for (Stop stop = guest.go(); stop.kind() == Stop.Kind.BREAKPOINT; stop = guest.go()) {
            stops++;
            assertThat(watches.get(stop.breakpoint() - 1)
                            .sees(accesses.get((int) stop.event().origin().icount())))
                    .isTrue();
        }
        for (Watch watch : watches) {
            assertThat(watch.breakpoint.hits())
                    .as("%s", watch)
                    .isEqualTo(accesses.stream().filter(watch::sees).count());
        }
        assertThat((long) stops)
                .isEqualTo(accesses.stream()
                        .filter(access -> watches.stream().anyMatch(watch -> watch.sees(access)))
                        .count());
    }

    private static Watch watch(AsmGuest guest, Random random) {
        int start = FROM + random.nextInt(ROOM);
        int size = 1 + random.nextInt(random.nextBoolean() ? 8 : 0x1800);
        boolean read = random.nextBoolean();
        boolean write = !read || random.nextBoolean();
        Address place = random.nextInt(3) == 0 ? Address.physical(start) : Address.linear(start);
        Breakpoint breakpoint = guest.stopAt(new Trigger.Memory(place, size, read, write));
        return new Watch(breakpoint, start, size, read, write);
    }
}
