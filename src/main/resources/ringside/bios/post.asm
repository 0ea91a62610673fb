; The built-in BIOS: power-on self test, boot, and what all services share.
;
; Ringside assembles these files in the order post, video, adapter, disk, cd, keyboard, system, tables as one source for segment
; F000h. They keep to what PC BIOSes agree on: interrupt table at 0, BIOS data area (BDA) at 0040:0000, extended data area (EBDA) at the end
; of base memory. All of it works on the machine's own devices: VGA text memory, ATA drives by programmed I/O, the 8042, the PIT,
; the CMOS clock.
;
; A service saves the caller's registers in a frame on the caller's stack and works on the frame. Functions that are not here
; end in an OUT to a port of their own (E0h and up, the number tells the interrupt), with all of the caller's registers in place:
; Ringside stops there and says who called what. A run that goes on returns CF = 1 and AH = 86h.

ORIGIN          equ 0xe000
        org ORIGIN
        bits 16

BDA             equ 0x40
EBDA            equ 0x9fc0
ROM             equ 0xf000
BOOT_ADDRESS    equ 0x7c00

; The caller's registers, from BP
F_ES            equ 0
F_DS            equ 2
F_DI            equ 4
F_SI            equ 8
F_BP            equ 12
F_BX            equ 20
F_DX            equ 24
F_CX            equ 28
F_AX            equ 32
F_FLAGS         equ 40

F_AL            equ F_AX
F_AH            equ F_AX + 1
F_BL            equ F_BX
F_BH            equ F_BX + 1
F_CL            equ F_CX
F_CH            equ F_CX + 1
F_DL            equ F_DX
F_DH            equ F_DX + 1

CARRY           equ 0x01
ZERO            equ 0x40

; Ports on which Ringside hears of what is not here
TRAP_10         equ 0xe0
TRAP_13         equ 0xe3
TRAP_14         equ 0xe4
TRAP_15         equ 0xe5
TRAP_16         equ 0xe6
TRAP_17         equ 0xe7
TRAP_NO_BOOT    equ 0xe8
TRAP_1A         equ 0xea
TRAP_EXCEPTION  equ 0xec                ; divide error; the next one is that of an invalid opcode

; BDA
EQUIPMENT       equ 0x10
MEMORY_KIB      equ 0x13
SHIFT_FLAGS     equ 0x17
SHIFT_FLAGS_2   equ 0x18
KEY_HEAD        equ 0x1a
KEY_TAIL        equ 0x1c
KEY_BUFFER      equ 0x1e
KEY_END         equ 0x3e
FLOPPY_STATUS   equ 0x41
VIDEO_MODE      equ 0x49
COLUMNS         equ 0x4a
PAGE_SIZE       equ 0x4c
PAGE_START      equ 0x4e
CURSORS         equ 0x50
CURSOR_SHAPE    equ 0x60
ACTIVE_PAGE     equ 0x62
CRTC            equ 0x63
TICKS           equ 0x6c
MIDNIGHT        equ 0x70
RESET_FLAG      equ 0x72
DISK_STATUS     equ 0x74
DISKS           equ 0x75
KEY_START_PTR   equ 0x80
KEY_END_PTR     equ 0x82
LAST_ROW        equ 0x84
CELL_HEIGHT     equ 0x85
KEY_FLAGS       equ 0x96

TICKS_PER_DAY   equ 0x1800b0

; Power-on and every reset: all memory is in an unknown state
post:
        cli
        cld
        xor ax, ax
        mov ss, ax
        mov sp, BOOT_ADDRESS
        mov es, ax
        mov di, BDA * 16                ; clears the BDA
        mov cx, 128
        rep stosw
        mov ax, EBDA
        mov es, ax
        xor di, di
        mov cx, 512
        xor ax, ax
        rep stosw
        mov byte [es:0], 1              ; its size in KiB
        mov ax, BDA
        mov ds, ax
        mov word [0x0e], EBDA
        mov word [MEMORY_KIB], 639
        call set_vectors
        call start_pic
        call start_timer
        call start_keyboard
        mov ax, 3
        int 0x10
        call find_disks
        call set_equipment
        call set_ticks
        mov si, banner
        call print
        sti
        int 0x19

; Points all vectors to handlers: a default by kind, then those of the table
set_vectors:
        push ds
        xor ax, ax
        mov es, ax
        mov ds, ax
        xor di, di
        mov cx, 256
.fill:  mov ax, ignore
        stosw
        mov ax, ROM
        stosw
        loop .fill
        mov di, 0x70 * 4
        mov cx, 8
.slave: mov word [di], irq_slave
        add di, 4
        loop .slave
        mov si, vectors
.next:  mov di, [cs:si]
        cmp di, -1
        je .done
        shl di, 2
        mov ax, [cs:si + 2]
        mov [di], ax
        add si, 4
        jmp .next
.done:  mov ax, EBDA                    ; parameter tables of hard disks are in RAM
        mov word [0x41 * 4], DISK_TABLES
        mov [0x41 * 4 + 2], ax
        mov word [0x46 * 4], DISK_TABLES + 16
        mov [0x46 * 4 + 2], ax
        pop ds
        ret

; Interrupts 08h to 0Fh and 70h to 77h; timer, keyboard and the slave pass
start_pic:
        mov al, 0x11
        out 0x20, al
        out 0xa0, al
        mov al, 0x08
        out 0x21, al
        mov al, 0x70
        out 0xa1, al
        mov al, 4
        out 0x21, al
        mov al, 2
        out 0xa1, al
        mov al, 1
        out 0x21, al
        out 0xa1, al
        mov al, 0xf8
        out 0x21, al
        mov al, 0xff
        out 0xa1, al
        ret

; 18.2 interrupts in a second
start_timer:
        mov al, 0x36
        out 0x43, al
        xor al, al
        out 0x40, al
        out 0x40, al
        ret

start_keyboard:
        mov ax, KEY_BUFFER
        mov [KEY_HEAD], ax
        mov [KEY_TAIL], ax
        mov [KEY_START_PTR], ax
        mov word [KEY_END_PTR], KEY_END
        mov byte [KEY_FLAGS], 0x10      ; an enhanced keyboard
        mov al, 0x60                    ; interrupt on, translation on, no mouse
        out 0x64, al
        mov al, 0x65
        out 0x60, al
        ret

set_equipment:
        mov ax, 0x0022                  ; FPU, 80 by 25 in colour
        mov bx, EBDA
        mov es, bx
        cmp word [es:DRIVES + D_PORT], 0
        je .none
        or al, 1                        ; one floppy drive
.none:  mov [EQUIPMENT], ax
        ret

; Ticks since midnight from the clock: seconds * 1193182 / 65536
set_ticks:
        mov al, 0x04
        call cmos_number
        mov bx, 60
        mul bx
        mov cx, ax
        mov al, 0x02
        call cmos_number
        add ax, cx
        movzx eax, ax
        mov ebx, 60
        mul ebx
        mov ecx, eax
        xor al, al
        call cmos_number
        movzx eax, ax
        add eax, ecx
        mov ebx, 1193182
        mul ebx
        shrd eax, edx, 16
        mov [TICKS], eax
        ret

; Returns register AL of the clock
cmos:
        out 0x70, al
        in al, 0x71
        ret

; Returns BCD register AL of the clock as a number in AX
cmos_number:
        call cmos
        mov ah, al
        shr ah, 4
        and al, 0x0f
        aad
        xor ah, ah
        ret

; Prints the text at CS:SI up to a zero byte
print:
        mov al, [cs:si]
        inc si
        test al, al
        jz .done
        mov ah, 0x0e
        mov bx, 0x0007
        int 0x10
        jmp print
.done:  ret

; INT 19h: boots from what the boot order in CMOS names, then from anything
int19:
        sti
        cld
        xor ax, ax
        mov ss, ax
        mov sp, BOOT_ADDRESS
        mov al, 0x3d
        call cmos
        push ax
        and al, 0x0f
        call boot_from
        pop ax
        shr al, 4
        call boot_from
        mov al, 1
        call boot_from
        mov al, 2
        call boot_from
        call boot_cd
        int 0x18

; Boots from device AL, 1 the floppy disk, 2 the first hard disk; returns if that is not possible
boot_from:
        mov dl, 0
        cmp al, 1
        je .try
        mov dl, 0x80
        cmp al, 2
        jne .failed
.try:   mov si, 3
.again: xor ax, ax
        push dx
        int 0x13
        pop dx
        xor ax, ax
        mov es, ax
        mov bx, BOOT_ADDRESS
        mov ax, 0x0201
        mov cx, 1
        mov dh, 0
        int 0x13
        jnc .read
        dec si
        jnz .again
.failed:
        ret
.read:  cmp word [es:BOOT_ADDRESS + 510], 0xaa55
        jne .failed
        mov si, from_disk
        test dl, dl
        jnz .told
        mov si, from_floppy
.told:  call print
        push word 0
        push word BOOT_ADDRESS

; Enters what the far address on the stack tells, with the drive in DL and a clean stack
enter_loader:
        pop di
        pop si
        xor ax, ax
        mov sp, BOOT_ADDRESS
        push si
        push di
        xor ebx, ebx
        xor ecx, ecx
        xor dh, dh
        xor esi, esi
        xor edi, edi
        xor ebp, ebp
        mov ds, ax
        mov es, ax
        retf

; INT 18h: nothing to boot from
int18:
        sti
        mov si, no_boot
        call print
        out TRAP_NO_BOOT, ax
.wait:  hlt
        jmp .wait

; Jumps to the handler of function AH in the table at CS:SI, pairs of words that end with -1 and the handler of all others
dispatch:
        cmp word [cs:si], -1
        je .found
        cmp ah, [cs:si]
        je .found
        add si, 4
        jmp dispatch
.found: jmp word [cs:si + 2]

; Ends of services: the frame goes back into the registers
leave_ok:
        and byte [bp + F_FLAGS], ~CARRY & 0xff
leave_frame:
        mov sp, bp
        pop es
        pop ds
        popad
        iret

leave_failed:
        or byte [bp + F_FLAGS], CARRY
        jmp leave_frame

; A function that is known and that this machine does not offer
absent:
        mov byte [bp + F_AH], 0x86
        jmp leave_failed

; Functions that are not here: the caller's registers are back in place when the port is written
unknown_10:
        mov sp, bp
        pop es
        pop ds
        popad
        out TRAP_10, ax
        jmp not_here
unknown_13:
        mov sp, bp
        pop es
        pop ds
        popad
        out TRAP_13, ax
        jmp not_here
unknown_15:
        mov sp, bp
        pop es
        pop ds
        popad
        out TRAP_15, ax
        jmp not_here
unknown_16:
        mov sp, bp
        pop es
        pop ds
        popad
        out TRAP_16, ax
        jmp not_here
unknown_1a:
        mov sp, bp
        pop es
        pop ds
        popad
        out TRAP_1A, ax
        jmp not_here
int14:
        out TRAP_14, ax
        jmp not_here
int17:
        out TRAP_17, ax
not_here:
        push bp
        mov bp, sp
        or byte [bp + 6], CARRY
        pop bp
        mov ah, 0x86
        iret

; Exceptions that the guest does not handle: returning would only repeat them
divide_error:
        out TRAP_EXCEPTION, al
        iret
invalid_opcode:
        out TRAP_EXCEPTION + 1, al
        iret

; Interrupts that nobody waits for
irq_slave:
        push ax
        mov al, 0x20
        out 0xa0, al
        out 0x20, al
        pop ax
ignore: iret
irq_master:
        push ax
        mov al, 0x20
        out 0x20, al
        pop ax
        iret
