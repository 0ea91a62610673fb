/**
 * One line of assembly source in the manner of NASM. Keywords, registers and mnemonics are the same in either case, labels are
 * not. Mnemonics are plain names: a name that is none, at the start of a line, is a label even without a colon.
 */
grammar Assembly;

options {
    caseInsensitive = true;
}

@header {
package ringside.isa.asm;
}

@parser::members {
    private boolean startsWithLabel() {
        Token first = _input.LT(1);
        return first.getType() == NAME
                && (_input.LT(2).getType() == COLON || !MnemonicNames.isKnown(first.getText()));
    }
}

line
    : ({startsWithLabel()}? label)? item? EOF
    ;

label
    : NAME COLON?
    ;

item
    : LBRACKET directive ']'
    | directive
    | data
    | TIMES count=expression item
    | instruction
    ;

directive
    : 'org' expression                       # org
    | 'bits' expression                      # bits
    | width=('use16' | 'use32')              # use
    | 'equ' expression                       # equ
    | 'align' expression (',' item)?         # align
    ;

data
    : unit=('db' | 'dw' | 'dd' | 'dq') datum (',' datum)* ','?   # values
    | unit=('resb' | 'resw' | 'resd' | 'resq') expression        # reserve
    ;

datum
    : STRING          # text
    | '-'? FLOAT      # real
    | expression      # constant
    ;

instruction
    : prefix+ (NAME operands?)?
    | NAME operands?
    ;

prefix
    : 'lock' | 'rep' | 'repe' | 'repz' | 'repne' | 'repnz' | 'o16' | 'o32' | 'a16' | 'a32' | SEGMENT
    ;

operands
    : operand (',' operand)*
    ;

operand
    : keyword* (bracketed | first=expression (COLON (bracketed | second=expression))?)
    ;

bracketed
    : LBRACKET keyword* (SEGMENT COLON keyword*)? expression ']'
    ;

keyword
    : 'byte' | 'word' | 'dword' | 'qword' | 'tword' | 'strict' | 'short' | 'near' | 'far' | 'to' | 'nosplit'
    ;

expression
    : operator=('-' | '+' | '~' | '!') expression                               # unary
    | left=expression operator=('*' | '/' | '//' | '%' | '%%') right=expression # binary
    | left=expression operator=('+' | '-') right=expression                     # binary
    | left=expression operator=('<<' | '>>') right=expression                   # binary
    | left=expression operator='&' right=expression                             # binary
    | left=expression operator='^' right=expression                             # binary
    | left=expression operator='|' right=expression                             # binary
    | left=expression operator=('=' | '==' | '!=' | '<>' | '<' | '<=' | '>' | '>=') right=expression # binary
    | left=expression operator='&&' right=expression                            # binary
    | left=expression operator='^^' right=expression                            # binary
    | left=expression operator='||' right=expression                            # binary
    | <assoc = right> condition=expression '?' then=expression COLON otherwise=expression # choice
    | LPAREN expression RPAREN                                                   # group
    | NUMBER                                                                    # number
    | STRING                                                                    # character
    | '$'                                                                       # here
    | '$$'                                                                      # section
    | (REGISTER | SEGMENT)                                                      # register
    | NAME                                                                      # symbol
    ;

COLON: ':';

LBRACKET: '[';

LPAREN: '(';

RPAREN: ')';

TIMES: 'times';

SEGMENT: [cdefgs] 's';

REGISTER
    : [abcd] [lh]
    | 'e'? ([abcd] 'x' | 'sp' | 'bp' | 'si' | 'di')
    | 'cr' [0-7]
    | 'dr' [0-7]
    | 'st' [0-7]
    ;

FLOAT: [0-9]+ '.' [0-9]* ('e' [+\-]? [0-9]+)?;

NUMBER: '$'? [0-9] [0-9a-z_]*;

NAME: '$'? [a-z_.@] [0-9a-z_.?@$#~]*;

STRING
    : '\'' ~['\r\n]* '\''
    | '"' ~["\r\n]* '"'
    | '`' ('\\' ~[\r\n] | ~[`\\\r\n])* '`'
    ;

COMMENT: ';' ~[\r\n]* -> skip;

SPACE: [ \t\r\f]+ -> skip;

OTHER: .;
