; Far JMP, CALL, RET and IRET and INT n over access bytes, RPL, CPL and target code segments.
; A case that arrives prints a letter: a fold of CS, SS, ESP and the two topmost words of the stack.
%include "harness.inc"

%define access spare
%define rpl    spare+4
%define cpl    spare+8
%define kind   spare+12
%define target spare+16
%define flat(x) (x+0F0000h)

main:
        mov dword [resume], after
        mov dword [kind], 0
.kind:
        mov dword [target], 0
.target:
        mov dword [cpl], 0
.cpl:
        mov dword [rpl], 0
.rpl:
        mov eax, [kind]
        mov esi, [flat(names)+eax*4]
        call print
        mov eax, [target]
        call putdigit
        call space
        mov eax, [cpl]
        call putdigit
        call space
        mov eax, [rpl]
        call putdigit
        call space
        mov dword [access], 0
.access:
        ; Z: the code segment behind gates: DPL = target & 3, conforming if target & 4
        mov eax, [target]
        mov ecx, eax
        and ecx, 3
        shl ecx, 13
        and eax, 4
        shl eax, 8
        or ecx, eax
        or ecx, 0040000Fh | 9A00h
        mov [GDT+Z+4], ecx
        mov dword [GDT+Z], (land-$$)<<16 | 2Ah
        ; X: a segment or system segment at `land`
        mov dword [GDT+X], (land-$$)<<16 | 2Ah
        mov eax, [access]
        shl eax, 8
        or eax, 40000Fh
        mov [GDT+X+4], eax
        ; Y and the gate of INT 50h: to Z:0, one parameter
        mov dword [GDT+Y], Z<<16
        mov eax, [access]
        shl eax, 8
        mov dword [IDT+50h*8], Z<<16
        mov [IDT+50h*8+4], eax
        or eax, 1
        mov [GDT+Y+4], eax
        mov eax, [kind]
        mov ebx, [flat(wants)+eax*4]
        mov [want], ebx
        mov ebx, [flat(cases)+eax*4]
        mov eax, [cpl]
        mov edx, 2
        jmp to_ring
after:
        and byte [GDT+MAINTSS+5], 0FDh
        mov ax, MAINTSS
        ltr ax
        mov eax, [kind]
        mov eax, [flat(steps)+eax*4]
        inc dword [access]
        test eax, eax
        jz .all
        and dword [access], 0FFFFFFEFh
        test dword [access], 0Fh        ; system descriptors only: skip S = 1
        jnz .all
        add dword [access], 10h
        test dword [access], 10h
        jz .all
        add dword [access], 10h
.all:
        cmp dword [access], 256
        jb main.access
        call newline
        inc dword [rpl]
        mov eax, [kind]
        mov ecx, [flat(rpls)+eax*4]
        cmp [rpl], ecx
        jne main.rpl
        inc dword [cpl]
        mov ecx, [flat(cpls)+eax*4]
        cmp [cpl], ecx
        jne main.cpl
        inc dword [target]
        mov ecx, [flat(targets)+eax*4]
        cmp [target], ecx
        jne main.target
        inc dword [kind]
        cmp dword [kind], 9
        jne main.kind
        jmp finish

names   dd n0, n1, n2, n3, n4, n5, n6, n7, n8
cases   dd c0, c1, c2, c3, c4, c5, c6, c7, c8
wants   dd X, X, Y, Y, X, X, X, X, 50h*8+2
steps   dd 0, 0, 1, 1, 0, 0, 0, 0, 1
rpls    dd 4, 4, 2, 2, 4, 4, 4, 4, 1
cpls    dd 4, 4, 4, 4, 4, 4, 1, 1, 4
targets dd 1, 1, 8, 8, 1, 1, 1, 1, 8
n0      db 'jmp ', 0
n1      db 'call ', 0
n2      db 'jmp gate ', 0
n3      db 'call gate ', 0
n4      db 'retf ', 0
n5      db 'iret ', 0
n6      db 'retf ss ', 0
n7      db 'iret ss ', 0
n8      db 'int ', 0

; The far pointer under test on the stack at [esp]: selector %1 with the RPL of the case (0 or 3 if only two), offset 0
%macro pointer 1
        mov eax, [ss:rpl]
        or eax, %1
        push eax
        push dword 0
%endmacro
%macro gatepointer 1
        mov eax, [ss:rpl]
        neg eax
        and eax, 3
        or eax, %1
        push eax
        push dword 0
%endmacro
%macro flags 0
        push dword 2
        popfd
%endmacro

c0:     pointer X
        flags
        jmp far [esp]
c1:     pointer X
        flags
        call far [esp]
c2:     gatepointer Y
        flags
        jmp far [esp]
c3:     gatepointer Y
        flags
        call far [esp]
c4:     ; SS:ESP of the outer level, then CS:EIP
        mov ecx, [ss:rpl]
        lea eax, [ecx*8+DATA0]
        or eax, ecx
        push eax
        shl ecx, 12
        add ecx, 8800h
        push ecx
        pointer X
        flags
        retf
c5:     mov ecx, [ss:rpl]
        lea eax, [ecx*8+DATA0]
        or eax, ecx
        push eax
        shl ecx, 12
        add ecx, 8800h
        push ecx
        push dword 2
        pointer X
        flags
        iretd
c6:     mov eax, [ss:rpl]
        or eax, X
        push eax
        push dword 18h
        push dword CODE3|3
        push dword done3
        flags
        retf
c7:     mov eax, [ss:rpl]
        or eax, X
        push eax
        push dword 18h
        push dword 2
        push dword CODE3|3
        push dword done3
        flags
        iretd
c8:     flags
        int 50h
done3:  int OK

align 16
land:
        mov eax, cs
        mov ecx, ss
        shl ecx, 2
        xor eax, ecx
        xor eax, [esp]
        xor eax, [esp+4]
        xor eax, esp
        mov ecx, eax
        shr ecx, 16
        xor eax, ecx
        mov ecx, eax
        shr ecx, 8
        xor eax, ecx
        mov ecx, eax
        shr ecx, 4
        xor eax, ecx
        int ANSWER
