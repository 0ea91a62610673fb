/**
 * Cuts a command line into command words, formats and arguments. Which command a word is, is not decided here: the table
 * of commands answers in which mode the rest of the statement is read, so that names and abbreviations need no keywords.
 */
lexer grammar CommandLexer;

@header {
package ringside.console;
}

options {
    superClass = StatementLexer;
}

SEPARATOR
    : ';'
    ;

BLANK
    : [ \t\r\n]+ -> skip
    ;

COMMENT
    : '#' ~[\r\n]* -> skip
    ;

/** A command word; what follows is read as the command wants it. */
WORD
    : [a-zA-Z_?!.] [a-zA-Z0-9_.\-]* { afterWord(getText()); }
    ;

STRAY
    : .
    ;

/** Behind a word that takes a format, as GDB writes it (x/8xb) or as Bochs and QEMU do (x /8xb). */
mode FORMATTED;

FORMAT
    : [ \t]* '/' [0-9]* [a-zA-Z]* -> mode(ARGUMENTS)
    ;

mode ARGUMENTS;

NEXT
    : ';' -> type(SEPARATOR), mode(DEFAULT_MODE)
    ;

REMARK
    : [ \t]+ '#' ~[\r\n]* -> skip
    ;

GAP
    : [ \t\r\n]+ -> channel(HIDDEN)
    ;

STRING
    : '"' ( '\\' . | ~["\\\r\n] )* '"'
    ;

/** Commands for later, in braces that nest: one argument, separators and all. */
BLOCK
    : 'do' [ \t]* BRACES -> type(TEXT)
    ;

fragment BRACES
    : '{' ( '"' ( '\\' . | ~["\\\r\n] )* '"' | BRACES | ~[{}"] )* '}'
    ;

TEXT
    : ( '\'' ( '\\' . | ~['\\\r\n] ) '\'' | ~[ \t\r\n;"'] )+
    ;

LOOSE
    : . -> type(TEXT)
    ;

/** The whole rest, for commands that take free text; scripts may have several lines. */
mode VERBATIM;

RAW
    : .+
    ;
