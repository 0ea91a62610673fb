; Runs a table of cases, each one instruction in a state of its own, and leaves what each did in memory. The same image
; runs as a 64 KiB ROM on Bochs and on Ringside; tables, descriptors and cases are laid out by the test (SystemLayout.java)
; in memory from 100000h, results are read from 280000h. Assembled by nasm -f bin -o cases.bin cases.asm.
;
; Protected and virtual-8086 cases are a task that is switched to; every exception is a task gate to a task of its own,
; so the whole state of the case lands in its TSS and nothing depends on its stack. Real-mode cases end in stubs that save
; the registers through CS.

cpu 686
org 30000h
bits 16

TSS_H   equ 0B8h            ; selector of the task that starts cases
TSS_C   equ 0C0h            ; selector of the case's own task
CASEIMG equ 2800h           ; its TSS
TASKS   equ 3000h           ; the tasks of the vectors, 80h bytes each, ESP = STACKTOP
STACKTOP equ 1F00h
REAL16C equ 180h            ; 16-bit code, base 30000h
REAL16D equ 188h            ; 64 KiB of data at 0
HEADER  equ 100000h
CASES   equ 108000h
CASESIZE equ 320
RESULTS equ 280000h
PAE     equ 20h             ; of CR4
VECTORS equ 18              ; that have tasks
WORDS   equ 19              ; of a TSS, from CR3 to the I/O map base

cur     equ 1000h           ; the case that runs
res     equ 1004h           ; where its result goes
left    equ 1008h           ; cases to go
vector  equ 100Ch
delta   equ 1010h           ; bytes that the exception pushed
link    equ 1014h           ; selector of the task it interrupted
code    equ 1018h           ; error code
scr0    equ 101Ch
sgdtr   equ 1020h
sidtr   equ 1028h
image   equ 1030h           ; WORDS dwords
rptr    equ 1080h           ; SS:ESP of a real-mode case
rjump   equ 1088h           ; CS:IP
REALSP  equ 1E00h

%define o(x) ((x)-$$)

start:
        cli
        o32 lgdt [cs:o(romgdtr)]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 10h:0F0000h+o(start32)

align 8
gdt0:   dq 0
        dq 00CF93000000FFFFh
        dq 00CF9B000000FFFFh
romgdtr: dw 17h
        dd 0F0000h+o(gdt0)
gdtr0:  dw 17h
        dd gdt0

bits 32
start32:
        mov ax, 8
        mov ds, ax
        mov es, ax
        ; Bochs takes its blocks of 128 KiB in the order in which they are touched; the image that it has loaded at
        ; 100000h is whole only if they come one after the other.
        mov esi, HEADER
.touch:
        mov eax, [esi]
        add esi, 20000h
        cmp esi, 200000h
        jb .touch
        cld
        mov esi, 0F0000h
        mov edi, 30000h
        mov ecx, 4000h
        rep movsd
        in al, 92h
        or al, 2
        and al, 0FEh
        out 92h, al
        mov al, 0FFh
        out 21h, al
        out 0A1h, al
        jmp 10h:main

main:
        mov ax, 8
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, STACKTOP
        mov eax, [HEADER]
        mov [left], eax
        mov dword [cur], CASES
        mov dword [res], RESULTS
next:
        mov ebp, [cur]
        cmp dword [ebp], 0
        je .restore
        mov esi, HEADER+20h
        call copy
.restore:
        mov esi, HEADER+100h
        call copy
        lgdt [HEADER+4]
        lidt [HEADER+0Ch]
        mov ebp, [cur]
        mov edi, [ebp+14h]
        lea esi, [ebp+1Ch]
        mov ecx, 8
        rep movsd
        lea esi, [ebp+3Ch]
        mov edi, CASEIMG+1Ch
        mov ecx, WORDS
        rep movsd
        mov ecx, [ebp+88h]
        lea esi, [ebp+8Ch]
        jecxz .patched
.patch:
        lodsd
        mov edi, eax
        lodsd
        mov [edi], eax
        loop .patch
.patched:
        xor edx, edx
        mov ecx, 174h
        mov eax, [ebp+0Ch]
        wrmsr
        inc ecx
        mov eax, 4800h
        wrmsr
        inc ecx
        mov eax, 0D800h
        wrmsr
        xor eax, eax
        mov cr2, eax
        mov dr6, eax
        mov eax, 400h
        mov dr7, eax
        mov eax, 0E0000000h
        mov dr0, eax
        mov dr1, eax
        mov dr2, eax
        mov dr3, eax
        mov eax, [ebp+8]
        mov cr4, eax
        ; the exceptions' tasks page as the case does
        mov eax, [HEADER+14h]
        test byte [ebp+8], PAE
        jz .directory
        mov eax, [HEADER+80h]
.directory:
        mov cr3, eax
        mov edi, TASKS+1Ch
        mov ecx, VECTORS
.task:
        mov [edi], eax
        add edi, 80h
        loop .task
        mov eax, [ebp+4]
        test al, 1
        jz real
        mov cr0, eax
        mov ax, TSS_H
        ltr ax
        jmp TSS_C:0

; EBX = vector; in the vector's task
align 8
caught:
        mov [vector], ebx
        mov eax, cr0
        mov [scr0], eax
        mov eax, STACKTOP
        sub eax, esp
        mov [delta], eax
        mov dword [code], 0
        jz .nocode
        mov eax, [esp]
        mov [code], eax
.nocode:
        shl ebx, 7
        movzx eax, word [TASKS+ebx]
        mov [link], eax
        sgdt [sgdtr]
        sidt [sidtr]
        ; the TSS it was saved to
        and eax, 0FFF8h
        mov esi, [2000h+eax+2]
        and esi, 0FFFFFFh
        mov edi, image
        mov ecx, WORDS
        cmp esi, 2800h
        jb .none
        cmp esi, 2C00h
        jae .none
        add esi, 1Ch
        rep movsd
        jmp report
.none:
        xor eax, eax
        rep stosd
report:
        mov eax, cr0
        and eax, 1
        or al, 10h
        mov cr0, eax
        mov edi, [res]
        mov eax, [left]
        stosd
        mov eax, [vector]
        stosd
        mov eax, [delta]
        mov ah, 0
        shl eax, 16
        mov ax, [link]
        stosd
        mov eax, [code]
        stosd
        mov eax, cr2
        stosd
        mov eax, [scr0]
        stosd
        mov eax, cr4
        stosd
        mov eax, dr6
        stosd
        mov eax, dr7
        stosd
        mov esi, sgdtr
        mov ecx, 4
        rep movsd
        mov ecx, 174h
        rdmsr
        stosd
        inc ecx
        rdmsr
        stosd
        inc ecx
        rdmsr
        stosd
        mov esi, image
        mov ecx, WORDS
        rep movsd
        mov esi, CASEIMG+1Ch
        mov ecx, WORDS
        rep movsd
        ; A and D of the first sixteen pages
        mov ebp, [cur]
        mov esi, [HEADER+18h]
        mov ebx, 4
        test byte [ebp+8], PAE
        jz .table
        mov esi, [HEADER+84h]
        mov ebx, 8
.table:
        mov ecx, 16
        xor edx, edx
.page:
        mov eax, [esi]
        add esi, ebx
        shr eax, 5
        and eax, 3
        shl edx, 2
        or edx, eax
        loop .page
        mov eax, edx
        stosd
        ; hash of what cases may have changed: one dword per range
        xor eax, eax
        mov cr4, eax
        mov ebx, HEADER+200h
.range:
        mov esi, [ebx]
        mov ecx, [ebx+4]
        jecxz .hashed
        mov eax, 0B5297A4Dh
.sum:
        add eax, [esi]
        rol eax, 5
        xor eax, [esi+4]
        rol eax, 9
        add esi, 8
        sub ecx, 2
        ja .sum
        imul eax, eax, 68E31DA5h
        stosd
        add ebx, 8
        jmp .range
.hashed:
        mov [res], edi
        push dword 2
        popfd
        mov ebp, [cur]
        mov edi, [ebp+14h]
        mov ecx, 8
        mov eax, 0CCCCCCCCh
        rep stosd
        add dword [cur], CASESIZE
        dec dword [left]
        jnz next
        mov al, '.'
        out 0E9h, al
stop:
        xchg bx, bx             ; Bochs' magic breakpoint
        cli
        hlt
        jmp stop

; Copies ranges: source, destination, dwords; zero dwords end the list at ESI.
copy:
        mov edx, esi
.one:
        mov esi, [edx]
        mov edi, [edx+4]
        mov ecx, [edx+8]
        jecxz .end
        rep movsd
        add edx, 12
        jmp .one
.end:
        ret

real:
        mov [scr0], eax
        mov eax, [CASEIMG+38h]
        mov [rptr], eax
        mov eax, [CASEIMG+50h]
        mov [rptr+4], eax
        mov eax, [CASEIMG+20h]
        mov [rjump], ax
        mov eax, [CASEIMG+4Ch]
        mov [rjump+2], ax
        jmp REAL16C:o(real16)
bits 16
real16:
        mov ax, REAL16D
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov gs, ax
        mov ss, ax
        o32 lidt [cs:o(ivtr)]
        mov eax, [scr0]
        mov cr0, eax
        jmp 3000h:o(.real)
.real:
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov esp, REALSP
        mov es, [CASEIMG+48h]
        mov fs, [CASEIMG+58h]
        mov gs, [CASEIMG+5Ch]
        mov ecx, [CASEIMG+2Ch]
        mov edx, [CASEIMG+30h]
        mov ebx, [CASEIMG+34h]
        mov ebp, [CASEIMG+3Ch]
        mov esi, [CASEIMG+40h]
        mov edi, [CASEIMG+44h]
        mov eax, [CASEIMG+54h]
        mov [cs:o(rds)], eax
        mov eax, [rjump]
        mov [cs:o(rgo)], eax
        mov eax, [CASEIMG+24h]
        mov [cs:o(rflags)], eax
        test ah, 1
        mov eax, [CASEIMG+28h]
        jnz .step
        push dword [cs:o(rflags)]
        popfd
        lss esp, [rptr]
        mov ds, [cs:o(rds)]
        jmp far [cs:o(rgo)]
; With TF, IRET enters the case, so that its instruction is the one that is stepped.
.step:
        lss esp, [rptr]
        mov ds, [cs:o(rds)]
        push word [cs:o(rflags)]
        push word [cs:o(rgo)+2]
        push word [cs:o(rgo)]
        iret

align 4
ivtr:   dw 3FFh
        dd 0
rds     dd 0
rgo     dd 0
rflags  dd 0
s_eax   dd 0
s_esp   dd 0
s_ebx   dd 0
s_ds    dw 0
s_ss    dw 0

; BL = vector, EBX saved; SS:SP at IP, CS, FLAGS
align 4
caught16:
        mov [cs:o(s_eax)], eax
        mov [cs:o(s_esp)], esp
        mov [cs:o(s_ds)], ds
        mov [cs:o(s_ss)], ss
        xor ax, ax
        mov ds, ax
        movzx eax, bl
        mov [vector], eax
        mov eax, cr0
        mov [scr0], eax
        o32 sgdt [sgdtr]
        o32 sidt [sidtr]
        mov dword [image], 0
        mov [image+10h], ecx
        mov [image+14h], edx
        mov [image+20h], ebp
        mov [image+24h], esi
        mov [image+28h], edi
        mov eax, [cs:o(s_eax)]
        mov [image+0Ch], eax
        mov eax, [cs:o(s_ebx)]
        mov [image+18h], eax
        xor eax, eax
        mov ax, es
        mov [image+2Ch], eax
        mov ax, fs
        mov [image+3Ch], eax
        mov ax, gs
        mov [image+40h], eax
        mov ax, [cs:o(s_ds)]
        mov [image+38h], eax
        mov ax, [cs:o(s_ss)]
        mov [image+34h], eax
        mov dword [image+44h], 0
        mov dword [image+48h], 0
        mov bx, sp
        mov ax, [ss:bx]
        mov [image+4], eax
        add bx, 2
        mov ax, [ss:bx]
        mov [image+30h], eax
        add bx, 2
        mov ax, [ss:bx]
        mov cx, ax
        xor ax, ax
        mov ss, ax
        mov esp, REALSP
        pushfd
        pop eax
        mov ax, cx
        mov [image+8], eax
        mov eax, [cs:o(s_esp)]
        mov [image+1Ch], eax
        xor eax, eax
        mov [delta], eax
        mov [link], eax
        mov [code], eax
        o32 lgdt [cs:o(gdtr0)]
        mov eax, cr0
        and eax, 10h
        or al, 1
        mov cr0, eax
        jmp dword 10h:.back
bits 32
.back:
        mov ax, 8
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, STACKTOP
        cld
        jmp report

; Where the vectors' tasks start, and the real-mode vectors: 16 bytes each.
times 800h-($-$$) db 90h
%assign v 0
%rep 32
        mov ebx, v
        jmp caught
        align 16
%assign v v+1
%endrep
times 0A00h-($-$$) db 90h
bits 16
%assign v 0
%rep 32
        mov [cs:o(s_ebx)], ebx
        mov bl, v
        jmp near caught16
        align 16
%assign v v+1
%endrep
