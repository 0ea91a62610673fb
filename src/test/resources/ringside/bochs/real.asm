; Real mode: interrupts and faults through the vector table, limits, flags, unreal mode, the ways into and out of protected
; mode. Each event prints its vector, then IP, CS and FLAGS as pushed, and SP.
%define REALMODE
%include "harness.inc"
bits 16

mark    equ 5F0h                ; offset where the next event goes on
STACKTOP equ 7000h

real_stubs:
%assign v 0
%rep 64
        push ax
        mov al, v
        jmp near real_caught
        align 8
%assign v v+1
%endrep

real_caught:                    ; AX, IP, CS, FLAGS on the stack
        push bp
        mov bp, sp
        push ax
        mov al, 'v'
        out 0E9h, al
        pop ax
        call hex8
        mov ax, [bp+4]
        call hex16s
        mov ax, [bp+6]
        call hex16s
        mov ax, [bp+8]
        call hex16s
        lea ax, [bp+4]
        call hex16s
        mov al, 10
        out 0E9h, al
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        mov esp, STACKTOP
        jmp [mark]

hex16s:
        push ax
        mov al, ' '
        out 0E9h, al
        pop ax
hex16:
        push ax
        mov al, ah
        call hex8
        pop ax
hex8:
        push ax
        shr al, 4
        call digit
        pop ax
        push ax
        call digit
        pop ax
        ret
digit:
        and al, 0Fh
        add al, '0'
        cmp al, '9'
        jbe .d
        add al, 7
.d:     out 0E9h, al
        ret
hex32s:
        push eax
        shr eax, 16
        call hex16s
        pop eax
        jmp hex16
text16:
        cs lodsb
        test al, al
        jz .end
        out 0E9h, al
        jmp text16
.end:   ret

%macro test 1+
%push test
        call real_restore
        mov si, %%text
        call text16
        mov word [mark], %$end
        jmp %%over
%%text: db %1, ' ', 0
%%over: push word 2
        popf
%endmacro
%macro endtest 0
        mov al, '-'
        out 0E9h, al
        mov al, 10
        out 0E9h, al
%$end:
%pop
%endmacro
%macro show 1
        mov eax, %1
        call hex32s
%endmacro

real_restore:
        cld
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        cs o32 lidt [real_idt]
        ret
real_idt: dw 3FFh
        dd 0
short_real_idt: dw 0C3h
        dd 0
moved_idt: dw 3FFh
        dd 800h

real_main:
        xor ebx, ebx
.vector:
        lea ax, [ebx*8+real_stubs]
        mov [ebx*4], ax
        mov word [ebx*4+2], 0F000h
        mov [ebx*4+800h], ax
        mov word [ebx*4+802h], 0F000h
        inc bx
        cmp bx, 64
        jne .vector
        mov si, begin16
        call text16

        test 'INT n'
        int 21h
        endtest
        test 'INT3'
        int3
        endtest
        test 'INTO'
        mov al, 7Fh
        add al, al
        into
        endtest
        test 'ICEBP'
        db 0F1h
        endtest
        test 'divide'
        xor ax, ax
        mov dx, ax
        mov cx, ax
        div cx
        endtest
        test 'AAM 0'
        aam 0
        endtest
        test 'BOUND'
        mov word [600h], 5
        mov word [602h], 9
        mov ax, 10
        bound ax, [600h]
        endtest
        test 'UD2'
        ud2
        endtest
        test 'FLAGS as INT leaves them'
        push word 07FD7h & ~100h
        popf
        int 21h
        endtest
        test 'FLAGS inside the handler'
        mov word [3Fh*4], .inside
        push word 07FD7h & ~100h
        popf
        int 3Fh
.inside: pushf
        pop ax
        call hex16s
        endtest
        test 'word at FFFF'
        mov ax, [0FFFFh]
        endtest
        test 'doubleword at FFFD'
        mov eax, [0FFFDh]
        endtest
        test 'beyond 64 KiB'
        mov ebx, 10000h
        mov al, [ebx]
        endtest
        test 'beyond 64 KiB, stack segment'
        mov ebp, 10000h
        mov al, [ebp]
        endtest
        test 'execution beyond the segment'
        jmp dword 10000h
        endtest
        test 'far JMP beyond the segment'
        jmp dword 0F000h:10000h
        endtest
        test 'IDT limit, INT n'
        cs lidt [short_real_idt]
        int 31h
        endtest
        test 'IDT limit, last vector'
        cs lidt [short_real_idt]
        int 30h
        endtest
        test 'IDT elsewhere'
        cs lidt [moved_idt]
        int 22h
        endtest
        test 'LLDT'
        lldt ax
        endtest
        test 'SLDT'
        sldt ax
        endtest
        test 'LTR'
        ltr ax
        endtest
        test 'LAR'
        lar ax, ax
        endtest
        test 'VERR'
        verr ax
        endtest
        test 'ARPL'
        arpl ax, ax
        endtest
        test 'SYSENTER'
        sysenter
        endtest
        test 'SYSEXIT'
        sysexit
        endtest
        test 'RSM'
        rsm
        endtest
        test 'SMSW, MOV from CR0'
        smsw eax
        call hex32s
        show cr0
        endtest
        test 'PG without PE'
        mov eax, 80000010h
        mov cr0, eax
        endtest
        test 'LOCK NOP'
        db 0F0h, 90h
        endtest
        test 'sixteen bytes'
        times 15 db 66h
        nop
        endtest
        test 'POPFD'
        push dword 003F7ED7h
        popfd
        pushfd
        pop eax
        call hex32s
        push dword 0
        popfd
        endtest
        test 'IRET'
        pushf
        push cs
        push word .iret
        iret
        nop
.iret:  endtest
        test 'IRETD'
        push dword 00217ED7h & ~100h
        push dword 0F000h
        push dword .iretd
        iretd
        nop
.iretd: pushfd
        pop eax
        call hex32s
        push dword 0
        popfd
        endtest
        test 'IRETD beyond the segment'
        push dword 2
        push dword 0F000h
        push dword 10000h
        iretd
        endtest
        test 'RETF with 32 bits'
        push dword 5555F000h
        push dword .retf
        o32 retf
.retf:  endtest
        test 'CALL far with 32 bits'
        call dword 0F000h:.called
        nop
.called:
        pop eax
        call hex32s
        pop eax
        call hex32s
        endtest
        test 'PUSH Sreg with 32 bits'
        push dword 12345678h
        pop eax
        push dword 12345678h
        add sp, 4
        o32 push cs
        pop eax
        call hex32s
        endtest
        test 'single step'
        mov dword [limit16], 4
        mov word [4], stepper
        push word 102h
        popf
        nop
        nop
        push word 2
        popf
        mov ax, real_stubs+8
        mov [4], ax
        endtest
        test 'SGDT, SIDT'
        sgdt [600h]
        o32 sidt [610h]
        mov ax, [600h]
        call hex16s
        show [602h]
        mov ax, [610h]
        call hex16s
        show [612h]
        endtest
        test 'LGDT of 24 and 32 bits'
        mov word [600h], 1234h
        mov dword [602h], 89ABCDEFh
        lgdt [600h]
        sgdt [610h]
        show [612h]
        o32 lgdt [600h]
        sgdt [610h]
        show [612h]
        mov ax, [610h]
        call hex16s
        endtest

        ; unreal mode
        test 'unreal mode'
        cli
        cs o32 lgdt [gdtr_image]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov ax, FLAT
        mov ds, ax
        mov es, ax
        mov eax, cr0
        and al, 0FEh
        mov cr0, eax
        mov ebx, 100000h
        mov dword [ebx], 0CAFEBABEh
        xor ax, ax
        mov ds, ax
        mov eax, [ebx]
        call hex32s
        mov ax, 0F000h
        mov ds, ax
        mov eax, [ebx-0F0000h]
        call hex32s
        ; FS was not touched
        mov eax, [fs:ebx]
        endtest
        test 'back to 64 KiB'
        cli
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov ax, REAL16D
        mov ds, ax
        mov es, ax
        mov eax, cr0
        and al, 0FEh
        mov cr0, eax
        xor ax, ax
        mov ds, ax
        mov ebx, 10000h
        mov al, [ebx]
        endtest
        test 'short limit survives'
        cli
        mov dword [GDT+X], 00000FFFh
        mov dword [GDT+X+4], 00009300h
        mov eax, cr0
        or al, 1
        mov cr0, eax
        mov ax, X
        mov gs, ax
        mov eax, cr0
        and al, 0FEh
        mov cr0, eax
        xor ax, ax
        mov gs, ax
        mov al, [gs:0FFFh]
        mov al, [gs:1000h]
        endtest
        test '16-bit protected mode and back'
        cli
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp CODE16:.pm
.pm:    mov ax, REAL16D
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        str ax
        mov eax, cr0
        and al, 0FEh
        mov cr0, eax
        jmp 0F000h:.rm
.rm:    xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov fs, ax
        mov gs, ax
        int 2Ah
        endtest
        test 'LMSW sets PE, cannot clear it'
        cli
        mov ax, 1
        lmsw ax
        jmp CODE16:.lm
.lm:    mov ax, 0
        lmsw ax
        smsw bx
        mov eax, cr0
        and al, 0FEh
        mov cr0, eax
        jmp 0F000h:.lr
.lr:    mov ax, bx
        call hex16s
        endtest
        test 'MOV SS holds off nothing but events'
        mov ax, ss
        mov ss, ax
        int 2Bh
        endtest
        mov si, end16
        call text16
        xchg bx, bx
        cli
        hlt

stepper:
        push bp
        mov bp, sp
        push ax
        mov ax, [bp+2]
        call hex16s
        mov ax, [bp+6]
        call hex16s
        pop ax
        pop bp
        iret
limit16 equ 5F4h
begin16 db 10, 'begin', 10, 0
end16   db 'end', 10, 0
bits 32
main:
