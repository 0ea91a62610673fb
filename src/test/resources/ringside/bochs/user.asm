; Runs a table of user-mode cases, each one instruction at CPL 3 with TF set, and leaves what each did in memory: what
; scripts/oracles/hostcpu.c does in a process, on the bare machine of an emulator. Runs as a ROM; linear = physical +
; FFC00000h for the kernel, so that everything but the cases' three pages is out of their reach.
;
;   01000 directory   08800 TSS      30000 this program            210000 what the data page holds before each case
;   02000 user table  09000 IDT      100000 count, seed, cases     211000 the same of the stack page
;   03000 own table   0B000 stubs    280000 results
;   08000 GDT         0E000 stack

org 0xFFC30000
bits 16

BASE     equ 0xFFC00000
CASES    equ BASE + 0x100000
RESULTS  equ BASE + 0x280000
DATA     equ 0x540000
STACK    equ 0x560000
CODE     equ 0x520000
DATA_PTE  equ BASE + 0x2000 + 4 * 0x140
STACK_PTE equ BASE + 0x2000 + 4 * 0x160
DATA_COPY  equ BASE + 0x210000
STACK_COPY equ BASE + 0x211000
TOP      equ BASE + 0xE000
FIXED_STACK equ 0x48            ; selector of the kernel's stack under another base
CASE_BYTES equ 56
WITH_ERROR equ 0x27D00          ; vectors that push an error code
DIRTY    equ 0x40

start:
        cli
        db 0x66
        lgdt [cs:romgdtr - start]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 0x10:0xF0000 + start32 - start

romgdtr:
        dw 0x17
        dd 0xF0000 + gdt - start
gdtr:   dw 0x4F
        dd BASE + 0x8000
idtr:   dw 0xFF
        dd BASE + 0x9000
align 8
gdt:    dq 0
        dq 0x00CF93000000FFFF   ; 08 data
        dq 0x00CF9B000000FFFF   ; 10 code
        dq 0x00CFFB000000FFFF   ; 18 the cases' code
        dq 0x00CFF3000000FFFF   ; 20 and data
        dq 0xFF0089C088000067   ; 28 TSS
        dq 0x0000FB520000FFFF   ; 30 16-bit code
        dq 0x0000F3540000FFFF   ; 38 data
        dq 0x0000F3560000FFFF   ; 40 stack
        dq 0x00CF93000000FFFF   ; 48 the kernel's stack where the case wants the upper half of ESP

bits 32
start32:
        mov ax, 8
        mov ds, ax
        mov es, ax
        mov ss, ax
        cld
        ; Bochs takes its blocks of 128 KiB in the order in which they are touched; the image that it has loaded at
        ; 100000h is whole only if they come one after the other.
        mov esi, 0x100000
.touch:
        mov eax, [esi]
        add esi, 0x20000
        cmp esi, 0x200000
        jb .touch
        mov esi, 0xF0000
        mov edi, 0x30000
        mov ecx, 0x1000
        rep movsd
        in al, 0x92
        or al, 2
        and al, 0xFE
        out 0x92, al
        mov al, 0xFF
        out 0x21, al
        out 0xA1, al
        mov edi, 0x1000
        xor eax, eax
        mov ecx, 0xD000 / 4
        rep stosd
        mov dword [0x1000], 0x3003
        mov dword [0x1004], 0x2007
        mov dword [0x1FFC], 0x3003
        mov dword [0x2000 + 4 * 0x120], CODE + 7
        mov dword [0x2000 + 4 * 0x140], DATA + 7
        mov dword [0x2000 + 4 * 0x160], STACK + 7
        mov edi, 0x3000
        mov eax, 3
        mov ecx, 1024
.page:
        stosd
        add eax, 0x1000
        loop .page
        mov esi, 0x30000 + gdt - start
        mov edi, 0x8000
        mov ecx, 20
        rep movsd
        mov dword [0x8804], TOP
        mov dword [0x8808], 8
        mov word [0x8866], 0x68
        ; push VECTOR; jmp trap, and the gate to it
        xor ecx, ecx
        mov edi, 0xB000
        mov ebx, 0x9000
.stub:
        mov byte [edi], 0x6A
        mov [edi + 1], cl
        mov byte [edi + 2], 0xE9
        mov eax, trap - BASE - 7
        sub eax, edi
        mov [edi + 3], eax
        movzx eax, di
        or eax, 0x100000
        mov [ebx], eax
        mov dword [ebx + 4], BASE + 0x8E00
        add edi, 16
        add ebx, 8
        inc ecx
        cmp ecx, 32
        jb .stub
        or byte [0x9000 + 8 * 3 + 5], 0x60
        or byte [0x9000 + 8 * 4 + 5], 0x60
        or byte [0x9000 + 8 * 5 + 5], 0x60
        mov eax, 0x1000
        mov cr3, eax
        mov eax, 0x80050033
        mov cr0, eax
        jmp dword 0x10:high

high:
        lgdt [gdtr]
        lidt [idtr]
        mov ax, 0x28
        ltr ax
        mov dword [BASE + 0x1000], 0
        mov eax, cr3
        mov cr3, eax
        xor eax, eax
        lldt ax
        mov fs, ax
        mov gs, ax
        mov esp, TOP
        mov edi, CODE
        mov ecx, 1024
        mov eax, 0xCCCCCCCC
        rep stosd
        mov edi, DATA_COPY
        mov eax, [CASES + 4]
        call fill
        mov eax, [CASES + 4]
        xor eax, 0x5A5A5A5A
        call fill
        mov esi, DATA_COPY
        mov edi, DATA
        mov ecx, 1024
        rep movsd
        mov edi, STACK
        mov ecx, 1024
        rep movsd

next:
        mov ebp, [current]
        lea esi, [ebp + 40]
        mov edi, CODE + 0x800
        mov ecx, 4
        rep movsd
        and dword [DATA_PTE], ~DIRTY
        and dword [STACK_PTE], ~DIRTY
        invlpg [DATA]
        invlpg [STACK]
        mov eax, [ebp + 32]
        and eax, 0x40DD5
        or eax, 0x302
        mov esp, TOP
        cmp byte [ebp + 37], 0
        jne case16
        push dword 0x23
        push dword [ebp + 16]
        push eax
        push dword 0x1B
        push dword CODE + 0x800
        mov [frame], esp
        mov dword [frame + 4], 8
        mov ax, 0x23
        jmp registers

; IRET to a 16-bit stack leaves the upper half of ESP alone, so it is the case's before.
case16:
        push dword 0x43
        push dword [ebp + 16]
        push eax
        push dword 0x33
        push dword 0x800
        mov eax, [ebp + 16]
        and eax, 0xFFFF0000
        movzx edx, sp
        or edx, eax
        mov [frame], edx
        mov dword [frame + 4], FIXED_STACK
        mov edx, esp
        and edx, 0xFFFF0000
        sub edx, eax
        shr edx, 16
        mov [BASE + 0x8000 + FIXED_STACK + 4], dl
        mov [BASE + 0x8000 + FIXED_STACK + 7], dh
        mov ax, 0x3B

registers:
        mov ds, ax
        mov es, ax
        mov eax, [cs:ebp]
        mov ecx, [cs:ebp + 4]
        mov edx, [cs:ebp + 8]
        mov ebx, [cs:ebp + 12]
        mov esi, [cs:ebp + 24]
        mov edi, [cs:ebp + 28]
        mov ebp, [cs:ebp + 20]
        lss esp, [cs:frame]
        iretd

trap:
        pushad
        mov ax, 8
        mov ds, ax
        mov es, ax
        cld
        mov ebp, esp
        mov ebx, [ebp + 32]
        lea esi, [ebp + 36]
        xor edx, edx
        bt dword [with_error], ebx
        jnc .frame
        mov edx, [esi]
        add esi, 4
.frame:
        mov edi, [result]
        mov eax, [ebp + 28]
        stosd
        mov eax, [ebp + 24]
        stosd
        mov eax, [ebp + 20]
        stosd
        mov eax, [ebp + 16]
        stosd
        mov eax, [esi + 12]
        stosd
        mov eax, [ebp + 8]
        stosd
        mov eax, [ebp + 4]
        stosd
        mov eax, [ebp]
        stosd
        mov eax, [esi + 8]
        stosd
        mov eax, [esi]
        stosd
        mov eax, ebx
        stosd
        mov eax, edx
        stosd
        mov eax, cr2
        stosd
        xor eax, eax
        test byte [DATA_PTE], DIRTY
        jz .data
        mov ebx, DATA
        mov esi, DATA_COPY
        call hash
.data:
        stosd
        xor eax, eax
        test byte [STACK_PTE], DIRTY
        jz .stack
        mov ebx, STACK
        mov esi, STACK_COPY
        call hash
.stack:
        stosd
        mov [result], edi
        add dword [current], CASE_BYTES
        dec dword [CASES]
        jnz next
stop:
        xchg bx, bx             ; Bochs' magic breakpoint
        cli
        hlt
        jmp stop

; Fills the page at EDI by the seed in EAX.
fill:
        or eax, 1
        mov ecx, 1024
.one:
        mov edx, eax
        shl edx, 13
        xor eax, edx
        mov edx, eax
        shr edx, 17
        xor eax, edx
        mov edx, eax
        shl edx, 5
        xor eax, edx
        stosd
        loop .one
        ret

; EAX = hash of the page at EBX, which then becomes the page at ESI again.
hash:
        mov eax, 0x811C9DC5
        xor ecx, ecx
.one:                           ; eight at once: most of the time goes here
        xor eax, [ebx + 4 * ecx]
        imul eax, eax, 0x01000193
        xor eax, [ebx + 4 * ecx + 4]
        imul eax, eax, 0x01000193
        xor eax, [ebx + 4 * ecx + 8]
        imul eax, eax, 0x01000193
        xor eax, [ebx + 4 * ecx + 12]
        imul eax, eax, 0x01000193
        xor eax, [ebx + 4 * ecx + 16]
        imul eax, eax, 0x01000193
        xor eax, [ebx + 4 * ecx + 20]
        imul eax, eax, 0x01000193
        xor eax, [ebx + 4 * ecx + 24]
        imul eax, eax, 0x01000193
        xor eax, [ebx + 4 * ecx + 28]
        imul eax, eax, 0x01000193
        add ecx, 8
        cmp ecx, 1024
        jb .one
        push edi
        mov edi, ebx
        rep movsd
        pop edi
        ret

align 4
current dd CASES + 16
result  dd RESULTS
with_error dd WITH_ERROR
frame   dd 0, 0
