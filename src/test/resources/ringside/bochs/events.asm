; Exceptions with all that can go wrong on the way to the handler: gates, code segments, inner stacks, page faults, double
; faults; error codes and saved frames printed in full.
%include "harness.inc"

PDIR    equ 10000h
PTAB    equ 11000h

%macro test 1+
%push test
        say %1, ' '
        mov dword [resume], %$end
%endmacro
%macro endtest 0
        say 'nothing happened', 10
%$end:
        call restore
%pop
%endmacro
; goes on at CPL %1
%macro ring 1
        mov eax, %1
        mov ebx, %%there
        mov edx, 2
        jmp to_ring
%%there:
%endmacro
; gate of vector %1: code segment %2, offset %3, access %4
%macro gate 4
        mov dword [IDT+(%1)*8], ((%2) << 16) + (((%3)-$$) & 0FFFFh)
        mov dword [IDT+(%1)*8+4], (%4) << 8
%endmacro
; handlers of the faults of delivery at CPL 1, whose stack is sound
%macro outer_handlers 0
        gate 8, CODE1|1, stub1_8, 8Eh
        gate 10, CODE1|1, stub1_10, 8Eh
        gate 11, CODE1|1, stub1_11, 8Eh
        gate 12, CODE1|1, stub1_12, 8Eh
        gate 13, CODE1|1, stub1_13, 8Eh
        gate 14, CODE1|1, stub1_14, 8Eh
%endmacro
%macro divide_by_zero 0
        xor ecx, ecx
        mov eax, 1
        xor edx, edx
        push dword 2
        popfd
        div ecx
%endmacro

restore:
        xor eax, eax
        mov cr4, eax
        mov eax, 60000011h
        mov cr0, eax
        xor ebx, ebx
.gate:
        lea eax, [ebx*8+stubs]
        mov [IDT+ebx*8], ax
        mov word [IDT+ebx*8+2], CODE0
        mov word [IDT+ebx*8+4], 8E00h
        inc ebx
        cmp ebx, 64
        jne .gate
        cs lidt [idtr_image]
        mov dword [TSS+4], 9000h
        mov word [TSS+8], DATA0
        mov dword [TSS+12], 0A000h
        mov word [TSS+16], DATA1|1
        mov dword [GDT+MAINTSS], 30000FFFh
        mov dword [GDT+MAINTSS+4], 00008900h
        mov ax, MAINTSS
        ltr ax
        mov dword [GDT+X], 0000FFFFh
        mov dword [GDT+X+4], 00409300h
        ; identity-mapped first 4 MiB for those who turn paging on
        mov edi, PTAB
        mov eax, 7
.page:
        mov [edi], eax
        add edi, 4
        add eax, 1000h
        cmp eax, 400007h
        jne .page
        mov dword [PDIR], PTAB|7
        mov eax, PDIR
        mov cr3, eax
        xor eax, eax
        mov cr2, eax
        ret

; turns paging on, page number %1 with flags %2
%macro paging 2
        mov dword [PTAB+(%1)*4], ((%1) << 12) | (%2)
        mov eax, cr0
        or eax, 80000000h
        mov cr0, eax
%endmacro

%macro stub1 1
stub1_%1:
        push dword %1
        jmp caught1
%endmacro
stub1 8
stub1 10
stub1 11
stub1 12
stub1 13
stub1 14
caught1:
        push eax
        mov ax, ss
        mov ds, ax
        mov es, ax
        mov al, '1'
        call putc
        mov eax, [esp+4]
        call puthex8
        lea ebp, [esp+8]
        mov ecx, 6
.word:
        call space
        mov eax, [ebp]
        call puthex32
        add ebp, 4
        loop .word
        call space
        mov dword [TSS+4], 9000h
        mov word [TSS+8], DATA0
        mov word [GDT+MAINTSS], 0FFFh
        mov dword [PTAB+8*4], 8007h
        xor eax, eax
        int OK

main:
        mov dword [verbose], 1
        call restore

        test 'div 0'
        divide_by_zero
        endtest
        test 'div 3'
        ring 3
        divide_by_zero
        endtest
        test 'ud 1'
        ring 1
        ud2
        endtest
        test 'push beyond the stack 3'
        mov dword [GDT+X], 00008FFFh
        mov byte [GDT+X+5], 0F3h
        ring 3
        mov ax, X|3
        mov ss, ax
        mov esp, 9001h
        push eax
        endtest

        ; ---- gates ----
        test 'gate not present, benign'
        mov byte [IDT+6*8+5], 0Eh
        ud2
        endtest
        test 'gate not present, contributory'
        mov byte [IDT+0*8+5], 0Eh
        divide_by_zero
        endtest
        test 'gate is no gate'
        mov byte [IDT+6*8+5], 8Ch
        ud2
        endtest
        test 'gate DPL does not matter for faults'
        mov byte [IDT+6*8+5], 8Eh
        ring 3
        ud2
        endtest
        test 'INT n needs DPL'
        ring 3
        int 30h
        endtest
        test 'INT3 needs DPL'
        ring 3
        int3
        endtest
        test 'ICEBP needs no DPL'
        ring 3
        db 0F1h
        endtest
        test 'ICEBP, gate not present'
        mov byte [IDT+1*8+5], 0Eh
        ring 3
        db 0F1h
        endtest
        test 'beyond the IDT'
        cs lidt [short_idt]
        int 30h
        endtest
        test 'last bytes of the IDT'
        cs lidt [short_idt]
        int 2Fh
        endtest
        test 'INT n, gate not present'
        mov byte [IDT+30h*8+5], 0Eh
        int 30h
        endtest

        ; ---- code segments of gates ----
        test 'null code segment'
        mov word [IDT+6*8+2], 3
        ud2
        endtest
        test 'INT n, null code segment'
        mov word [IDT+30h*8+2], 0
        int 30h
        endtest
        test 'data segment as code'
        mov word [IDT+6*8+2], DATA0
        ud2
        endtest
        test 'code segment beyond the GDT'
        mov word [IDT+6*8+2], 1008h
        ud2
        endtest
        test 'code segment in the LDT'
        mov word [IDT+6*8+2], 0Ch
        ud2
        endtest
        test 'outer code segment'
        mov word [IDT+6*8+2], CODE3
        ud2
        endtest
        test 'code segment not present'
        mov word [IDT+6*8+2], X
        mov dword [GDT+X+4], 00401B0Fh
        ud2
        endtest
        test 'offset beyond the code segment'
        mov word [IDT+6*8+2], X
        mov dword [GDT+X], 0FFh
        mov dword [GDT+X+4], 00409B0Fh
        ud2
        endtest
        test 'conforming handler'
        mov word [IDT+6*8+2], CONF0
        ud2
        endtest
        test 'INT n, outer code segment'
        mov word [IDT+30h*8+2], CODE3
        int 30h
        endtest
        test 'handler at CPL 1'
        gate 6, CODE1, ring1_ud, 8Eh
        ring 3
        ud2
        endtest

        ; ---- inner stacks ----
        test 'SS0 null'
        outer_handlers
        mov word [TSS+8], 0
        ring 3
        ud2
        endtest
        test 'SS0 null, contributory'
        outer_handlers
        mov word [TSS+8], 0
        ring 3
        divide_by_zero
        endtest
        test 'SS0 of the wrong RPL'
        outer_handlers
        mov word [TSS+8], DATA0|1
        ring 3
        ud2
        endtest
        test 'SS0 of the wrong DPL'
        outer_handlers
        mov word [TSS+8], DATA1
        ring 3
        ud2
        endtest
        test 'SS0 read-only'
        outer_handlers
        mov word [TSS+8], X
        mov byte [GDT+X+5], 91h
        ring 3
        ud2
        endtest
        test 'SS0 a code segment'
        outer_handlers
        mov word [TSS+8], CODE0
        ring 3
        ud2
        endtest
        test 'SS0 beyond the GDT'
        outer_handlers
        mov word [TSS+8], 2000h
        ring 3
        ud2
        endtest
        test 'SS0 not present'
        outer_handlers
        mov word [TSS+8], X
        mov byte [GDT+X+5], 13h
        ring 3
        ud2
        endtest
        test 'SS0 not present, INT n'
        outer_handlers
        mov word [TSS+8], X
        mov byte [GDT+X+5], 13h
        ring 3
        int OK
        endtest
        test 'no room in SS0'
        outer_handlers
        mov word [TSS+8], X
        mov dword [TSS+4], 13h
        ring 3
        ud2
        endtest
        test 'just room in SS0'
        mov word [TSS+8], X
        mov dword [TSS+4], 14h
        gate 6, CODE0, relief, 8Eh
        ring 3
        ud2
        endtest
        test 'wrap around in SS0'
        outer_handlers
        mov word [TSS+8], X
        mov dword [TSS+4], 10h
        ring 3
        ud2
        endtest
        test 'expand-down SS0'
        mov word [TSS+8], X
        mov dword [GDT+X], 00008FFFh
        mov dword [GDT+X+4], 00409700h
        mov dword [TSS+4], 9800h
        gate 6, CODE0, relief, 8Eh
        ring 3
        ud2
        endtest
        test 'no room in an expand-down SS0'
        outer_handlers
        mov word [TSS+8], X
        mov dword [GDT+X], 00008FFFh
        mov dword [GDT+X+4], 00409700h
        mov dword [TSS+4], 9010h
        ring 3
        ud2
        endtest
        test '16-bit SS0'
        mov word [TSS+8], X
        mov dword [GDT+X], 0000FFFFh
        mov dword [GDT+X+4], 00009300h
        mov dword [TSS+4], 56789000h
        ring 3
        ud2
        endtest
%assign limit 15
%rep 5
        test 'TSS limit ', limit/10+'0', limit-10+'0'
        gate 6, CODE1, ring1_ud, 8Eh
        mov word [GDT+MAINTSS], limit
        mov byte [GDT+MAINTSS+5], 89h
        mov ax, MAINTSS
        ltr ax
        ring 3
        ud2
        endtest
%assign limit limit+1
%endrep
        test '286 TSS'
        mov byte [GDT+MAINTSS+5], 81h
        mov word [TSS+2], 9000h
        mov word [TSS+4], DATA0
        mov ax, MAINTSS
        ltr ax
        ring 3
        ud2
        endtest

        ; ---- pages ----
        test 'page not present, read 0'
        paging 50h, 0
        mov al, [50123h]
        endtest
        test 'page not present, write 3'
        paging 50h, 0
        ring 3
        mov [ss:50FFEh], eax
        endtest
        test 'page not present, write across'
        paging 50h, 0
        mov [4FFFFh], ax
        endtest
        test 'supervisor page, read 3'
        paging 50h, 3
        ring 3
        mov al, [ss:50000h]
        endtest
        test 'read-only page, write 3'
        paging 50h, 5
        ring 3
        mov [ss:50000h], al
        endtest
        test 'read-only page, write 0'
        paging 50h, 5
        mov [50000h], al
        mov eax, [PTAB+50h*4]
        int 30h
        endtest
        test 'read-only page, write 0, WP'
        paging 50h, 5
        mov eax, cr0
        or eax, 10000h
        mov cr0, eax
        mov [50000h], al
        endtest
        test 'fetch from an absent page 3'
        mov dword [PTAB+0F8h*4], 0
        paging 50h, 7
        ring 3
        jmp 8000h
        endtest
        test 'no table'
        mov dword [PDIR+4], 0
        paging 50h, 7
        mov al, [400000h]
        endtest
        test 'page fault, gate not present'
        mov byte [IDT+14*8+5], 0Eh
        paging 50h, 0
        mov al, [50000h]
        endtest
        test 'benign, then page fault on the inner stack'
        outer_handlers
        paging 8, 0
        ring 3
        ud2
        endtest
        test 'contributory, then page fault on the inner stack'
        outer_handlers
        paging 8, 0
        ring 3
        divide_by_zero
        endtest
        test 'page fault, then page fault on the inner stack'
        outer_handlers
        gate 14, CODE0, stubs+14*16, 8Eh
        paging 8, 0
        mov dword [PTAB+50h*4], 0
        ring 3
        mov al, [ss:50000h]
        endtest
        test 'frame across two pages, lower absent'
        outer_handlers
        mov dword [TSS+4], 900Ch
        paging 8, 0
        ring 3
        int OK
        endtest

        ; ---- virtual-8086 mode ----
        test 'V86, handler of DPL 1'
        gate 3, CODE1, stub1_13, 0EEh
        call v86
        endtest
        test 'V86, conforming handler'
        gate 3, CONF0, stub1_13, 0EEh
        call v86
        endtest
        test 'V86, 286 gate'
        gate 3, CODE0, v86_16, 0E6h
        call v86
        endtest
        test 'V86, trap gate'
        gate 3, CODE0, stubs+3*16, 0EFh
        call v86
        endtest

        ; ---- returns ----
        test 'RETF n to CPL 3'
        push dword 1111h
        push dword 2222h
        push dword 3333h
        mov dword [esp], DATA3|3
        sub esp, 12
        mov dword [esp+16], 0C000h
        mov dword [esp+20], DATA3|3
        mov dword [esp], .ret3
        mov dword [esp+4], CODE3|3
        retf 8
.ret3:  int OK
        endtest
        test 'IRET to a 16-bit stack'
        mov dword [GDT+X+4], 0000F300h
        push dword X|3
        push dword 0ABCD7000h
        push dword 2
        push dword CODE3|3
        push dword .ret16
        iretd
.ret16: int OK
        endtest
        test 'IRET drops inner segments'
        mov ax, DATA0
        mov ds, ax
        mov ax, DATA3
        mov es, ax
        mov ax, CONF0
        mov fs, ax
        mov ax, DATA2
        mov gs, ax
        push dword DATA3|3
        push dword 0C000h
        push dword 2
        push dword CODE3|3
        push dword .drop
        iretd
.drop:  mov ax, ds
        shl eax, 16
        mov ax, es
        push eax
        mov ax, fs
        shl eax, 16
        mov ax, gs
        push eax
        int OK
        endtest
        mov eax, [0BFFCh]
        call puthex32
        call space
        mov eax, [0BFF8h]
        call puthex32
        call newline
        test 'IRETD at CPL 3 with VM in the image'
        ring 3
        push dword 20002h
        push dword CODE3|3
        push dword .vm
        iretd
.vm:    int OK
        endtest
        test 'IRETD to V86 with an EIP beyond 64 KiB'
        push dword 0
        push dword 0
        push dword 0
        push dword 0
        push dword 0C00h
        push dword 0F00h
        push dword 23002h
        push dword 0F000h
        push dword 10000h+(code_v86-$$)
        iretd
        endtest
        jmp finish

v86:
        push dword 4444h
        push dword 3333h
        push dword 2222h
        push dword 1111h
        push dword 0C00h
        push dword 0EF0h
        push dword 23002h
        push dword 0F000h
        push dword code_v86-$$
        iretd

relief: ; prints ESP and takes a stack with room
        mov ebx, esp
        mov ax, FLAT
        mov ds, ax
        mov ss, ax
        mov esp, 8000h
        mov eax, ebx
        call puthex32
        call space
        int OK

ring1_ud:
        mov ax, ss
        mov ds, ax
        mov es, ax
        mov ebp, esp
        mov al, '1'
        call putc
        mov ecx, 5
.word:
        call space
        mov eax, [ebp]
        call puthex32
        add ebp, 4
        loop .word
        call space
        int OK

v86_16: ; sixteen-bit frame of ten words, printed
        mov ax, ss
        mov ds, ax
        mov es, ax
        mov ebp, esp
        mov ecx, 9
.word:
        mov eax, [ebp]
        call puthex16
        call space
        add ebp, 2
        loop .word
        int OK

align 8
short_idt:
        dw 17Fh
        dd IDT

bits 16
code_v86:
        int3
        hlt
