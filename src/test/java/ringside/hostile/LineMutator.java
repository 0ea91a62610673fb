package ringside.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes hostile lines out of good ones: half of them keep the structure of a command, the rest lose it. */
final class LineMutator {
    private static final String[] TOKENS = {
        "$eax",
        "$cs:$eip",
        "l:0xffffffff",
        "p:0xfffffffffffff",
        "0x",
        "0xZZ",
        "-1",
        "18446744073709551616",
        "'",
        "\"",
        "((((",
        "))",
        "[",
        "]",
        "{u32}",
        "@1000000",
        "/0",
        "%0",
        "?:",
        "dword[",
        "byte[0]",
        "*",
        "&",
        "==",
        "=",
        ";",
        "#",
        "--at",
        "--phases",
        "if",
        "$_",
        "$__",
        "$99",
        "cs:",
        ":ip",
        "\\",
        "\t",
        "\u0000",
        "\u00e9",
        "\ud83d\ude00",
        "0b2",
        "7c0f",
        "999999999999",
        "nosuch",
        "off",
        "all",
        "start",
        "eip",
        "~",
        "!",
        "<<",
        "1 << 99",
        "/i",
        "/999999999x",
        "/zz",
        "%s%n",
        "${jndi}",
        "../../..",
        "*/",
        "a\nb"
    };

    private final Random random;
    private final List<String> seeds;

    LineMutator(long seed, List<String> seeds) {
        this.random = new Random(seed);
        this.seeds = seeds;
    }

    /** Returns the next line. */
    String next() {
        String line = seeds.get(random.nextInt(seeds.size()));
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            line = random.nextBoolean() ? structured(line) : raw(line);
        }
        return line;
    }

    private String structured(String line) {
        List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
        int place = random.nextInt(words.size());
        String token = TOKENS[random.nextInt(TOKENS.length)];
        switch (random.nextInt(6)) {
            case 0 -> words.add(place, token);
            case 1 -> words.set(place, token);
            case 2 -> words.remove(place);
            case 3 -> words.add(words.get(place));
            case 4 -> words.set(place, words.get(place) + token);
            default -> words.add("; " + seeds.get(random.nextInt(seeds.size())));
        }
        return String.join(" ", words);
    }

    private String raw(String line) {
        if (line.isEmpty()) {
            return token();
        }
        int place = random.nextInt(line.length());
        return switch (random.nextInt(4)) {
            case 0 -> line.substring(0, place) + line.substring(place + 1);
            case 1 -> line.substring(0, place) + (char) (random.nextInt(0x180)) + line.substring(place);
            case 2 -> line.substring(0, place);
            default -> line.substring(place) + token() + line.substring(0, place);
        };
    }

    private String token() {
        return TOKENS[random.nextInt(TOKENS.length)];
    }
}
