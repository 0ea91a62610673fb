package ringside.vmm;

import java.util.Locale;

/** Mistakes that monitors have been made with, to be switched on: whoever looks for them learns what the right ones do. */
public enum SeededBug {
    VISIBLE_IF("the virtual IF is taken from the machine's CPU, where it is always set"),
    NO_TABLE_TRACE("writes to page tables are not traced"),
    NO_DIRECTORY_TRACE("writes to page directories are not traced"),
    RPL_NOT_REWRITTEN("the guest's CS and SS keep the RPL that ring compression gave them"),
    UNTRUNCATED_LIMITS("shadow segments reach into the monitor"),
    DIRTY_LOST("the first write to a page does not set D in the guest's entry"),
    INVLPG_IGNORED("INVLPG leaves the shadow's entry where it is"),
    CR3_NOT_SWITCHED("loading CR3 does not change the shadow in force"),
    CR2_LOST("a true page fault reaches the guest with the CR2 of the one before"),
    ERROR_CODE_WRONG("a true page fault says read where it was a write"),
    INTERRUPT_IN_STI_SHADOW("an interrupt is delivered directly behind STI"),
    INTERRUPT_LOST("an interrupt that came while IF was 0 is forgotten"),
    TS_NOT_MIRRORED("CR0.TS of the guest does not reach the machine's CR0"),
    UPPER_STACK_HALF("the upper half of ESP is the monitor's after a return to a 16-bit stack"),
    STALE_PATCHES("overwritten code keeps what was known of it"),
    STALE_TRANSLATION("overwritten code keeps its translation"),
    TIMELESS("emulated instructions take no time");

    private final String mistake;

    SeededBug(String mistake) {
        this.mistake = mistake;
    }

    /** Says what is wrong. */
    public String mistake() {
        return mistake;
    }

    /** Returns its name in commands: {@code visible-if}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
