; A kernel that uses every kind of critical instruction on its way: those that are sensitive and do not trap outside ring 0. It has
; paging, a timer and two tasks in ring 3, writes down what it sees (results below) and shows it on COM1.
;
;   scripts/ringside scripts/scenarios/critical.asm      then: vmm te | patch | bt, continue, serial show
;
; Bare, patched and translated it sees the same; by trap-and-emulate alone the rows up to 'iret out' are wrong and only they.
; critical.js runs it and walks from `kernel` to `checked`, comparing each instruction.
;
; Memory: 1000h IDT, 2000h page directory, 3000h page table of the first 4 MiB, 6000h-7fffh stacks of the tasks in ring 3,
; 9000h-bfffh stacks of ring 0: the kernel's, those of the tasks; 400000h is mapped when it is touched.

PIT_DIVISOR     equ 24                  ; a tick every 20 microseconds
PATIENCE        equ 10000               ; rounds to wait for a tick, longer than a tick
ROUNDS          equ 3000                ; of a task
DIRECTORY       equ 0x2000
TABLE           equ 0x3000
HOLE            equ 0x400000
KERNEL_STACK    equ 0xa000

        org 0x10000
        bits 16
start:  cli
        xor ax, ax
        mov ss, ax
        mov sp, 0x7000
        mov ax, cs
        mov ds, ax
        lgdt [gdt_pointer - start]
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
        mov esp, KERNEL_STACK
        mov edi, TABLE
        mov eax, 7                      ; all of it for ring 3 too: what is shown here is not pages
.entry: stosd
        add eax, 0x1000
        cmp edi, TABLE + 0x1000
        jb .entry
        mov dword [DIRECTORY], TABLE + 7
        mov dword [DIRECTORY + 4], hole_table + 7
        mov eax, DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80000000              ; PG; WP stays 0, which a monitor cannot allow
        mov cr0, eax
        jmp kernel

kernel: mov eax, page_fault
        mov ebx, 14
        call gate
        mov eax, timer
        mov ebx, 0x20
        call gate
        mov eax, service
        mov ebx, 0x80
        call gate
        mov byte [0x1000 + 8 * 0x80 + 5], 0xee
        lidt [idt_pointer]
        mov ax, 0x30
        ltr ax
        mov ax, 0x38
        lldt ax
        mov al, 0x11
        out 0x20, al
        mov al, 0x20
        out 0x21, al
        mov al, 4
        out 0x21, al
        mov al, 1
        out 0x21, al
        mov al, 0xfe
        out 0x21, al
        mov al, 0x34
        out 0x43, al
        mov al, PIT_DIVISOR
        out 0x40, al
        xor al, al
        out 0x40, al

; What can be seen of the machine that is not there: each row of the results by the instruction that it has its name from.
checks: cli
        pushf
        pop eax
        and eax, 0x200
        mov [results.pushf], eax
        sgdt [scratch]
        mov eax, [scratch + 2]
        mov [results.sgdt], eax
        sidt [scratch]
        mov eax, [scratch + 2]
        mov [results.sidt], eax
        sldt eax
        mov [results.sldt], eax
        str eax
        mov [results.str], eax
        smsw eax
        mov [results.smsw], eax
        mov eax, cs
        mov [results.mov_cs], eax
        mov eax, ss
        mov [results.mov_ss], eax
        push cs
        pop eax
        mov [results.push_cs], eax
        push ss
        pop eax
        mov [results.push_ss], eax
        mov ecx, 0x10
        lar eax, ecx
        mov [results.lar], eax
        lsl eax, ecx
        mov [results.lsl], eax
        xor eax, eax
        mov ecx, 0x11                   ; ring 1 asks for data of ring 0
        verr cx
        setz al
        mov [results.verr], eax
        verw cx
        setz al
        mov [results.verw], eax
        call 8:apart
        sti                             ; IF through the stack and back
        pushf
        cli
        popf
        call await_tick
        mov [results.popf], eax
        sti
        pushf
        push cs
        push returned
        cli
        iret
returned:
        call await_tick
        mov [results.iret], eax
        cli
; What a monitor sees to by traps.
        mov dword [HOLE + 0x123], 0x600d
        mov eax, [HOLE + 0x123]
        mov [results.page], eax
        mov eax, cr3
        mov [results.cr3], eax
        int 0x80                        ; counted as a system call of the kernel
checked:

; Both tasks, to their ends.
        mov dword [current], 0
        mov dword [tss + 4], KERNEL_STACK + 0x1000
        push dword 0x23
        push dword 0x7000
        push dword 0x202
        push dword 0x1b
        push dword task
        mov esi, 1
        mov ax, 0x23
        mov ds, ax
        mov es, ax
        iret

; Ring 3: adds up numbers of its own and tells the kernel every 1000 rounds.
task:   mov ecx, ROUNDS
        xor ebx, ebx
.round: imul esi, esi, 69069
        inc esi
        mov edx, esi
        shr edx, 16
        add ebx, edx
        mov eax, ecx
        xor edx, edx
        mov edi, 1000
        div edi
        test edx, edx
        jnz .next
        mov eax, 1
        int 0x80
.next:  dec ecx
        jnz .round
        xor eax, eax                    ; the end; the sum is in EBX
        int 0x80
        jmp $

apart:  mov eax, [esp + 4]
        mov [results.call_far], eax
        retf

; EAX: 1 if a tick comes, 0 if none comes for long.
await_tick:
        mov eax, [ticks]
        mov ecx, PATIENCE
.wait:  cmp eax, [ticks]
        jne .came
        dec ecx
        jnz .wait
        xor eax, eax
        ret
.came:  mov eax, 1
        ret

; Writes the interrupt gate of vector EBX to EAX.
gate:   lea edi, [0x1000 + ebx * 8]
        mov [edi], ax
        mov word [edi + 2], 8
        mov word [edi + 4], 0x8e00
        shr eax, 16
        mov [edi + 6], ax
        ret

page_fault:
        add esp, 4
        or dword [hole_table], 0x8007
        iret

timer:  pusha
        push ds
        mov ax, 0x10
        mov ds, ax
        inc dword [ticks]
        mov al, 0x20
        out 0x20, al
        cmp dword [current], -1
        je .end
        inc dword [preemptions]
        call switch
.end:   pop ds
        popa
        iret

; From one task to the other, if that has not ended: each has its stack of ring 0, on which it waits here.
switch: mov eax, [current]
        xor eax, 1
        cmp dword [ended + 4 * eax], 0
        jne .stay
        mov ebx, [current]
        mov [stacks + 4 * ebx], esp
        mov [current], eax
        mov ebx, eax
        shl ebx, 12
        add ebx, KERNEL_STACK + 0x1000
        mov [tss + 4], ebx
        mov esp, [stacks + 4 * eax]
        test esp, esp
        jz .first
.stay:  ret
.first: mov esp, ebx                    ; the other task begins
        push dword 0x23
        push dword 0x6800
        push dword 0x202
        push dword 0x1b
        push dword task
        mov esi, 2
        mov ax, 0x23
        mov ds, ax
        mov es, ax
        iret

service:
        push ds
        push dword 0x10
        pop ds
        inc dword [results.calls]
        cmp dword [current], -1
        je .end
        test eax, eax
        jz .exit
.end:   pop ds
        iret
.exit:  mov eax, [current]
        mov [results.task + 4 * eax], ebx
        mov dword [ended + 4 * eax], 1
        xor eax, 1
        cmp dword [ended + 4 * eax], 0
        jne finish
        call switch

; Everything is known: ticks that came while tasks ran count as one, since how many there are is a matter of time.
finish: mov dword [current], -1
        xor eax, eax
        cmp dword [preemptions], 2
        setae al
        mov [results.preempted], eax
        mov ax, 0x10
        mov ds, ax
        mov es, ax
        xor ebx, ebx
        mov esi, names
.row:   call print
        mov eax, [results + 4 * ebx]
        call print_hex
        inc ebx
        cmp ebx, (results_end - results) / 4
        jb .row
done:   mov dx, 0x501
        xor al, al
        out dx, al
        hlt

; The text at ESI on COM1; ESI to what follows.
print:  mov dx, 0x3f8
.next:  lodsb
        test al, al
        jz .end
        out dx, al
        jmp .next
.end:   ret

print_hex:
        mov ecx, 8
.digit: rol eax, 4
        push eax
        and eax, 15
        mov al, [digits + eax]
        out dx, al
        pop eax
        loop .digit
        mov al, 10
        out dx, al
        ret

        align 8
gdt:    dq 0
        dq 0x00cf9b000000ffff           ; 08 code, ring 0
        dq 0x00cf93000000ffff           ; 10 data, ring 0
        dq 0x00cffb000000ffff           ; 18 code, ring 3
        dq 0x00cff3000000ffff           ; 20 data, ring 3
        dq 0
        dw 103, tss - start, 0x8901, 0  ; 30 TSS
        dw 7, ldt - start, 0x8201, 0    ; 38 LDT
ldt:    dq 0
gdt_pointer:
        dw ldt - gdt - 1
        dd gdt
idt_pointer:
        dw 0x7ff
        dd 0x1000
        align 8
tss:    dd 0, KERNEL_STACK, 0x10
        times 22 dd 0
        dd 0x680000

; In a page of their own: a write to the page of the GDT is a trap, and what is written then is right by accident.
        align 4096
scratch:        dd 0, 0
ticks:          dd 0
current:        dd -1                   ; the task that runs, -1 before them
preemptions:    dd 0
stacks:         dd 0, 0
ended:          dd 0, 0

results:
.pushf:         dd 0
.sgdt:          dd 0
.sidt:          dd 0
.sldt:          dd 0
.str:           dd 0
.smsw:          dd 0
.mov_cs:        dd 0
.mov_ss:        dd 0
.push_cs:       dd 0
.push_ss:       dd 0
.lar:           dd 0
.lsl:           dd 0
.verr:          dd 0
.verw:          dd 0
.call_far:      dd 0
.popf:          dd 0
.iret:          dd 0
.preempted:     dd 0
.page:          dd 0
.cr3:           dd 0
.task:          dd 0, 0
.calls:         dd 0
results_end:

digits: db "0123456789abcdef"
names:  db "pushf     ", 0, "sgdt      ", 0, "sidt      ", 0, "sldt      ", 0, "str       ", 0, "smsw      ", 0
        db "mov cs    ", 0, "mov ss    ", 0, "push cs   ", 0, "push ss   ", 0, "lar       ", 0, "lsl       ", 0
        db "verr      ", 0, "verw      ", 0, "call far  ", 0, "popf      ", 0, "iret      ", 0, "iret out  ", 0
        db "page      ", 0, "cr3       ", 0, "task 1    ", 0, "task 2    ", 0, "calls     ", 0

        align 4096
hole_table:
        times 1024 dd 0
