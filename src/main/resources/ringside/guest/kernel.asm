; The embedded guest: a small protected-mode kernel, assembled by Ringside itself when it starts without an image.
;
; It is loaded at 0x8000 and entered at `start` in real mode. It switches to protected mode, builds its interrupt table and page
; tables, programs the interrupt controllers, the timer and COM1, and then runs three tasks: a monitor in ring 0 that answers on
; COM1 (type "help"), and two tasks in ring 3 that the timer preempts. Tasks call the kernel by int 0x80.
;
; Worth a breakpoint: start32, timer_irq, serial_irq, syscall_entry, page_fault, schedule, task_a, task_b.
;
; Memory:
;   0x01000  interrupt descriptor table         0x10000  kernel stacks, 4 KiB each
;   0x02000  page directory                     0x20000  stacks of ring 3, 4 KiB each
;   0x03000  page table of the first 4 MiB      0xb8000  VGA text
;   0x04000  page table of the demand area      0x100000 frames for the demand area
;   0x08000  this image                         0x400000 the demand area: mapped page by page when touched

IDT             equ 0x1000
PAGE_DIRECTORY  equ 0x2000
LOW_TABLE       equ 0x3000
DEMAND_TABLE    equ 0x4000
KERNEL_STACKS   equ 0x10000
USER_STACKS     equ 0x20000
VGA             equ 0xb8000
FIRST_FRAME     equ 0x100000
DEMAND_START    equ 0x400000
DEMAND_END      equ 0x410000

; Selectors (see gdt below)
KERNEL_CODE     equ 0x08
KERNEL_DATA     equ 0x10
USER_CODE       equ 0x18 + 3
USER_DATA       equ 0x20 + 3
VGA_DATA        equ 0x28
TASK_STATE      equ 0x30

; Page-table bits
PRESENT         equ 1
WRITABLE        equ 2
USER            equ 4

; Ports
PIC1            equ 0x20
PIC2            equ 0xa0
PIT             equ 0x40
COM1            equ 0x3f8
DEBUG_EXIT      equ 0x501

TIMER_HZ        equ 100
PIT_HZ          equ 1193182

; System calls: number in EAX, argument in EBX, result in EAX
SYS_EXIT        equ 0
SYS_PUTCHAR     equ 1
SYS_WRITE       equ 2
SYS_YIELD       equ 3
SYS_TICKS       equ 4
SYS_SLEEP       equ 5
SYSTEM_CALLS    equ 6

; Tasks
TASKS           equ 3
READY           equ 0
SLEEPING        equ 1
EXITED          equ 2

; What a task's kernel stack holds while it does not run, from ESP upwards
FRAME_EBX       equ 24
FRAME_EAX       equ 36
FRAME_EIP       equ 40
FRAME_CS        equ 44

LINE_SIZE       equ 64                  ; of what can be typed
ROWS            equ 20                  ; of the kernel's part of the screen; the tasks write below it

        org 0x8000

; ----------------------------------------------------------------------------------------------------------------------------
; Real mode
; ----------------------------------------------------------------------------------------------------------------------------
        bits 16
start:
        cli
        cld
        xor ax, ax
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov sp, 0x7000
        in al, 0x92                     ; A20 by the fast gate; bit 0 would reset the machine
        or al, 2
        and al, 0xfe
        out 0x92, al
        lgdt [gdt_pointer]
        mov eax, cr0
        or eax, 1
        mov cr0, eax                    ; protected mode from here on, with 16-bit code until the jump
        jmp dword KERNEL_CODE:start32

; ----------------------------------------------------------------------------------------------------------------------------
; Protected mode: set up everything, become the monitor
; ----------------------------------------------------------------------------------------------------------------------------
        bits 32
start32:
        mov ax, KERNEL_DATA
        mov ds, ax
        mov es, ax
        mov fs, ax
        mov ss, ax
        mov ax, VGA_DATA
        mov gs, ax
        mov esp, KERNEL_STACKS + 0x1000
        call clear_screen
        call setup_interrupts
        call setup_paging
        call setup_pic
        call setup_timer
        call setup_serial
        call setup_tasks
        mov esi, banner
        call print
        sti
        jmp monitor

; Fills the IDT: exceptions, the timer and COM1 behind the remapped PIC, and int 0x80 for ring 3.
setup_interrupts:
        mov ecx, 256
        mov edi, IDT
        mov eax, unexpected
.stray: mov ebx, 0x8e00                 ; present, DPL 0, 32-bit interrupt gate
        call store_gate
        loop .stray
        mov esi, gates
.next:  lodsd                           ; vector
        cmp eax, -1
        je .load
        lea edi, [IDT + eax*8]
        lodsd                           ; type and DPL
        mov ebx, eax
        lodsd                           ; handler
        call store_gate
        jmp .next
.load:  lidt [idt_pointer]
        ret

; Writes the gate for handler EAX with attributes BX at EDI and steps EDI to the next.
store_gate:
        mov edx, eax
        mov [edi], dx
        mov word [edi + 2], KERNEL_CODE
        mov [edi + 4], bx
        shr edx, 16
        mov [edi + 6], dx
        add edi, 8
        ret

; Maps the first 4 MiB to themselves for the kernel alone, opens the pages of the tasks to ring 3, and leaves the demand area
; without pages: its page table is empty.
setup_paging:
        mov edi, PAGE_DIRECTORY
        mov ecx, 3 * 1024               ; the directory and both tables
        xor eax, eax
        rep stosd
        mov dword [PAGE_DIRECTORY], LOW_TABLE + PRESENT + WRITABLE + USER
        mov dword [PAGE_DIRECTORY + 4 * (DEMAND_START >> 22)], DEMAND_TABLE + PRESENT + WRITABLE + USER
        mov edi, LOW_TABLE
        mov eax, PRESENT + WRITABLE
        mov ecx, 1024
.low:   stosd
        add eax, 0x1000
        loop .low
        mov ebx, user_start
        mov ecx, (user_end - user_start) >> 12
        call open_to_user
        mov ebx, USER_STACKS
        mov ecx, TASKS
        call open_to_user
        mov eax, PAGE_DIRECTORY
        mov cr3, eax
        mov eax, cr0
        or eax, 0x80010000              ; PG, and WP so that the kernel respects read-only pages too
        mov cr0, eax
        jmp paging_on
paging_on:
        ret

; Sets the user bit of ECX pages from address EBX on.
open_to_user:
        shr ebx, 12
.page:  or dword [LOW_TABLE + ebx*4], USER
        inc ebx
        loop .page
        ret

; Moves the IRQs to vectors 0x20-0x2f and lets only the timer (0) and COM1 (4) through.
setup_pic:
        mov al, 0x11
        out PIC1, al
        out PIC2, al
        mov al, 0x20
        out PIC1 + 1, al
        mov al, 0x28
        out PIC2 + 1, al
        mov al, 4
        out PIC1 + 1, al
        mov al, 2
        out PIC2 + 1, al
        mov al, 1
        out PIC1 + 1, al
        out PIC2 + 1, al
        mov al, 0xee
        out PIC1 + 1, al
        mov al, 0xff
        out PIC2 + 1, al
        ret

setup_timer:
        mov al, 0x34                    ; counter 0, low and high byte, rate generator
        out PIT + 3, al
        mov al, (PIT_HZ / TIMER_HZ) & 0xff
        out PIT, al
        mov al, (PIT_HZ / TIMER_HZ) >> 8
        out PIT, al
        ret

; 115200 baud, 8N1, an interrupt for each byte received.
setup_serial:
        mov dx, COM1 + 3
        mov al, 0x80
        out dx, al
        mov dx, COM1
        mov al, 1
        out dx, al
        mov dx, COM1 + 1
        xor al, al
        out dx, al
        mov dx, COM1 + 3
        mov al, 3
        out dx, al
        mov dx, COM1 + 2
        mov al, 7
        out dx, al
        mov dx, COM1 + 4
        mov al, 0x0b                    ; DTR, RTS, and OUT2, which connects the interrupt
        out dx, al
        mov dx, COM1 + 1
        mov al, 1
        out dx, al
        ret

; Loads the task register and gives tasks 1 and 2 a first frame, as if the timer had just interrupted them.
setup_tasks:
        mov dword [tss + 8], KERNEL_DATA
        mov ax, TASK_STATE
        ltr ax
        mov ebx, 1
.task:  mov eax, ebx
        shl eax, 12
        lea edi, [KERNEL_STACKS + 0x1000 + eax - 60]
        mov [task_esp + ebx*4], edi
        lea edx, [USER_STACKS + 0x1000 + eax]
        mov ecx, USER_DATA
        mov [edi], ecx                  ; ES, DS
        mov [edi + 4], ecx
        mov dword [edi + 8], 0          ; EDI, the first of the eight registers; the others are zero as RAM is
        mov ecx, [task_entry + ebx*4]
        mov [edi + FRAME_EIP], ecx
        mov dword [edi + FRAME_CS], USER_CODE
        mov dword [edi + 48], 0x202     ; EFLAGS: IF
        mov [edi + 52], edx             ; ESP, SS
        mov dword [edi + 56], USER_DATA
        inc ebx
        cmp ebx, TASKS
        jb .task
        ret

; ----------------------------------------------------------------------------------------------------------------------------
; Interrupts
; ----------------------------------------------------------------------------------------------------------------------------

; IRQ 0: counts, wakes whoever has slept long enough, and gives the processor to the next task.
timer_irq:
        pusha
        push ds
        push es
        call enter_kernel
        inc dword [ticks]
        mov al, 0x20
        out PIC1, al
        mov ebx, 1
.task:  cmp dword [task_state + ebx*4], SLEEPING
        jne .other
        mov eax, [ticks]
        cmp eax, [task_wake + ebx*4]
        jb .other
        mov dword [task_state + ebx*4], READY
.other: inc ebx
        cmp ebx, TASKS
        jb .task

; Saves the running task's stack and continues the next one that is ready. The monitor always is.
schedule:
        mov ebx, [current]
        mov [task_esp + ebx*4], esp
.next:  inc ebx
        cmp ebx, TASKS
        jb .test
        xor ebx, ebx
.test:  cmp dword [task_state + ebx*4], READY
        jne .next
        mov [current], ebx
        mov esp, [task_esp + ebx*4]
        inc ebx                         ; a stack's top is the next one's bottom
        shl ebx, 12
        add ebx, KERNEL_STACKS
        mov [tss + 4], ebx              ; ESP0: where ring 3 lands at its next interrupt
resume:
        pop es
        pop ds
        popa
        iret

; The kernel's data segments, for handlers that may have interrupted ring 3.
enter_kernel:
        mov ax, KERNEL_DATA
        mov ds, ax
        mov es, ax
        cld
        ret

; IRQ 4: echoes what arrives on COM1 and collects it in `line` until Enter.
serial_irq:
        pusha
        push ds
        push es
        call enter_kernel
        mov al, 0x20
        out PIC1, al
.more:  mov dx, COM1 + 5
        in al, dx
        test al, 1
        jz resume
        mov dx, COM1
        in al, dx
        cmp byte [line_ready], 0
        jne .more                       ; the monitor has not read the last one yet
        cmp al, 13
        je .enter
        cmp al, 10
        je .enter
        cmp al, 127
        je .erase
        cmp al, 8
        je .erase
        cmp al, ' '
        jb .more
        mov ebx, [line_length]
        cmp ebx, LINE_SIZE - 1
        jae .more
        mov [line + ebx], al
        inc dword [line_length]
        call print_char
        jmp .more
.erase: cmp dword [line_length], 0
        je .more
        dec dword [line_length]
        mov esi, rub_out
        call print_serial
        jmp .more
.enter: mov ebx, [line_length]
        mov byte [line + ebx], 0
        mov byte [line_ready], 1
        mov al, 10
        call print_char
        jmp .more

; int 0x80.
syscall_entry:
        pusha
        push ds
        push es
        mov ebp, eax
        call enter_kernel
        inc dword [syscalls]
        cmp ebp, SYSTEM_CALLS
        jae unknown_call
        jmp [syscall_table + ebp*4]
unknown_call:
        mov dword [esp + FRAME_EAX], -1
        jmp resume

sys_exit:
        mov ebx, [current]
        mov dword [task_state + ebx*4], EXITED
        jmp schedule

sys_putchar:
        mov al, [esp + FRAME_EBX]
        call print_task
        jmp resume

sys_write:
        mov esi, [esp + FRAME_EBX]
.next:  cmp esi, user_start             ; a task may show only what it may read itself
        jb unknown_call
        cmp esi, user_end
        jae unknown_call
        lodsb
        test al, al
        jz resume
        call print_task
        jmp .next

sys_yield:
        jmp schedule

sys_ticks:
        mov eax, [ticks]
        mov [esp + FRAME_EAX], eax
        jmp resume

sys_sleep:
        mov eax, [ticks]
        add eax, [esp + FRAME_EBX]
        mov ebx, [current]
        mov [task_wake + ebx*4], eax
        mov dword [task_state + ebx*4], SLEEPING
        jmp schedule

; Exception 14. Touching the demand area for the first time gets a zeroed page there; anything else is an error.
page_fault:
        pusha
        push ds
        push es
        call enter_kernel
        mov eax, cr2
        mov [fault_address], eax
        test dword [esp + 40], PRESENT  ; error code: a page was there, so the access itself was forbidden
        jnz .bad
        cmp eax, DEMAND_START
        jb .bad
        cmp eax, DEMAND_END
        jae .bad
        mov edx, [next_frame]
        add dword [next_frame], 0x1000
        or edx, PRESENT + WRITABLE + USER
        mov ebx, eax
        sub ebx, DEMAND_START
        shr ebx, 12
        mov [DEMAND_TABLE + ebx*4], edx
        invlpg [eax]
        mov edi, eax
        and edi, 0xfffff000
        mov ecx, 1024
        xor eax, eax
        rep stosd
        inc dword [demand_faults]
        pop es
        pop ds
        popa
        add esp, 4                      ; the error code
        iret
.bad:   mov esi, fault_text
        call print
        mov eax, [fault_address]
        call print_hex
        jmp end_task

; Exceptions nobody handles: ring 3 loses its task, ring 0 stops the machine.
division_error:
        push 0
        pusha
        push ds
        push es
        call enter_kernel
        mov esi, division_text
        call print
        jmp end_task

invalid_opcode:
        push 0
        pusha
        push ds
        push es
        call enter_kernel
        mov esi, opcode_text
        call print
        jmp end_task

protection_fault:
        pusha
        push ds
        push es
        call enter_kernel
        mov esi, protection_text
        call print

; Here with an error code under the frame.
end_task:
        mov esi, at_text
        call print
        mov eax, [esp + FRAME_EIP + 4]
        call print_hex
        test byte [esp + FRAME_CS + 4], 3
        jz panic
        mov esi, ended_text
        call print
        jmp sys_exit

unexpected:
        mov esi, unexpected_text
        call print
panic:
        mov esi, panic_text
        call print
        cli
        hlt
        jmp panic

; ----------------------------------------------------------------------------------------------------------------------------
; The monitor: task 0, ring 0
; ----------------------------------------------------------------------------------------------------------------------------
monitor:
        mov esi, prompt
        call print
.wait:  cmp byte [line_ready], 0
        jne .line
        mov ebx, 1                      ; somebody else has work: let him; nobody has: rest until an interrupt
.other: cmp dword [task_state + ebx*4], READY
        je .yield
        inc ebx
        cmp ebx, TASKS
        jb .other
        cli
        cmp byte [line_ready], 0
        jne .line
        sti                             ; takes effect after HLT has begun, so no interrupt slips in between
        hlt
        jmp .wait
.yield: mov eax, SYS_YIELD
        int 0x80
        jmp .wait
.line:  sti
        mov ebx, commands
.command:
        mov esi, [ebx]
        test esi, esi
        jz .unknown
        mov edi, line
        call same_text
        je .found
        add ebx, 8
        jmp .command
.found: call [ebx + 4]
        jmp .done
.unknown:
        cmp byte [line], 0
        je .done
        mov esi, unknown_text
        call print
.done:  mov dword [line_length], 0
        mov byte [line_ready], 0
        jmp monitor

; ZF when the strings at ESI and EDI are equal.
same_text:
        mov al, [esi]
        cmp al, [edi]
        jne .end
        inc esi
        inc edi
        test al, al
        jnz same_text
.end:   ret

command_help:
        mov esi, help_text
        jmp print

command_ticks:
        mov eax, [ticks]
        call print_decimal
        mov esi, ticks_text
        call print
        mov eax, [syscalls]
        call print_decimal
        mov esi, syscalls_text
        jmp print

command_tasks:
        xor ebx, ebx
.task:  mov esi, [task_name + ebx*4]
        call print
        mov eax, [task_state + ebx*4]
        mov esi, [state_name + eax*4]
        call print
        inc ebx
        cmp ebx, TASKS
        jb .task
        ret

; Touches the next page of the demand area and tells which frame the page-fault handler gave it.
command_fault:
        mov edi, [next_touch]
        cmp edi, DEMAND_END
        jae .full
        add dword [next_touch], 0x1000
        mov esi, touching_text
        call print
        mov eax, edi
        call print_hex
        mov dword [edi], 0x600df00d     ; faults, is mapped, and is done again
        mov esi, mapped_text
        call print
        sub edi, DEMAND_START
        shr edi, 12
        mov eax, [DEMAND_TABLE + edi*4]
        and eax, 0xfffff000
        call print_hex
        mov esi, new_line
        jmp print
.full:  mov esi, full_text
        jmp print

; Ends the run with code 0 on a machine that has the debug-exit port.
command_exit:
        mov esi, bye_text
        call print
        mov dx, DEBUG_EXIT
        xor al, al
        out dx, al
        ret

; ----------------------------------------------------------------------------------------------------------------------------
; Output
; ----------------------------------------------------------------------------------------------------------------------------

; Prints the string at ESI on the screen and on COM1. All registers are kept but ESI.
print:
        push eax
.next:  lodsb
        test al, al
        jz .end
        call print_char
        jmp .next
.end:   pop eax
        ret

; Prints EAX as eight hexadecimal digits.
print_hex:
        push ecx
        push eax
        mov ecx, 8
.digit: rol eax, 4
        push eax
        and eax, 15
        mov al, [digits + eax]
        call print_char
        pop eax
        loop .digit
        pop eax
        pop ecx
        ret

; Prints EAX as a decimal number.
print_decimal:
        push ebx
        push ecx
        push edx
        mov ebx, 10
        xor ecx, ecx
.divide:
        xor edx, edx
        div ebx
        push edx
        inc ecx
        test eax, eax
        jnz .divide
.digit: pop eax
        add al, '0'
        call print_char
        loop .digit
        pop edx
        pop ecx
        pop ebx
        ret

; Prints AL on the screen and on COM1; keeps all registers. Not to be interrupted: a task switch does not keep GS.
print_char:
        pushf
        cli
        push eax
        push edx
        push edi
        push gs
        call send_char
        mov dx, VGA_DATA                ; a segment that ends with the screen, loaded here: ring 3 loses it at every IRET
        mov gs, dx
        mov edi, [cursor]
        cmp al, 10
        je .line
        mov ah, 7
        mov [gs:edi], ax
        add edi, 2
        jmp .scroll
.line:  mov eax, edi                    ; to the start of the next row
        xor edx, edx
        mov edi, 160
        div edi
        inc eax
        imul edi, eax, 160
.scroll:
        cmp edi, ROWS * 160
        jb .end
        call scroll
        mov edi, (ROWS - 1) * 160
.end:   mov [cursor], edi
        pop gs
        pop edi
        pop edx
        pop eax
        popf
        ret

; Moves the kernel's rows up by one.
scroll:
        push ecx
        push esi
        push es
        mov ecx, gs
        mov es, ecx
        xor edi, edi
        mov esi, 160
        mov ecx, (ROWS - 1) * 40
.row:   mov eax, [es:esi]
        stosd
        add esi, 4
        loop .row
        mov eax, 0x07200720
        mov ecx, 40
        rep stosd
        pop es
        pop esi
        pop ecx
        ret

clear_screen:
        mov edi, VGA
        mov eax, 0x07200720
        mov ecx, 80 * 25 / 2
        rep stosd
        ret

; Sends the string at ESI to COM1 only.
print_serial:
        lodsb
        test al, al
        jz .end
        call send_char
        jmp print_serial
.end:   ret

; Sends AL to COM1, a line feed as carriage return and line feed.
send_char:
        push edx
        push eax
        cmp al, 10
        jne .send
        mov al, 13
        call send_char
.send:  mov dx, COM1 + 5
.full:  in al, dx
        test al, 0x20
        jz .full
        mov dx, COM1
        pop eax
        out dx, al
        pop edx
        ret

; Shows AL in the row of the running task; carriage return goes back to the row's start. Changes EAX, EBX, EDI.
print_task:
        mov ebx, [current]
        cmp al, 13
        jne .show
        mov dword [task_column + ebx*4], 0
        ret
.show:  mov edi, [task_column + ebx*4]
        cmp edi, 80
        jae .end
        inc dword [task_column + ebx*4]
        imul ebx, ebx, 160
        mov ah, 0x0e
        mov [VGA + ROWS * 160 + ebx + edi*2], ax
.end:   ret

; ----------------------------------------------------------------------------------------------------------------------------
; Kernel data
; ----------------------------------------------------------------------------------------------------------------------------
gdt:
        dd 0, 0
        dd 0x0000ffff, 0x00cf9a00       ; 08 ring 0 code, base 0, 4 GiB
        dd 0x0000ffff, 0x00cf9200       ; 10 ring 0 data
        dd 0x0000ffff, 0x00cffa00       ; 18 ring 3 code
        dd 0x0000ffff, 0x00cff200       ; 20 ring 3 data
        dd 0x80000f9f, 0x0040920b       ; 28 the screen: base b8000, 4000 bytes
        dw 103                          ; 30 task state segment, for ESP0
        dw tss
        dd 0x00008900
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd gdt
idt_pointer:
        dw 256 * 8 - 1
        dd IDT

; Vector, attributes, handler
gates:
        dd 0, 0x8e00, division_error
        dd 6, 0x8e00, invalid_opcode
        dd 13, 0x8e00, protection_fault
        dd 14, 0x8e00, page_fault
        dd 0x20, 0x8e00, timer_irq
        dd 0x24, 0x8e00, serial_irq
        dd 0x80, 0xee00, syscall_entry  ; DPL 3: ring 3 may say int 0x80
        dd -1

syscall_table:
        dd sys_exit, sys_putchar, sys_write, sys_yield, sys_ticks, sys_sleep

tss:    times 26 dd 0

ticks:          dd 0
syscalls:       dd 0
demand_faults:  dd 0
fault_address:  dd 0
next_frame:     dd FIRST_FRAME
next_touch:     dd DEMAND_START
cursor:         dd 0

current:        dd 0
task_esp:       dd 0, 0, 0
task_state:     dd READY, READY, READY
task_wake:      dd 0, 0, 0
task_column:    dd 0, 0, 0
task_entry:     dd monitor, task_a, task_b
task_name:      dd monitor_name, a_name, b_name
state_name:     dd ready_text, sleeping_text, exited_text

line_ready:     db 0
line_length:    dd 0
line:           times LINE_SIZE db 0

commands:
        dd help_word, command_help
        dd ticks_word, command_ticks
        dd tasks_word, command_tasks
        dd fault_word, command_fault
        dd exit_word, command_exit
        dd 0
help_word:      db "help", 0
ticks_word:     db "ticks", 0
tasks_word:     db "tasks", 0
fault_word:     db "fault", 0
exit_word:      db "exit", 0

digits:         db "0123456789abcdef"
banner:         db "Ringside's embedded guest: protected mode, paging, two tasks in ring 3.", 10
                db "Type help on COM1.", 10, 0
prompt:         db "> ", 0
help_text:      db "help   this list", 10
                db "ticks  timer interrupts and system calls so far", 10
                db "tasks  the tasks and what they do", 10
                db "fault  touch a page that is not there yet", 10
                db "exit   end the run through port 501h", 10, 0
unknown_text:   db "unknown command; try help", 10, 0
ticks_text:     db " ticks, ", 0
syscalls_text:  db " system calls", 10, 0
monitor_name:   db "monitor  ring 0  ", 0
a_name:         db "task_a   ring 3  ", 0
b_name:         db "task_b   ring 3  ", 0
ready_text:     db "ready", 10, 0
sleeping_text:  db "sleeping", 10, 0
exited_text:    db "exited", 10, 0
touching_text:  db "touching ", 0
mapped_text:    db ": mapped to frame ", 0
full_text:      db "all pages of the demand area are mapped", 10, 0
fault_text:     db 10, "page fault for ", 0
division_text:  db 10, "division error", 0
opcode_text:    db 10, "invalid opcode", 0
protection_text: db 10, "general protection fault", 0
at_text:        db " at ", 0
ended_text:     db ", task ended", 10, 0
unexpected_text: db 10, "unexpected interrupt", 0
panic_text:     db 10, "The kernel has stopped.", 10, 0
bye_text:       db "bye", 10, 0
new_line:       db 10, 0
rub_out:        db 8, ' ', 8, 0

; ----------------------------------------------------------------------------------------------------------------------------
; Ring 3: pages of their own, the only ones of this image that tasks may touch
; ----------------------------------------------------------------------------------------------------------------------------
        times (0x1000 - (($ - $$) & 0xfff)) & 0xfff db 0
user_start:

; Looks for prime numbers by trial division, five ticks at a time, and shows how many it has found.
task_a:
        mov eax, SYS_WRITE
        mov ebx, a_text
        int 0x80
        mov dword [primes], 0
        mov esi, 1
.round: mov eax, SYS_TICKS
        int 0x80
        lea edi, [eax + 5]
.candidate:
        add esi, 2
        mov ecx, 3
.divide:
        mov eax, ecx
        mul ecx
        cmp eax, esi
        ja .prime
        mov eax, esi
        xor edx, edx
        div ecx
        test edx, edx
        jz .tested
        add ecx, 2
        jmp .divide
.prime: inc dword [primes]
.tested:
        mov eax, SYS_TICKS
        int 0x80
        cmp eax, edi
        jb .candidate
        mov eax, [primes]
        mov edi, a_count
        call decimal
        mov eax, SYS_WRITE
        mov ebx, a_text
        int 0x80
        mov eax, SYS_SLEEP
        mov ebx, 20
        int 0x80
        jmp .round

; Turns a wheel; keeps its counter in the last page of the demand area, which is not there before the first access.
task_b:
        mov eax, SYS_WRITE
        mov ebx, b_text
        int 0x80
.turn:  mov ecx, [DEMAND_END - 0x1000]
        inc dword [DEMAND_END - 0x1000]
        and ecx, 3
        mov al, [wheel + ecx]
        mov [b_wheel], al
        mov eax, SYS_WRITE
        mov ebx, b_text
        int 0x80
        mov eax, SYS_SLEEP
        mov ebx, 3
        int 0x80
        jmp .turn

; Writes EAX as ten decimal digits at EDI.
decimal:
        mov ecx, 10
        mov ebx, 10
.digit: xor edx, edx
        div ebx
        add dl, '0'
        mov [edi + ecx - 1], dl
        loop .digit
        ret

primes:         dd 0
a_text:         db 13, "task_a: odd primes found "
a_count:        db "          ", 0
b_text:         db 13, "task_b: "
b_wheel:        db "  ", 0
wheel:          db "|/-", 92

        times (0x1000 - (($ - $$) & 0xfff)) & 0xfff db 0
user_end:
