/**
 * The text assembler: Intel syntax in the manner of NASM, one flat section, from source to bytes.
 *
 * <p>{@link ringside.isa.asm.Assembler} is the entry. A source is parsed once, line by line, into statements; then passes lay
 * it out until no label moves. Which bytes an instruction becomes is the business of {@link ringside.isa.Encoder}.
 * Everything here is a pure function of its arguments.
 */
package ringside.isa.asm;
