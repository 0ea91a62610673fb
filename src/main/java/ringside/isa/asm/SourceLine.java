package ringside.isa.asm;

/**
 * A parsed source line.
 *
 * @param number line number, from 1
 * @param label full name of the label defined here, or null
 * @param labelColumn where the label stands
 * @param statement what else stands there, or null
 */
record SourceLine(int number, String label, int labelColumn, Statement statement) {}
