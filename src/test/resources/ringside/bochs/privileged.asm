; Flags, ports, control registers and privileged instructions over CPL, IOPL and the bits of CR4 that matter.
%include "harness.inc"

%define cpl    spare
%define iopl   spare+4
%define number spare+8
%define flat(x) (x+0F0000h)

main:
        mov dword [resume], after
        ; ports 84h to 87h allowed, bitmap of 20h bytes
        mov dword [TSS+68h], -1
        mov dword [TSS+6Ch], -1
        mov dword [TSS+70h], -1
        mov dword [TSS+74h], -1
        mov byte [TSS+68h+10h], 0Fh
        mov byte [TSS+68h+11h], 0FFh
        mov word [GDT+MAINTSS], 68h+11h
        call load_tr
        mov dword [number], 0
.number:
        mov eax, [number]
        call puthex8
        call space
        mov dword [cpl], 0
.cpl:
        mov dword [iopl], 0
.iopl:
        mov eax, [number]
        lea eax, [flat(table)+eax*8]
        mov ebx, [eax+4]        ; CR4
        mov cr4, ebx
        mov ebx, [eax]
        mov edx, [iopl]
        shl edx, 12
        or edx, 40002h          ; AC set, so that its way through flag images is seen
        cmp dword [number], RFIRST
        jb .plain
        or edx, 200h
.plain:
        mov eax, [cpl]
        mov dword [want], 0
        jmp to_ring
after:
        mov eax, cr4
        mov ebx, eax
        xor eax, eax
        mov cr4, eax
        mov eax, 60000011h
        mov cr0, eax
        mov eax, 400h
        mov dr7, eax
        inc dword [iopl]
        cmp dword [iopl], 4
        jne main.iopl
        call space
        inc dword [cpl]
        cmp dword [cpl], 4
        jne main.cpl
        call newline
        inc dword [number]
        cmp dword [number], (table_end-table)/8
        jne main.number
        jmp finish

load_tr:
        and byte [GDT+MAINTSS+5], 0FDh
        mov ax, MAINTSS
        ltr ax
        ret

VME     equ 1
PVI     equ 2
TSD     equ 4
DE      equ 8
PCE     equ 100h

table:
        dd t_cli, 0, t_sti, 0, t_cli, PVI, t_sti, PVI, t_cli, VME, t_sti, VME
        dd t_popf16, 0, t_popf32, 0, t_popf16z, 0, t_popf32z, 0, t_popf16, PVI, t_popf16, VME
        dd t_iret16, 0, t_iret32, 0
        dd t_in, 0, t_in84, 0, t_in86, 0, t_inw87, 0, t_in8f, 0, t_in90, 0, t_out, 0, t_out84, 0, t_insb, 0, t_outsb, 0
        dd t_hlt, 0, t_clts, 0, t_lmsw, 0, t_smsw, 0, t_lgdt, 0, t_lidt, 0, t_sgdt, 0, t_sidt, 0, t_sldt, 0, t_str, 0
        dd t_lldt, 0, t_ltr, 0, t_invlpg, 0, t_invd, 0, t_wbinvd, 0
        dd t_rdtsc, 0, t_rdtsc, TSD, t_rdpmc, 0, t_rdpmc, PCE, t_rdmsr, 0, t_wrmsr, 0, t_badmsr, 0
        dd t_mov_from_cr0, 0, t_mov_to_cr0, 0, t_mov_from_cr2, 0, t_mov_to_cr3, 0, t_mov_from_cr4, 0, t_mov_cr1, 0
        dd t_cr0_pg, 0, t_cr0_nw, 0, t_cr0_reserved, 0, t_cr4_reserved, 0, t_cr0_et, 0, t_cr0_low, 0
        dd t_mov_from_dr0, 0, t_mov_to_dr7, 0, t_dr4, 0, t_dr4, DE, t_dr5, 0, t_dr5, DE
        dd t_dr6_fixed, 0, t_dr7_fixed, 0
        dd t_sysenter0, 0, t_sysenter, 0, t_sysexit0, 0, t_sysexit, 0, t_ud2, 0, t_rsm, 0, t_int3, 0, t_into, 0, t_icebp, 0
        dd t_int41, 0, t_int42, 0, t_lock, 0, t_long, 0, t_arpl, 0, t_push_cs, 0
RFIRST  equ ($-table)/8
        dd t_cli, 0, t_sti, 0, t_cli, PVI, t_popf16, 0, t_popf32, 0, t_popf16z, 0, t_popf32z, 0, t_popf16z, PVI
table_end:

; EFLAGS in EAX folded to the letter: IF, IOPL and the exclusive or of the rest
fold_flags:
        pushfd
        pop eax
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
fold:
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

t_cli:  cli
        jmp fold_flags
t_sti:  sti
        nop
        jmp fold_flags
t_popf16:
        push word 7ED7h         ; everything but TF
        popfw
        jmp fold_flags
t_popf32:
        push dword 003D7ED7h    ; with RF, AC, VIF, VIP, ID
        popfd
        jmp fold_flags
t_popf16z:
        push word 0
        popfw
        jmp fold_flags
t_popf32z:
        push dword 0
        popfd
        jmp fold_flags
t_iret16:
        push word 3ED7h
        push cs
        pop eax
        push ax
        push word fold_flags-$$
        iretw
t_iret32:
        push dword 002D3ED7h
        push cs
        push dword fold_flags
        iretd
t_in:   mov dx, 80h
        in al, dx
        int OK
t_in84: in al, 84h
        int OK
t_in86: in eax, 86h
        int OK
t_inw87: in ax, 87h
        int OK
t_in8f: mov dx, 8Fh
        in al, dx
        int OK
t_in90: mov dx, 3F8h
        in al, dx
        int OK
t_out:  mov dx, 80h
        out dx, al
        int OK
t_out84: mov al, 0
        out 84h, al
        int OK
t_insb: push ss
        pop es
        mov dx, 80h
        lea edi, [esp-64]
        insb
        int OK
t_outsb:
        push ss
        pop ds
        mov dx, 80h
        mov esi, esp
        outsb
        int OK
t_hlt:  mov ax, cs
        test al, 3
        jz .no
        hlt
.no:    int OK
t_clts: clts
        int OK
t_lmsw: mov ax, 0
        lmsw ax
        mov ecx, cr0
        mov eax, ecx
        int ANSWER
t_smsw: smsw eax
        jmp fold
t_lgdt: push ss
        pop ds
        sgdt [esp-32]
        lgdt [esp-32]
        int OK
t_lidt: push ss
        pop ds
        sidt [esp-32]
        lidt [esp-32]
        int OK
t_sgdt: sub esp, 32
        o16 sgdt [esp]
        mov eax, [esp]
        xor eax, [esp+2]
        jmp fold
t_sidt: sub esp, 32
        sidt [esp]
        mov eax, [esp]
        xor eax, [esp+2]
        jmp fold
t_sldt: mov eax, -1
        sldt eax
        jmp fold
t_str:  mov eax, -1
        str eax
        jmp fold
t_lldt: mov ax, LDTSEL
        lldt ax
        int OK
t_ltr:  mov ax, MAINTSS         ; busy
        ltr ax
        int OK
t_invlpg: invlpg [ss:esp]
        int OK
t_invd: invd
        int OK
t_wbinvd: wbinvd
        int OK
t_rdtsc: rdtsc
        int OK
t_rdpmc: mov ecx, 0
        rdpmc
        int OK
t_rdmsr: mov ecx, 174h
        rdmsr
        int OK
t_wrmsr: mov ecx, 174h
        mov eax, SPARE1
        xor edx, edx
        wrmsr
        int OK
t_badmsr: mov ecx, 12345h
        rdmsr
        int OK
t_mov_from_cr0: mov eax, cr0
        jmp fold
t_mov_to_cr0: mov eax, 60000011h
        mov cr0, eax
        int OK
t_mov_from_cr2: mov eax, cr2
        jmp fold
t_mov_to_cr3: xor eax, eax
        mov cr3, eax
        int OK
t_mov_from_cr4: mov eax, cr4
        jmp fold
t_mov_cr1: db 0Fh, 22h, 0C8h
        int OK
t_cr0_pg: mov eax, 80000010h
        mov cr0, eax
        int OK
t_cr0_nw: mov eax, 20000011h
        mov cr0, eax
        int OK
t_cr0_reserved: mov eax, 7FFFFFDBh
        and eax, ~4             ; not EM
        mov cr0, eax
        mov eax, cr0
        jmp fold
t_cr4_reserved: mov eax, 80000000h
        mov cr4, eax
        int OK
t_cr0_et: mov eax, 60000001h
        mov cr0, eax
        mov eax, cr0
        jmp fold
t_cr0_low: mov eax, 6005003Bh
        mov cr0, eax
        mov eax, cr0
        jmp fold
t_mov_from_dr0: mov eax, dr0
        jmp fold
t_mov_to_dr7: mov eax, 400h
        mov dr7, eax
        int OK
t_dr4:  mov eax, dr4
        int OK
t_dr5:  mov eax, 0
        mov dr5, eax
        int OK
t_dr6_fixed: mov eax, -1
        mov dr6, eax
        mov eax, dr6
        mov ebx, 0
        mov dr6, ebx
        jmp fold
t_dr7_fixed: mov eax, 0FFFF0000h
        mov dr7, eax
        mov eax, dr7
        jmp fold
t_sysenter0:
        mov ax, cs
        test al, 3
        jnz .go
        mov ecx, 174h
        xor eax, eax
        xor edx, edx
        wrmsr
.go:    sysenter
t_sysenter:
        mov ax, cs
        test al, 3
        jnz .go
        mov ecx, 174h
        mov eax, SPARE1
        xor edx, edx
        wrmsr
        mov ecx, 175h
        mov eax, 7F00h
        wrmsr
        mov ecx, 176h
        mov eax, 0F0000h+entered
        wrmsr
.go:    sysenter
; SYSENTER's CS is flat: position-independent code only
entered:
        pushfd
        pop eax
        xor eax, esp
        mov ecx, cs
        shl ecx, 3
        xor eax, ecx
        mov ecx, ss
        xor eax, ecx
        mov ecx, eax
        shr ecx, 8
        xor eax, ecx
        mov ecx, eax
        shr ecx, 4
        xor eax, ecx
        int ANSWER
t_sysexit0:
        mov ax, cs
        test al, 3
        jnz .go
        mov ecx, 174h
        xor eax, eax
        xor edx, edx
        wrmsr
.go:    sysexit
t_sysexit:
        mov ax, cs
        test al, 3
        jnz .go
        mov ecx, 174h
        mov eax, SPARE1
        xor edx, edx
        wrmsr
        mov ecx, 0C800h
        mov edx, 0F0000h+entered
.go:    sysexit
t_ud2:  ud2
t_rsm:  rsm
t_int3: int3
t_into: mov al, 7Fh
        add al, al
        into
        int OK
t_icebp: db 0F1h
t_int41: mov eax, 5
        int 41h
t_int42: int 42h
t_lock: db 0F0h
        nop
t_long: times 15 db 66h
        nop
t_arpl: mov ax, 4
        mov bx, 3
        arpl ax, bx
        setz cl
        add al, cl
        int ANSWER
t_push_cs:
        push dword 0FFFFFFFFh
        pop eax
        push cs
        pop eax
        jmp fold
