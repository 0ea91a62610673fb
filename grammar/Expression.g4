/**
 * Expressions of the console, of conditions and of scripts: C operators over registers, symbols, memory and the value
 * history. Names stay one kind of token, so that a symbol may be called like anything else.
 */
grammar Expression;

@header {
package ringside.debug.expr;
}

input
    : assignment EOF
    ;

assignment
    : target=expression '=' value=assignment  # assign
    | expression ('@' count=expression)?      # plain
    ;

expression
    : NUMBER                                                          # number
    | CHARACTER                                                       # character
    | REGISTER                                                        # register
    | NAME '[' expression ']'                                         # sized
    | NAME                                                            # name
    | '(' inner=expression ')'                                        # group
    | '{' NAME '}' expression                                         # typed
    | operator=('-' | '+' | '~' | '!' | '*' | '&') expression         # unary
    | left=expression operator=('*' | '/' | '%') right=expression     # binary
    | left=expression operator=('+' | '-') right=expression           # binary
    | left=expression operator=('<<' | '>>') right=expression         # binary
    | left=expression ':' right=expression                            # segmented
    | left=expression operator=('<' | '<=' | '>' | '>=') right=expression  # binary
    | left=expression operator=('==' | '!=') right=expression         # binary
    | left=expression operator='&' right=expression                   # binary
    | left=expression operator='^' right=expression                   # binary
    | left=expression operator='|' right=expression                   # binary
    | left=expression operator='&&' right=expression                  # logical
    | left=expression operator='||' right=expression                  # logical
    | <assoc=right> test=expression '?' yes=expression ':' no=expression  # conditional
    ;

/** Any digits and letters after a digit; what they mean, and whether they are well formed, is decided in Java. */
NUMBER
    : [0-9] [0-9a-zA-Z_]*
    ;

CHARACTER
    : '\'' ( '\\' . | ~['\\\r\n] ) '\''
    ;

/** $eax, $eflags.zf, $_, $__, $1, $. */
REGISTER
    : '$' '$'? [a-zA-Z0-9_]* ( '.' [a-zA-Z] [a-zA-Z0-9_]* )?
    ;

NAME
    : [a-zA-Z_.] [a-zA-Z0-9_.]*
    ;

SPACE
    : [ \t\r\n]+ -> skip
    ;

/** Everything else, so that the parser and not the lexer complains. */
OTHER
    : .
    ;
