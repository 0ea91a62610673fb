package ringside.console;

/**
 * The format of {@code x}: how many units, shown how, of what size.
 *
 * @param count units
 * @param letter {@code x d u o t a c f s i z}
 * @param size bytes in a unit: 1, 2, 4 or 8
 */
record ExamineFormat(int count, char letter, int size) {
    static final ExamineFormat DEFAULT = new ExamineFormat(1, 'x', 4);

    private static final String LETTERS = "xduotacfsiz";
    private static final String SIZES = "bhwg";
    private static final int MOST = 65_536;

    /** Parses {@code 8xb}; what is missing is taken from the last format, except the count. */
    static ExamineFormat parse(String text, ExamineFormat last) {
        String digits = text.replaceAll("[^0-9].*", "");
        if (digits.length() > 6) {
            throw new CommandError("at most " + MOST + " units at a time");
        }
        int count = digits.isEmpty() ? 1 : Math.min(Integer.parseInt(digits), MOST);
        char letter = last.letter();
        int size = last.size();
        boolean sized = false;
        for (char c : text.substring(digits.length()).toCharArray()) {
            if (SIZES.indexOf(c) >= 0) {
                size = 1 << SIZES.indexOf(c);
                sized = true;
            } else if (LETTERS.indexOf(c) >= 0) {
                letter = c;
            } else {
                throw new CommandError("'" + c + "' is no format; formats are x d u o t a c f s i z, sizes"
                        + " b (1 byte), h (2), w (4), g (8)");
            }
        }
        if (letter == 'c' && !sized || letter == 's') {
            size = 1;
        }
        if (letter == 'a' && !sized || letter == 'f' && size < 4) {
            size = 4;
        }
        return new ExamineFormat(count, letter, size);
    }
}
