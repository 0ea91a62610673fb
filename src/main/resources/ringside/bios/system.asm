
; ----------------------------------------------------------------------------------------------------------------------------
; IRQ 0, INT 11h, 12h, 15h and 1Ah: time, memory, what the machine is
; ----------------------------------------------------------------------------------------------------------------------------

irq0:
        push ds
        push eax
        mov ax, BDA
        mov ds, ax
        mov eax, [TICKS]
        inc eax
        cmp eax, TICKS_PER_DAY
        jb .same_day
        xor eax, eax
        inc byte [MIDNIGHT]
.same_day:
        mov [TICKS], eax
        int 0x1c
        mov al, 0x20
        out 0x20, al
        pop eax
        pop ds
        iret

; INT 11h: equipment
int11:
        push ds
        mov ax, BDA
        mov ds, ax
        mov ax, [EQUIPMENT]
        pop ds
        iret

; INT 12h: base memory in KiB
int12:
        push ds
        mov ax, BDA
        mov ds, ax
        mov ax, [MEMORY_KIB]
        pop ds
        iret

int15:
        cld
        pushad
        push ds
        push es
        mov bp, sp
        mov si, BDA
        mov ds, si
        mov si, system_functions
        jmp dispatch

; 24h: address line 20
a20:
        in al, 0x92
        mov ah, [bp + F_AL]
        mov byte [bp + F_AH], 0
        cmp ah, 1
        jb .off
        je .on
        cmp ah, 3
        jb .status
        ja unknown_15
        mov word [bp + F_BX], 0x0003    ; by the keyboard controller and by port 92h
        jmp leave_ok
.on:    or al, 2
        jmp .set
.off:   and al, 0xfd
.set:   and al, 0xfe                    ; bit 0 would reset the machine
        out 0x92, al
        jmp leave_ok
.status:
        shr al, 1
        and al, 1
        mov [bp + F_AL], al
        jmp leave_ok

; 4Fh: a key, which nobody here changes or takes
key_intercept:
        jmp leave_failed

; 86h: waits CX:DX microseconds, counted in refreshes of 15 us
wait_micros:
        sti
        mov eax, ecx
        shl eax, 16
        mov ax, dx
        xor edx, edx
        mov ecx, 15
        div ecx
        mov ecx, eax
        inc ecx
        in al, 0x61
        and al, 0x10
        mov ah, al
.same:  in al, 0x61
        and al, 0x10
        cmp al, ah
        je .same
        mov ah, al
        dec ecx
        jnz .same
        jmp leave_ok

; 87h: moves CX words by the descriptors at ES:SI, of which entries 2 and 3 are the source and the target
block_move:
        cli
        mov ds, [bp + F_ES]
        mov si, [bp + F_SI]
        mov cx, [bp + F_CX]
        in al, 0x92
        mov bh, al
        or al, 2
        and al, 0xfe
        out 0x92, al
        mov ax, ds
        movzx eax, ax
        shl eax, 4
        movzx edx, si
        add eax, edx
        mov word [si + 0x08], 0x2f      ; entry 1: the table itself
        mov [si + 0x0a], eax
        mov word [si + 0x0d], 0x0093
        mov byte [si + 0x0f], 0
        mov dword [si + 0x20], 0x0000ffff       ; entry 4: this code
        mov dword [si + 0x24], 0x00009b0f
        mov dword [si + 0x28], 0x0000ffff       ; entry 5: 64 KiB of data
        mov dword [si + 0x2c], 0x00009300
        lgdt [si + 0x08]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp 0x20:.protected
.protected:
        mov ax, 0x10
        mov ds, ax
        mov ax, 0x18
        mov es, ax
        xor si, si
        xor di, di
        rep movsw
        mov ax, 0x28                    ; real mode keeps the limits of the descriptors loaded last
        mov ds, ax
        mov es, ax
        mov eax, cr0
        and al, 0xfe
        mov cr0, eax
        jmp ROM:.real
.real:  mov al, bh
        and al, 0xfe
        out 0x92, al
        mov byte [bp + F_AH], 0
        jmp leave_ok

; Returns in EAX how many KiB of memory there are above 1 MiB
extended_memory:
        mov al, 0x35
        call cmos
        mov ah, al
        mov al, 0x34
        call cmos
        movzx eax, ax
        test eax, eax
        jz .small
        shl eax, 6                      ; units of 64 KiB above 16 MiB
        add eax, 15 * 1024
        ret
.small: mov al, 0x18
        call cmos
        mov ah, al
        mov al, 0x17
        call cmos
        movzx eax, ax
        ret

; 88h: memory above 1 MiB in KiB, as far as 16 bits go
memory_88:
        call extended_memory
        cmp eax, 0xfc00
        jbe .fits
        mov ax, 0xfc00
.fits:  mov [bp + F_AX], ax
        jmp leave_ok

memory_e8:
        cmp al, 0x01
        je .e801
        cmp al, 0x20
        je .e820
        cmp al, 0x81
        je absent
        jmp unknown_15

; E801h: AX and CX KiB up to 16 MiB, BX and DX units of 64 KiB above
.e801:  call extended_memory
        xor ebx, ebx
        cmp eax, 15 * 1024
        jbe .below
        lea ebx, [eax - 15 * 1024]
        shr ebx, 6
        mov ax, 15 * 1024
.below: mov [bp + F_AX], ax
        mov [bp + F_CX], ax
        mov [bp + F_BX], bx
        mov [bp + F_DX], bx
        jmp leave_ok

; E820h: entry EBX of the memory map to ES:DI
.e820:  cmp dword [bp + F_DX], 0x534d4150       ; SMAP
        jne absent
        mov ecx, [bp + F_CX]
        cmp ecx, 20
        jb absent
        mov ebx, [bp + F_BX]
        cmp ebx, 3
        ja absent
        mov di, [bp + F_DI]
        mov es, [bp + F_ES]
        call extended_memory
        mov edx, eax
        shl edx, 10                     ; bytes above 1 MiB
        cmp ebx, 3
        je .high
        mov si, bx
        shl si, 3
        mov eax, [cs:si + memory_map]
        mov ecx, [cs:si + memory_map + 4]
        mov esi, 1
        test ebx, ebx
        jz .store
        inc esi
        jmp .store
.high:  mov eax, 0x100000
        mov ecx, edx
        mov esi, 1
.store: mov [es:di], eax
        mov dword [es:di + 4], 0
        mov [es:di + 8], ecx
        mov dword [es:di + 12], 0
        mov [es:di + 16], esi
        inc ebx
        cmp ebx, 3
        jb .more
        ja .last
        test edx, edx
        jnz .more
.last:  xor ebx, ebx
.more:  mov [bp + F_BX], ebx
        mov dword [bp + F_CX], 20
        mov dword [bp + F_AX], 0x534d4150
        jmp leave_ok

; C0h: what the machine is, at ES:BX
configuration:
        mov word [bp + F_ES], ROM
        mov word [bp + F_BX], configuration_table
        mov byte [bp + F_AH], 0
        jmp leave_ok

; C1h: the EBDA
data_area:
        mov word [bp + F_ES], EBDA
        jmp leave_ok

; 90h, 91h: an operating system could run something else meanwhile
device_wait:
        mov byte [bp + F_AH], 0
        jmp leave_ok

int1a:
        sti
        cld
        pushad
        push ds
        push es
        mov bp, sp
        mov si, BDA
        mov ds, si
        mov si, time_functions
        jmp dispatch

; 00h: ticks since midnight, and whether midnight has passed since they were asked for
get_ticks:
        cli
        mov eax, [TICKS]
        mov [bp + F_DX], ax
        shr eax, 16
        mov [bp + F_CX], ax
        mov al, 0
        xchg al, [MIDNIGHT]
        mov ah, 0
        mov [bp + F_AX], ax
        jmp leave_ok

; 01h: sets the ticks
change_ticks:
        cli
        mov [TICKS], dx
        mov [TICKS + 2], cx
        mov byte [MIDNIGHT], 0
        jmp leave_ok

; 02h: time of day in BCD
get_time:
        call clock_stable
        mov al, 0x00
        call cmos
        mov [bp + F_DH], al
        mov al, 0x02
        call cmos
        mov [bp + F_CL], al
        mov al, 0x04
        call cmos
        mov [bp + F_CH], al
        mov al, 0x0b
        call cmos
        and al, 1
        mov [bp + F_DL], al
        jmp leave_ok

; 03h: sets the time of day
set_time:
        mov al, 0x00
        mov ah, dh
        call set_cmos
        mov al, 0x02
        mov ah, cl
        call set_cmos
        mov al, 0x04
        mov ah, ch
        call set_cmos
        jmp leave_ok

; 04h: date in BCD
get_date:
        call clock_stable
        mov al, 0x32
        call cmos
        mov [bp + F_CH], al
        mov al, 0x09
        call cmos
        mov [bp + F_CL], al
        mov al, 0x08
        call cmos
        mov [bp + F_DH], al
        mov al, 0x07
        call cmos
        mov [bp + F_DL], al
        jmp leave_ok

; 05h: sets the date
set_date:
        mov al, 0x32
        mov ah, ch
        call set_cmos
        mov al, 0x09
        mov ah, cl
        call set_cmos
        mov al, 0x08
        mov ah, dh
        call set_cmos
        mov al, 0x07
        mov ah, dl
        call set_cmos
        jmp leave_ok

; Waits until the clock is not being updated
clock_stable:
        mov al, 0x0a
        call cmos
        test al, 0x80
        jnz clock_stable
        ret

; Sets register AL of the clock to AH
set_cmos:
        out 0x70, al
        mov al, ah
        out 0x71, al
        ret
