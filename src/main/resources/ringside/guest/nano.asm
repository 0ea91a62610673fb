; Nanobenchmarks: one loop each of what a monitor may have to do with. The dword at 'which' chooses one; it runs from 'begin'
; to 'end', COUNT times.
COUNT equ 100
DIRECTORY equ 0x100000
TABLE equ 0x101000
HOLE equ 0x200000                       ; never mapped
SPARE equ 0x300000                      ; its entry is changed, the page never touched

        org 0x8000
        bits 16
        cli
        xor ax, ax
        mov ds, ax
        lgdt [gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 8:start32

        bits 32
start32:
        mov ax, 0x10
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x7000
        mov edi, TABLE
        mov eax, 7
.entry: mov [edi], eax
        add edi, 4
        add eax, 0x1000
        cmp edi, TABLE + 0x1000
        jb .entry
        mov dword [DIRECTORY], TABLE + 7
        mov dword [TABLE + 4 * 0x200], 0
        mov dword [0x1000 + 8 * 0], 0x00080000 + divide_error
        mov dword [0x1004 + 8 * 0], 0x8e00
        mov dword [0x1000 + 8 * 14], 0x00080000 + page_fault
        mov dword [0x1004 + 8 * 14], 0x8e00
        mov dword [0x1000 + 8 * 0x80], 0x00080000 + service
        mov dword [0x1004 + 8 * 0x80], 0xee00
        mov dword [0x1000 + 8 * 0x81], 0x00080000 + leave_user
        mov dword [0x1004 + 8 * 0x81], 0xee00
        lidt [idt_pointer]
        mov dword [tss + 4], 0x6000
        mov dword [tss + 8], 0x10
        mov eax, tss
        mov [gdt + 0x2a], ax
        mov ax, 0x28
        ltr ax
        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80010000
        mov cr0, eax
        mov ecx, COUNT
        mov eax, [which]
        mov ebx, [tests + 4 * eax]
        mov eax, cr0
begin:  jmp ebx

syscall_test:
        push dword 0x23
        push dword 0x5000
        push dword 2
        push dword 0x1b
        push dword .user
        iretd
.user:  int 0x80
        dec ecx
        jnz .user
        int 0x81

in_test:
        in al, 0x80
        dec ecx
        jnz in_test
        jmp end

cr_test:
        mov eax, cr0
.next:  mov cr0, eax
        dec ecx
        jnz .next
        jmp end

call_test:
        call .function
        dec ecx
        jnz call_test
        jmp end
.function:
        ret

fault_test:
        mov eax, [HOLE]
after_fault:
        dec ecx
        jnz fault_test
        jmp end

divide_test:
        xor edx, edx
        xor ebx, ebx
        div ebx
after_divide:
        dec ecx
        jnz divide_test
        jmp end

pte_test:
        xor dword [TABLE + 4 * 0x300], 0x40
        dec ecx
        jnz pte_test
end:    hlt

page_fault:
        add esp, 4
        mov dword [esp], after_fault
        iretd
divide_error:
        mov dword [esp], after_divide
        iretd
service:
        iretd
leave_user:
        jmp end

        align 8
gdt:    dq 0, 0x00cf9b000000ffff, 0x00cf93000000ffff, 0x00cffb000000ffff, 0x00cff3000000ffff
        dq 0x0000890000000067
gdt_pointer:
        dw 47
        dd gdt
idt_pointer:
        dw 0x7ff
        dd 0x1000
tests:  dd syscall_test, in_test, cr_test, call_test, fault_test, divide_test, pte_test
which:  dd 0
        align 4
tss:    times 104 db 0
