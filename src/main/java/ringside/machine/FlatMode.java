package ringside.machine;

import java.util.Locale;

/** CPU mode in which a flat binary starts. */
public enum FlatMode {
    /** Real mode. */
    REAL16,
    /** Protected mode with 16-bit segments of 64 KiB. */
    PM16,
    /** Protected mode with flat 32-bit segments, paging off. */
    PM32;

    /**
     * Returns the mode called {@code name}: {@code real16}, {@code pm16} or {@code pm32}.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static FlatMode of(String name) {
        for (FlatMode mode : values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(name)) {
                return mode;
            }
        }
        throw new IllegalArgumentException("there is no mode '" + name + "': use real16, pm16 or pm32");
    }
}
