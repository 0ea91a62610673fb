; Loads of DS, SS, LDTR and TR, and LAR, LSL, VERR, VERW and ARPL, over every access byte, RPL and CPL.
%include "harness.inc"

%define access spare
%define rpl    spare+4
%define cpl    spare+8
%define kind   spare+12

main:
        mov dword [resume], after
        mov dword [kind], 0
.kind:
        mov dword [cpl], 0
.cpl:
        mov dword [rpl], 0
.rpl:
        mov eax, [kind]
        mov esi, [eax*4+names+0F0000h]
        call print
        mov eax, [cpl]
        call putdigit
        call space
        mov eax, [rpl]
        call putdigit
        call space
        mov dword [access], 0
.access:
        ; X: base 0, limit 7FFFh
        mov dword [GDT+X], 7FFFh
        mov eax, [access]
        shl eax, 8
        or eax, 400000h
        mov [GDT+X+4], eax
        mov dword [want], X
        mov eax, [kind]
        mov ebx, [eax*4+cases+0F0000h]
        mov eax, [cpl]
        mov edx, 2
        jmp to_ring
after:
        ; the accessed or busy bit
        mov al, [GDT+X+5]
        cmp al, [access]
        je .same
        mov al, '+'
        call putc
.same:
        ; TR must not stay on X
        and byte [GDT+MAINTSS+5], 0FDh
        mov ax, MAINTSS
        ltr ax
        mov ax, LDTSEL
        lldt ax
        inc dword [access]
        cmp dword [access], 256
        jne main.access
        call newline
        inc dword [rpl]
        cmp dword [rpl], 4
        jne main.rpl
        inc dword [cpl]
        cmp dword [cpl], 4
        jne main.cpl
        inc dword [kind]
        cmp dword [kind], 9
        jne main.kind
        jmp finish

names   dd n0, n1, n2, n3, n4, n5, n6, n7, n8
cases   dd c0, c1, c2, c3, c4, c5, c6, c7, c8
n0      db 'mov ds ', 0
n1      db 'mov ss ', 0
n2      db 'lldt ', 0
n3      db 'ltr ', 0
n4      db 'lar ', 0
n5      db 'lsl ', 0
n6      db 'verr ', 0
n7      db 'verw ', 0
n8      db 'les ', 0

%macro selector 0
        mov eax, [cs:0]         ; any access, CS is readable
        mov eax, X
        or eax, [ss:rpl]
%endmacro

c0:     selector
        mov ds, ax
        int OK
c1:     selector
        mov ss, ax
        mov ax, cs
        test al, 3
        jnz .outer
        mov ax, FLAT
        mov ss, ax              ; INT at CPL 0 pushes on this stack
.outer:
        int OK
c2:     selector
        lldt ax
        int OK
c3:     selector
        ltr ax
        int OK
c4:     selector
        xor ebx, ebx
        lar ebx, ax
        jmp answer
c5:     selector
        xor ebx, ebx
        lsl ebx, ax
        jmp answer
c6:     selector
        verr ax
        mov ebx, 0
        jmp answer
c7:     selector
        verw ax
        mov ebx, 0
        jmp answer
c8:     selector
        push eax
        push dword 12345678h
        les ebx, [esp]
        mov ax, es
        int OK
answer:
        setz al
        movzx eax, al
        mov ecx, ebx
        shr ecx, 16
        xor ebx, ecx
        mov ecx, ebx
        shr ecx, 8
        xor ebx, ecx
        mov ecx, ebx
        shr ecx, 4
        xor ebx, ecx
        and ebx, 7
        lea eax, [ebx*2+eax]
        int ANSWER
