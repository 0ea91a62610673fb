/** A line of commands separated by semicolons. */
parser grammar CommandParser;

@header {
package ringside.console;
}

options {
    tokenVocab = CommandLexer;
}

line
    : statement? ( SEPARATOR statement? )* EOF
    ;

statement
    : WORD FORMAT? ( argument* | RAW )
    ;

argument
    : STRING
    | TEXT
    ;
