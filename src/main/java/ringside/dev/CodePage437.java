package ringside.dev;

/** The character set of the PC's text screen. */
final class CodePage437 {
    private static final String LOW = " ☺☻♥♦♣♠•◘○◙♂♀♪♫☼►◄↕‼¶§▬↨↑↓→←∟↔▲▼";
    private static final String HIGH = "ÇüéâäàåçêëèïîìÄÅ"
            + "ÉæÆôöòûùÿÖÜ¢£¥₧ƒ"
            + "áíóúñÑªº¿⌐¬½¼¡«»"
            + "░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
            + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧"
            + "╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀"
            + "αßΓπΣσµτΦΘΩδ∞φε∩"
            + "≡±≥≤⌠⌡÷≈°∙·√ⁿ²■ ";

    private CodePage437() {}

    /** Returns the Unicode character for {@code code}, 0 to 255; 0 and 255 are blanks. */
    static char character(int code) {
        if (code < 0x20) {
            return LOW.charAt(code);
        }
        if (code < 0x7F) {
            return (char) code;
        }
        return code == 0x7F ? '⌂' : HIGH.charAt(code - 0x80);
    }
}
