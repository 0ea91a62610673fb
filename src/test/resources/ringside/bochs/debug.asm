; Debug exceptions: single step, data, I/O and code breakpoints, shadows, DR7.GD. Each #DB prints EIP, EFLAGS and DR6.
%include "harness.inc"

setrf   equ spare               ; whether the handler sets RF for the return
shown   equ spare+8             ; the bits of EFLAGS that are printed: not RF where Bochs differs from the manual (REP, GD)
watch   equ 600h
watch2  equ 608h
limit   equ spare+4             ; #DBs left before the handler gives up

%macro test 1+
%push test
        call restore
        say %1, 10
        mov dword [resume], %$end
%endmacro
%macro endtest 0
        say 'done', 10
%$end:
%pop
%endmacro
%macro step 0                   ; sets TF: the next instruction but one is the first to trap
        pushfd
        or dword [esp], 100h
        popfd
%endmacro
%macro unstep 0
        pushfd
        and dword [esp], ~100h
        popfd
%endmacro
%macro dr 2
        mov eax, %2
        mov dr%1, eax
%endmacro

debug_handler:
        push eax
        push ebx
        mov ebx, esp
        mov eax, [ss:ebx+8]
        call puthex32
        call space
        mov eax, [ss:ebx+16]
        and eax, [ss:shown]
        call puthex32
        call space
        mov eax, dr6
        call puthex32
        call space
        mov eax, dr7
        call puthex32
        call newline
        xor eax, eax
        mov dr6, eax
        cmp dword [ss:setrf], 0
        je .out
        or dword [ss:ebx+16], 10000h
.out:
        dec dword [ss:limit]
        jz .stop
        pop ebx
        pop eax
        iretd
.stop:
        xor eax, eax
        mov dr7, eax
        and dword [ss:ebx+16], ~100h
        pop ebx
        pop eax
        iretd

just_iret:
        iretd

restore:
        mov dword [limit], 40
        mov dword [setrf], 0
        mov dword [shown], -1
        xor eax, eax
        mov dr7, eax
        mov dr6, eax
        mov dr0, eax
        mov dr1, eax
        mov dr2, eax
        mov dr3, eax
        mov cr4, eax
        mov edi, watch
        mov ecx, 16
        rep stosd
        mov eax, debug_handler
        mov [IDT+8], ax
        mov eax, just_iret
        mov [IDT+3*8], ax
        mov [IDT+30h*8], ax
        mov [IDT+4*8], ax
        push dword 0
        popfd
        ret

main:
        mov dword [verbose], 1

        test 'single step'
        step
        nop
        inc eax
        push eax
        pop eax
        jmp short .near
        nop
.near:  call .sub
        unstep
        nop
        jmp .over
.sub:   ret
.over:
        endtest
        test 'single step over MOV SS, POP SS, STI'
        step
        mov ax, ss
        mov ss, ax
        nop
        push ss
        pop ss
        nop
        mov ss, ax
        mov ss, ax
        nop
        nop
        unstep
        endtest
        test 'single step over LSS'
        push ss
        push esp
        step
        lss esp, [esp]
        nop
        unstep
        endtest
        test 'single step over INT3, INT n, INTO'
        step
        int3
        nop
        int 30h
        nop
        mov al, 7Fh
        add al, al
        into
        nop
        unstep
        endtest
        test 'single step over ICEBP'
        step
        db 0F1h
        nop
        unstep
        endtest
        test 'ICEBP alone'
        db 0F1h
        nop
        endtest
        test 'single step of REP STOSB'
        mov dword [shown], 0FFFEFFFFh
        mov ecx, 3
        mov edi, watch+32
        step
        rep stosb
        nop
        unstep
        endtest
        test 'single step of REP with ECX = 0'
        mov ecx, 0
        mov edi, watch+32
        step
        rep stosb
        nop
        unstep
        endtest
        test 'IRETD that sets TF'
        push dword 102h
        push cs
        push dword .tf
        iretd
.tf:    nop
        nop
        unstep
        endtest
        test 'POPFD that clears TF, PUSHFD that stores it'
        step
        pushfd
        pop eax
        push dword 2
        popfd
        nop
        call puthex32
        endtest
        test 'exception under TF'
        step
        ud2
        endtest
        test 'MOV DR under TF'
        step
        mov eax, dr0
        unstep
        endtest

        test 'data, write'
        dr 0, watch
        dr 7, 000D0002h         ; G0, write, four bytes
        mov eax, [watch]
        mov [watch], eax
        nop
        mov byte [watch+3], 1
        mov byte [watch+4], 1
        mov [watch-3], eax
        mov [watch-4], eax
        mov [watch+3], ax
        add dword [watch], 1
        inc byte [watch+1]
        cmp dword [watch], 1
        xchg eax, [watch]
        endtest
        test 'data, read or write'
        dr 1, watch+2
        dr 7, 00700008h         ; G1, read/write, two bytes
        mov eax, [watch]
        mov ax, [watch]
        mov al, [watch+3]
        mov [watch+2], al
        cmp dword [watch], 1
        lea eax, [watch+2]
        endtest
        test 'data, one byte'
        dr 0, watch+1
        dr 7, 00010001h
        mov [watch], al
        mov [watch+1], al
        mov [watch], ax
        mov [watch+2], ax
        endtest
        test 'address not aligned to the length'
        dr 0, watch+1
        dr 7, 000D0001h
        mov [watch], al
        mov [watch+3], al
        mov [watch+4], al
        endtest
        test 'two at once, one disabled'
        dr 0, watch
        dr 1, watch
        dr 2, watch+1
        dr 7, 03DD0001h
        mov [watch], eax
        endtest
        test 'pushes'
        dr 0, 7FF0h
        dr 7, 000D0001h
        mov esp, 7FF4h
        push eax
        pop eax
        endtest
        test 'REP MOVSB through a breakpoint'
        mov dword [shown], 0FFFEFFFFh
        mov esi, watch
        mov edi, watch+32
        mov ecx, 4
        dr 0, watch+2
        dr 1, watch+33
        dr 7, 00130005h
        rep movsb
        nop
        endtest
        test 'REP MOVSB under TF'
        mov dword [shown], 0FFFEFFFFh
        mov esi, watch
        mov edi, watch+32
        mov ecx, 3
        dr 0, watch+1
        dr 7, 00030001h
        step
        rep movsb
        nop
        unstep
        endtest
        test 'data and single step'
        dr 0, watch
        dr 7, 000F0001h
        step
        mov eax, [watch]
        nop
        unstep
        endtest
        test 'MOV SS from a watched word'
        mov [watch], ss
        dr 0, watch
        dr 7, 00030001h
        mov ss, [watch]
        nop
        nop
        endtest
        test 'descriptor and interrupt accesses'
        dr 0, GDT+DATA0
        dr 1, IDT+30h*8
        dr 7, 00FF0005h
        int 30h
        mov ax, DATA0
        mov es, ax
        nop
        endtest
        test 'watched access of a faulting instruction'
        dr 0, watch
        dr 7, 000F0001h
        mov eax, 0
        mov ebx, 0
        div dword [watch]
        endtest

        test 'code'
        mov dword [setrf], 1
        dr 0, 0F0000h + .code
        dr 7, 00000001h
        nop
.code:  nop
        nop
        endtest
        test 'code, not the first byte'
        mov dword [setrf], 1
        dr 0, 0F0000h + .code2 + 1
        dr 7, 00000001h
        nop
.code2: mov eax, 1
        nop
        endtest
        test 'code, handler does not set RF'
        mov dword [limit], 3
        dr 3, 0F0000h + .code3
        dr 7, 00000080h
        nop
.code3: nop
        nop
        endtest
        test 'code, two registers, one disabled'
        mov dword [setrf], 1
        dr 0, 0F0000h + .code4
        dr 1, 0F0000h + .code4
        dr 7, 00000008h
        nop
.code4: nop
        nop
        endtest
        test 'code under TF'
        mov dword [setrf], 1
        dr 0, 0F0000h + .code5
        dr 7, 00000001h
        step
        nop
.code5: nop
        nop
        unstep
        endtest
        test 'code behind MOV SS'
        mov dword [setrf], 1
        dr 0, 0F0000h + .code6
        dr 7, 00000001h
        mov ax, ss
        mov ss, ax
.code6: nop
        nop
        endtest
        test 'code, IRETD with RF'
        dr 0, 0F0000h + .code7
        dr 7, 00000001h
        push dword 10002h
        push cs
        push dword .code7
        iretd
.code7: nop
        jmp short .out7
        nop
.out7:
        endtest
        test 'RF lasts one instruction'
        mov dword [limit], 3
        mov dword [setrf], 1
        dr 0, 0F0000h + .code8
        dr 7, 00000001h
        push dword 10002h
        push cs
        push dword .before8
        iretd
.before8: nop
.code8: nop
        endtest
        test 'code at an undefined instruction'
        mov dword [setrf], 1
        dr 0, 0F0000h + .code9
        dr 7, 00000001h
.code9: ud2
        endtest
        test 'code at REP STOSB'
        mov dword [shown], 0FFFEFFFFh
        mov dword [setrf], 1
        mov ecx, 3
        mov edi, watch+32
        dr 0, 0F0000h + .code10
        dr 7, 00000001h
.code10: rep stosb
        nop
        endtest
        test 'code and data'
        mov dword [setrf], 1
        dr 0, 0F0000h + .code11
        dr 1, watch
        dr 7, 00D00005h
        mov [watch], eax
.code11: nop
        endtest

        test 'GD'
        mov dword [shown], 0FFFEFFFFh
        dr 7, 00002000h
        mov eax, dr0
        mov eax, dr7
        call puthex32
        call newline
        endtest
        test 'GD is cleared by any #DB'
        dr 7, 00002000h
        step
        nop
        unstep
        mov eax, dr7
        call puthex32
        call newline
        endtest

        test 'I/O'
        mov eax, 8
        mov cr4, eax
        dr 0, 80h
        dr 7, 00020001h
        out 80h, al
        nop
        out 81h, al
        in al, 80h
        in eax, 7Eh
        endtest
        test 'I/O without CR4.DE'
        dr 0, 80h
        dr 7, 00020001h
        out 80h, al
        nop
        endtest
        test 'I/O, four ports'
        mov eax, 8
        mov cr4, eax
        dr 0, 80h
        dr 7, 000E0001h
        out 83h, al
        nop
        out 84h, al
        endtest
        test 'sticky DR6'
        dr 6, 0000600Fh
        mov eax, dr6
        call puthex32
        call newline
        step
        nop
        unstep
        endtest
        jmp finish
