; Virtual-8086 mode: every IOPL, with and without VME, VIP and interrupt redirection.
; A line: IOPL, VME, redirection, VIP, number of the case, then the frame of the event that ended it.
%include "harness.inc"

%define iopl   spare
%define vme    spare+4
%define redir  spare+8
%define vip    spare+12
%define number spare+16
%define flat(x) (x+0F0000h)
STACK   equ 0C00h

main:
        mov dword [resume], after
        mov dword [verbose], 1
        ; vector table of the 8086 program: INT 21h and INT 40h
        mov dword [21h*4], 0F0000000h + (handler21-$$)
        mov dword [OK*4], 0F0000000h + (handler40-$$)
        ; port 80h denied, 84h to 87h allowed; the bitmap is TSS+68h+32, the redirection map before it
        mov word [TSS+102], 68h+32
        mov edi, TSS+68h
        mov ecx, 80
        mov al, 0FFh
        cld
        rep stosb
        mov byte [TSS+68h+32+10h], 0Fh
        mov dword [iopl], 0
.iopl:
        mov dword [vme], 0
.vme:
        mov dword [redir], 0
.redir:
        mov dword [vip], 0
.vip:
        mov dword [number], 0
.case:
        mov eax, [iopl]
        call putdigit
        mov eax, [vme]
        call putdigit
        mov eax, [redir]
        call putdigit
        mov eax, [vip]
        call putdigit
        call space
        mov eax, [number]
        call puthex8
        call space
        mov eax, [vme]
        mov cr4, eax
        ; redirection bits of 21h and 40h
        mov eax, [redir]
        neg eax
        mov byte [TSS+68h+4], al
        mov byte [TSS+68h+8], al
        mov edi, STACK*16+0F00h-16
        mov ecx, 16
        mov al, 0
        rep stosb
        push dword 4444h        ; GS
        push dword 3333h        ; FS
        push dword 0C00h        ; DS
        push dword 1111h        ; ES
        push dword STACK
        push dword 12340EF0h
        mov eax, [iopl]
        shl eax, 12
        or eax, 20202h
        mov ecx, [vip]
        shl ecx, 20
        or eax, ecx
        push eax
        push dword 0F000h
        mov eax, [number]
        shl eax, 5
        add eax, cases
        push eax
        xor eax, eax
        xor ebx, ebx
        mov edx, 80h
        mov ecx, 5
        mov esi, 100h
        mov edi, 200h
        push dword 0
        popfd
        iretd
after:
        xor eax, eax
        mov cr4, eax
        cmp dword [number], COUNT
        inc dword [number]
        cmp dword [number], COUNT
        jne main.case
        inc dword [vip]
        cmp dword [vip], 2
        jne main.vip
        inc dword [redir]
        cmp dword [redir], 2
        jne main.redir
        inc dword [vme]
        cmp dword [vme], 2
        jne main.vme
        inc dword [iopl]
        cmp dword [iopl], 4
        jne main.iopl
        jmp finish

bits 16
handler21:
        hlt
handler40:
        iret

%macro case 1+
        align 32
        %1
        hlt
%endmacro
align 32
cases:
        case nop
        case cli
        case sti
        case pushf
        case pushfd
        align 32                ; 05: POPF of zero
        push word 0
        popf
        hlt
        align 32                ; 06: POPF with everything but TF
        push word 0FEFFh
        popf
        hlt
        align 32                ; 07: POPF with TF
        push word 0100h
        popf
        nop
        hlt
        align 32                ; 08: POPFD
        push dword 003CFEFFh
        popfd
        hlt
        align 32                ; 09: IRET
        push word 0202h
        push word 0F000h
        push word .target9-$$
        iret
        hlt
.target9:
        hlt
        align 32                ; 0A: IRETD
        push dword 003C0ED7h
        push dword 0F000h
        push dword .targeta-$$
        iretd
        hlt
.targeta:
        hlt
        case int 21h
        case int OK
        case int3
        align 32                ; 0E: INTO
        mov al, 7Fh
        add al, al
        into
        hlt
        case in al, dx
        align 32                ; 10: an allowed port
        mov dl, 84h
        in al, dx
        hlt
        align 32                ; 11: allowed and denied ports
        mov dl, 86h
        in eax, dx
        hlt
        case mov eax, cr0
        case clts
        case sldt ax
        case str ax
        case lar ax, bx
        case verr ax
        case arpl ax, bx
        align 32                ; 19: SMSW
        smsw ax
        hlt
        case lmsw ax
        align 32                ; 1B: segment registers
        mov ax, 8123h
        mov fs, ax
        mov es, [cs:.word]
        push fs
        pop gs
        hlt
.word:  dw 0ABCDh
        align 32                ; 1C: far JMP
        jmp 0EFFFh:(.target1c-$$+10h)
        hlt
.target1c:
        hlt
        align 32                ; 1D: far CALL
        call 0EFFEh:(.target1d-$$+20h)
        hlt
.target1d:
        hlt
        align 32                ; 1E: far CALL and RET
        call 0F000h:(.target1e-$$)
        hlt
.target1e:
        retf
        align 32                ; 1F: far RET with 32 bits beyond 64 KiB
        push dword 0F000h
        push dword 10000h
        o32 retf
        hlt
        case mov ax, [0FFFFh]
        case mov eax, [0FFFDh]
        align 32                ; 22: stack limit
        mov sp, 1
        push ax
        hlt
        align 32                ; 23: offset beyond 64 KiB
        mov ebx, 10000h
        mov al, [ebx]
        hlt
        case mov dr7, eax
        case lgdt [0]
        align 32                ; 26: SGDT
        sgdt [0DF0h]
        hlt
        case ud2
        case wbinvd
        case rdtsc
        case insb
        case outsb
        align 32                ; 2C: LDS
        lds si, [cs:.pointer]
        hlt
.pointer: dw 5678h, 9ABCh
        case sysexit
        case rdmsr
        align 32                ; 2F: write through CS
        mov byte [cs:8000h], 1
        hlt
        align 32                ; 30: ICEBP
        db 0F1h
        hlt
COUNT   equ 31h
