; Hardware task switches by JMP, CALL, INT and IRET between TSSs of the 386 and the 286, and how they fail.
%include "harness.inc"

TSSA    equ 3200h               ; 386
TSSB    equ 3400h               ; 286
TSSC    equ 3600h               ; 386, virtual-8086
SELA    equ SPARE1
SELB    equ SPARE2
SELC    equ SPARE3
GATEA   equ SPARE4
GATEB   equ SPARE5
MAIN2   equ 3800h               ; a 286 TSS for the main program

%macro test 1+
%push test
        call restore
        say %1, 10
        mov dword [resume], %$end
%endmacro
%macro endtest 0
        say 'back', 10
        call dump_tasks
%$end:
%pop
%endmacro
%macro tss_descriptor 4         ; selector, base, limit, access
        mov dword [GDT+%1], (((%2) & 0FFFFh) << 16) + %3
        mov dword [GDT+%1+4], (%4) << 8
%endmacro

restore:
        and byte [GDT+MAINTSS+5], 0FDh
        mov dword [GDT+MAINTSS], 30000FFFh
        mov dword [GDT+MAINTSS+4], 8900h
        mov dword [TSS], 0
        mov ax, MAINTSS
        ltr ax
        mov ax, LDTSEL
        lldt ax
        xor eax, eax
        mov cr4, eax
        clts
        mov dr6, eax
        mov eax, 455h
        mov dr7, eax
        tss_descriptor SELA, TSSA, 67h, 89h
        tss_descriptor SELB, TSSB, 2Bh, 81h
        tss_descriptor SELC, TSSC, 67h, 89h
        mov dword [GDT+GATEA], SELA << 16
        mov dword [GDT+GATEA+4], 8500h
        mov dword [GDT+GATEB], SELB << 16
        mov dword [GDT+GATEB+4], 8500h
        mov dword [GDT+X], 0FFFFh
        mov dword [GDT+X+4], 00CF9200h
        mov dword [GDT+Y], 0FFFFh
        mov dword [GDT+Y+4], 0040FA0Fh
        ; INT 50h and 51h are task gates
        mov dword [IDT+50h*8], SELA << 16
        mov dword [IDT+50h*8+4], 8500h
        mov dword [IDT+51h*8], SELB << 16
        mov dword [IDT+51h*8+4], 8500h
        ; vectors that faults use: back to interrupt gates
        mov ebx, 0
.gate:
        lea eax, [ebx*8+stubs]
        mov [IDT+ebx*8], ax
        mov word [IDT+ebx*8+2], CODE0
        mov word [IDT+ebx*8+4], 8E00h
        inc ebx
        cmp ebx, 32
        jne .gate
        mov edi, TSSA
        mov ecx, 600h/4
        xor eax, eax
        cld
        rep stosd
        ; A: ring 0
        mov dword [TSSA+4], 9000h
        mov word [TSSA+8], DATA0
        mov dword [TSSA+20h], task_a
        mov dword [TSSA+24h], 2
        mov dword [TSSA+28h], 11111111h
        mov dword [TSSA+2Ch], 22222222h
        mov dword [TSSA+30h], 33333333h
        mov dword [TSSA+34h], 44444444h
        mov dword [TSSA+38h], 7800h
        mov dword [TSSA+3Ch], 55555555h
        mov dword [TSSA+40h], 66666666h
        mov dword [TSSA+44h], 77777777h
        mov word [TSSA+48h], X
        mov word [TSSA+4Ch], CODE0
        mov word [TSSA+50h], DATA0
        mov word [TSSA+54h], FLAT
        mov word [TSSA+58h], 0
        mov word [TSSA+5Ch], DATA3|3
        mov word [TSSA+60h], LDTSEL
        mov dword [TSSA+64h], 00680000h
        ; B: 286, ring 0
        mov word [TSSB+2], 9000h
        mov word [TSSB+4], DATA0
        mov word [TSSB+0Eh], task_a-$$
        mov word [TSSB+10h], 0002h
        mov word [TSSB+12h], 1111h
        mov word [TSSB+14h], 2222h
        mov word [TSSB+16h], 3333h
        mov word [TSSB+18h], 4444h
        mov word [TSSB+1Ah], 7600h
        mov word [TSSB+1Ch], 5555h
        mov word [TSSB+1Eh], 6666h
        mov word [TSSB+20h], 7777h
        mov word [TSSB+22h], X
        mov word [TSSB+24h], CODE0
        mov word [TSSB+26h], REAL16D
        mov word [TSSB+28h], FLAT
        mov word [TSSB+2Ah], 0
        ; C: virtual-8086
        mov dword [TSSC+4], 9000h
        mov word [TSSC+8], DATA0
        mov dword [TSSC+20h], task_v86-$$
        mov dword [TSSC+24h], 23002h
        mov dword [TSSC+38h], 0F00h
        mov word [TSSC+48h], 1111h
        mov word [TSSC+4Ch], 0F000h
        mov word [TSSC+50h], 0C00h
        mov word [TSSC+54h], 2222h
        mov word [TSSC+58h], 3333h
        mov word [TSSC+5Ch], 4444h
        ; known registers for what the old TSS receives
        mov eax, 0A1A1A1A1h
        mov ebx, 0B1B1B1B1h
        mov ecx, 0C1C1C1C1h
        mov edx, 0D1D1D1D1h
        mov esi, 0E1E1E1E1h
        mov edi, 0F1F1F1F1h
        mov ebp, 12345678h
        push dword 0
        popfd
        ret

; prints the registers as the task finds them
state:
        pushad
        pushfd
        movzx ebp, sp
        mov ecx, 9
.word:
        mov eax, [ss:ebp]
        call puthex32
        call space
        add ebp, 4
        loop .word
        mov ax, cs
        call puthex16
        call space
        mov ax, ss
        call puthex16
        call space
        mov ax, ds
        call puthex16
        call space
        mov ax, es
        call puthex16
        call space
        mov ax, fs
        call puthex16
        call space
        mov ax, gs
        call puthex16
        call space
        str ax
        call puthex16
        call space
        sldt ax
        call puthex16
        call space
        smsw ax
        call puthex16
        call space
        mov eax, dr7
        call puthex16
        call newline
        popfd
        popad
        ret

task_a:
        jmp short .first
        nop
.first:
        call state
        movzx esp, sp           ; out of a 286 TSS it is FFFFxxxxh
        mov eax, [ss:esp]
        call puthex32
        call newline
        mov ax, FLAT
        mov ds, ax
        mov es, ax
        call dump_tasks
        mov eax, [TSSA+68h]     ; what to do: 0 IRET, 1 JMP back, 2 CALL back, 3 INT OK, 4 IRET, then again
        cmp eax, 1
        je .jump
        cmp eax, 2
        je .call
        cmp eax, 3
        je .ok
        mov ebx, 0BBBBBBBBh
        iretd
        say 'A again', 10
        call state
        mov ax, FLAT
        mov ds, ax
        iretd
.jump:
        jmp MAINTSS:0
.call:
        call MAINTSS:0
        say 'A after its call', 10
.ok:
        int OK

dump_tasks:
        pushad
        mov esi, TSS
        mov ecx, 104/4
        call dump
        mov esi, TSSA
        mov ecx, 104/4
        call dump
        mov esi, TSSB
        mov ecx, 44/4
        call dump
        mov al, [GDT+MAINTSS+5]
        call puthex8
        mov al, [GDT+SELA+5]
        call puthex8
        mov al, [GDT+SELB+5]
        call puthex8
        mov al, [GDT+SELC+5]
        call puthex8
        mov al, [GDT+X+5]
        call puthex8
        call newline
        popad
        ret
dump:
        lodsd
        call puthex32
        call space
        loop dump
        jmp newline

main:
        mov dword [verbose], 1

        test 'JMP to a 386 task, JMP back'
        mov dword [TSSA+68h], 1
        jmp SELA:0
        call state
        endtest
        test 'CALL to a 386 task, IRET back'
        call SELA:12345678h
        call state
        endtest
        test 'CALL through a task gate'
        call GATEA:0
        call state
        endtest
        test 'JMP through a task gate, JMP back'
        mov dword [TSSA+68h], 1
        jmp GATEA:0
        call state
        endtest
        test 'INT through a task gate'
        int 50h
        call state
        endtest
        test 'INT, IRET, INT: the task goes on behind its IRET'
        int 50h
        int 50h
        call state
        endtest
        test 'CALL, which calls back'
        mov dword [TSSA+68h], 2
        call SELA:0
        endtest
        test 'JMP to a 286 task'
        mov dword [TSSA+68h], 1
        jmp SELB:0
        call state
        endtest
        test 'CALL to a 286 task, IRET back'
        call SELB:0
        call state
        endtest
        test 'INT through a task gate to a 286 task'
        int 51h
        call state
        endtest
        test 'from a 286 task and back'
        mov ax, SPARE5
        tss_descriptor SPARE5, MAIN2, 2Bh, 81h
        mov ax, SPARE5
        ltr ax
        mov ax, REAL16D
        mov ss, ax
        mov dword [TSSA+68h], 0
        call SELA:0
        call state
        movzx esp, sp
        mov esi, MAIN2
        mov ecx, 44/4
        call dump
        endtest
        test 'T bit'
        mov byte [TSSA+64h], 1
        call SELA:0
        endtest
        test 'error code for a 386 task'
        mov dword [IDT+13*8], SELA << 16
        mov dword [IDT+13*8+4], 8500h
        mov dword [TSSA+68h], 3
        mov ax, 0FFF8h
        mov ds, ax
        endtest
        test 'error code for a 286 task'
        mov dword [IDT+13*8], SELB << 16
        mov dword [IDT+13*8+4], 8500h
        mov dword [TSSA+68h], 3
        mov ax, 0FFF8h
        mov ds, ax
        endtest
        test 'fault, RF in the old TSS'
        mov dword [IDT+6*8], SELA << 16
        mov dword [IDT+6*8+4], 8500h
        mov dword [TSSA+68h], 3
        ud2
        endtest
        test 'to a virtual-8086 task'
        jmp SELC:0
        endtest
        test 'virtual-8086 task through INT'
        mov word [IDT+50h*8+2], SELC
        int 50h
        endtest

        ; ---- refusals before the switch ----
        test 'busy'
        jmp MAINTSS:0
        endtest
        test 'busy, CALL through a gate'
        mov word [GDT+GATEA+2], MAINTSS
        call GATEA:0
        endtest
        test 'busy, INT'
        mov word [IDT+50h*8+2], MAINTSS
        int 50h
        endtest
        test 'not present'
        mov byte [GDT+SELA+5], 09h
        jmp SELA:0
        endtest
        test 'not present, INT'
        mov byte [GDT+SELA+5], 09h
        int 50h
        endtest
        test 'limit 66h'
        mov byte [GDT+SELA], 66h
        call SELA:0
        endtest
        test 'limit 2Ah of a 286 task'
        mov byte [GDT+SELB], 2Ah
        call SELB:0
        endtest
        test 'gate not present'
        mov byte [GDT+GATEA+5], 05h
        call GATEA:0
        endtest
        test 'gate to the LDT'
        mov word [GDT+GATEA+2], 4
        call GATEA:0
        endtest
        test 'gate to a code segment'
        mov word [GDT+GATEA+2], CODE0
        call GATEA:0
        endtest
        test 'gate beyond the GDT'
        mov word [GDT+GATEA+2], 2000h
        call GATEA:0
        endtest
        test 'INT gate to the LDT'
        mov word [IDT+50h*8+2], 4
        int 50h
        endtest
        test 'exception with a bad task gate'
        mov dword [IDT+6*8], CODE0 << 16
        mov dword [IDT+6*8+4], 8500h
        ud2
        endtest
        test 'CPL 3, TSS of DPL 0'
        mov eax, 3
        mov ebx, .tss3
        mov edx, 2
        jmp to_ring
.tss3:  call SELA:0
        endtest
        test 'CPL 3, task gate of DPL 3'
        mov byte [GDT+GATEA+5], 0E5h
        mov dword [TSSA+68h], 3
        mov eax, 3
        mov ebx, .gate3
        mov edx, 2
        jmp to_ring
.gate3: call GATEA|3:0
        endtest
        test 'IRET with NT, link to a task that is not busy'
        mov word [TSS], SELA
        push dword 4000h
        popfd
        iretd
        endtest
        test 'IRET with NT, null link'
        push dword 4000h
        popfd
        iretd
        endtest
        test 'IRET with NT, link to the LDT'
        mov word [TSS], 4
        push dword 4000h
        popfd
        iretd
        endtest
        test 'IRET with NT, link to a busy task'
        mov word [TSS], SELA
        mov byte [GDT+SELA+5], 8Bh
        mov dword [TSSA+68h], 3
        push dword 4000h
        popfd
        iretd
        endtest
        test 'IRET with NT, busy task not present'
        mov word [TSS], SELA
        mov byte [GDT+SELA+5], 0Bh
        push dword 4000h
        popfd
        iretd
        endtest

        ; ---- faults in the new task ----
        test 'LDT not an LDT'
        mov word [TSSA+60h], CODE0
        jmp SELA:0
        endtest
        test 'LDT not present'
        mov byte [GDT+X+5], 02h
        mov byte [GDT+X+6], 0
        mov word [TSSA+60h], X
        jmp SELA:0
        endtest
        test 'LDT in the LDT'
        mov word [TSSA+60h], 4
        jmp SELA:0
        endtest
        test 'CS null'
        mov word [TSSA+4Ch], 0
        jmp SELA:0
        endtest
        test 'CS is data'
        mov word [TSSA+4Ch], DATA0
        jmp SELA:0
        endtest
        test 'CS not present'
        mov byte [GDT+Y+5], 1Ah
        mov word [TSSA+4Ch], Y
        jmp SELA:0
        endtest
        test 'CS of the wrong DPL'
        mov word [TSSA+4Ch], Y
        jmp SELA:0
        endtest
        test 'CS beyond the GDT'
        mov word [TSSA+4Ch], 2000h
        jmp SELA:0
        endtest
        test 'SS null'
        mov word [TSSA+50h], 0
        jmp SELA:0
        endtest
        test 'SS not present'
        mov byte [GDT+X+5], 12h
        mov word [TSSA+48h], 0
        mov word [TSSA+50h], X
        jmp SELA:0
        endtest
        test 'SS of the wrong RPL'
        mov word [TSSA+50h], DATA0|3
        jmp SELA:0
        endtest
        test 'DS a system segment'
        mov word [TSSA+54h], MAINTSS
        jmp SELA:0
        endtest
        test 'ES not present'
        mov byte [GDT+X+5], 12h
        jmp SELA:0
        endtest
        test 'FS beyond the GDT'
        mov word [TSSA+58h], 2000h
        jmp SELA:0
        endtest
        test 'GS of an inner level for CPL 3'
        mov word [TSSA+4Ch], CODE3|3
        mov word [TSSA+50h], DATA3|3
        mov word [TSSA+48h], 0
        mov word [TSSA+54h], DATA3|3
        mov word [TSSA+5Ch], DATA0
        jmp SELA:0
        endtest
        test 'EIP beyond the limit'
        mov dword [TSSA+20h], 10000h
        jmp SELA:0
        endtest
        test 'error code, no room on the new stack'
        mov dword [IDT+13*8], SELA << 16
        mov dword [IDT+13*8+4], 8500h
        mov dword [IDT+8*8], SELB << 16
        mov dword [IDT+8*8+4], 8500h
        mov dword [TSSA+68h], 3
        mov word [TSSA+50h], REAL16D
        mov dword [TSSA+38h], 2
        mov ax, 0FFF8h
        mov ds, ax
        endtest
        jmp finish

bits 16
task_v86:
        mov ax, 1234h
        hlt
