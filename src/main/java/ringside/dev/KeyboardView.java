package ringside.dev;

/**
 * What a debugger shows of keyboard and controller.
 *
 * @param status status register, port 64h
 * @param mode command byte of the controller
 * @param data output buffer, port 60h
 * @param a20 whether address line 20 is open
 * @param scanCodeSet the keyboard's set, 1 or 2
 * @param scanning whether the keyboard sends keys
 * @param leds bits 0 scroll, 1 num, 2 caps lock
 * @param waiting bytes in the keyboard
 */
public record KeyboardView(
        int status, int mode, int data, boolean a20, int scanCodeSet, boolean scanning, int leds, int waiting) {}
