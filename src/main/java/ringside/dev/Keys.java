package ringside.dev;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Keys of a US keyboard by name and by the character they type; numbers as in {@link ringside.time.Stimulus.Key}. */
public final class Keys {
    private static final Map<String, Integer> BY_NAME = new LinkedHashMap<>();
    private static final Map<Character, Integer> PLAIN = new HashMap<>();
    private static final Map<Character, Integer> SHIFTED = new HashMap<>();

    static {
        row(0x02, "1234567890-=", "!@#$%^&*()_+");
        row(0x10, "qwertyuiop[]", "QWERTYUIOP{}");
        row(0x1E, "asdfghjkl;'`", "ASDFGHJKL:\"~");
        row(0x2B, "\\zxcvbnm,./", "|ZXCVBNM<>?");
        PLAIN.put(' ', 0x39);
        PLAIN.put('\n', 0x1C);
        PLAIN.put('\r', 0x1C);
        PLAIN.put('\t', 0x0F);
        PLAIN.put('\b', 0x0E);
        PLAIN.put('\u001b', 0x01);
        names(0x01, "esc", "escape");
        names(0x0E, "backspace", "bs");
        names(0x0F, "tab");
        names(0x1C, "enter", "return", "ret");
        names(0x1D, "ctrl", "lctrl");
        names(0x2A, "shift", "lshift");
        names(0x36, "rshift");
        names(0x37, "kp_multiply");
        names(0x38, "alt", "lalt");
        names(0x39, "space", "spc");
        names(0x3A, "caps", "capslock");
        for (int i = 0; i < 10; i++) {
            names(0x3B + i, "f" + (i + 1));
        }
        names(0x57, "f11");
        names(0x58, "f12");
        names(0x45, "num", "numlock");
        names(0x46, "scroll", "scrolllock");
        String[] pad = {"7", "8", "9", "subtract", "4", "5", "6", "add", "1", "2", "3", "0", "decimal"};
        for (int i = 0; i < pad.length; i++) {
            names(0x47 + i, "kp_" + pad[i]);
        }
        names(0x56, "less");
        names(0xE01C, "kp_enter");
        names(0xE01D, "rctrl");
        names(0xE035, "kp_divide");
        names(0xE037, "print");
        names(0xE038, "ralt", "altgr");
        names(0xE047, "home");
        names(0xE048, "up");
        names(0xE049, "pgup");
        names(0xE04B, "left");
        names(0xE04D, "right");
        names(0xE04F, "end");
        names(0xE050, "down");
        names(0xE051, "pgdn");
        names(0xE052, "ins", "insert");
        names(0xE053, "del", "delete");
        names(0xE05B, "lwin");
        names(0xE05C, "rwin");
        names(0xE05D, "menu");
        names(ScanCodes.PAUSE, "pause");
        names(0x0C, "minus");
        names(0x0D, "equal", "plus");
        names(0x33, "comma");
        names(0x34, "dot");
        names(0x35, "slash");
    }

    private static final int SHIFT = 0x2A;

    private Keys() {}

    /**
     * A key going down or up.
     *
     * @param code the key's number
     * @param down whether it goes down
     */
    public record Movement(int code, boolean down) {}

    /** Returns the names of all keys that are not characters. */
    public static Set<String> names() {
        return Collections.unmodifiableSet(BY_NAME.keySet());
    }

    /** Whether {@code code} is the number of a key. */
    public static boolean exists(int code) {
        return ScanCodes.valid(code);
    }

    /** Returns the number of the key called {@code name} (or typing the single character {@code name}), or -1. */
    public static int code(String name) {
        Integer code = BY_NAME.get(name.toLowerCase(Locale.ROOT));
        if (code == null && name.length() == 1) {
            code = PLAIN.get(name.charAt(0));
        }
        return code == null ? -1 : code;
    }

    /**
     * Returns the movements of a chord such as {@code ctrl-alt-del}, {@code F1} or {@code A}: keys down in order, then up in
     * reverse order.
     *
     * @throws IllegalArgumentException if a part is no key
     */
    public static List<Movement> chord(String chord) {
        List<Integer> codes = new ArrayList<>();
        if (chord.length() == 1) {
            addCharacter(chord.charAt(0), codes);
        } else {
            for (String part : chord.split("[-+]")) {
                int code = code(part);
                if (code >= 0) {
                    codes.add(code);
                } else if (part.length() == 1) {
                    addCharacter(part.charAt(0), codes);
                } else {
                    throw new IllegalArgumentException("there is no key '" + part + "'");
                }
            }
        }
        List<Movement> movements = new ArrayList<>();
        codes.forEach(code -> movements.add(new Movement(code, true)));
        Collections.reverse(codes);
        codes.forEach(code -> movements.add(new Movement(code, false)));
        return movements;
    }

    /**
     * Returns the movements that type {@code text}.
     *
     * @throws IllegalArgumentException if a character is on no key
     */
    public static List<Movement> typing(String text) {
        List<Movement> movements = new ArrayList<>();
        for (char c : text.toCharArray()) {
            movements.addAll(chord(String.valueOf(c)));
        }
        return movements;
    }

    private static void addCharacter(char c, List<Integer> codes) {
        Integer plain = PLAIN.get(c);
        if (plain != null) {
            codes.add(plain);
            return;
        }
        Integer shifted = SHIFTED.get(c);
        if (shifted == null) {
            throw new IllegalArgumentException("no key types '" + c + "'");
        }
        codes.add(SHIFT);
        codes.add(shifted);
    }

    private static void row(int first, String plain, String shifted) {
        for (int i = 0; i < plain.length(); i++) {
            PLAIN.put(plain.charAt(i), first + i);
            SHIFTED.put(shifted.charAt(i), first + i);
        }
    }

    private static void names(int code, String... names) {
        for (String name : names) {
            BY_NAME.put(name, code);
        }
    }
}
