
; ----------------------------------------------------------------------------------------------------------------------------
; INT 13h: disks
;
; Drives 80h and 81h are the ATA drives of the first channel, drive 00h is the first one of the second channel, which stands for
; a floppy disk. If the first hard disk holds a bootable CD-ROM image, drive E0h is that, in sectors of 2048 bytes. All transfers are 28-bit reads and writes by programmed I/O, in blocks of several sectors; the drives'
; interrupts are off.
; ----------------------------------------------------------------------------------------------------------------------------

; The EBDA: a table of drives, the parameter tables that vectors 41h and 46h point to, and room for one sector
DRIVES          equ 0x40
D_PORT          equ 0                   ; word: first command port, 0 if there is no such drive
D_SELECT        equ 2                   ; byte: device register, with the bit for sector numbers
D_BLOCK         equ 3                   ; byte: sectors in a block of data
D_SECTORS       equ 4                   ; dword
D_CYLINDERS     equ 8                   ; word, as of the services: at most 1024
D_HEADS         equ 10                  ; word
D_PER_TRACK     equ 12                  ; word
D_TYPE          equ 14                  ; byte: of a floppy drive, as in CMOS
D_SIZE          equ 16
CD_DRIVE        equ DRIVES + 3 * D_SIZE ; a copy of the first hard disk's entry, or empty
DISK_TABLES     equ 0x90
CD_PACKET       equ 0xb0                ; what function 4Bh tells of the CD-ROM
CD_PACKET_SIZE  equ 0x13
SECTOR_BUFFER   equ 0x200

; Ports of a channel, from D_PORT
A_COUNT         equ 2
A_DEVICE        equ 6
A_COMMAND       equ 7
A_CONTROL       equ 0x206

ATA_READ        equ 0xc4                ; READ MULTIPLE, WRITE MULTIPLE, READ VERIFY
ATA_WRITE       equ 0xc5
ATA_VERIFY      equ 0x40

; Looks for drives and fills the tables
find_disks:
        push ds
        mov ax, EBDA
        mov ds, ax
        mov es, ax
        mov bx, DRIVES
        mov cx, 0x0170
        mov al, 0xe0
        call find_drive
        mov bx, DRIVES + D_SIZE
        mov cx, 0x01f0
        mov al, 0xe0
        call find_drive
        mov bx, DRIVES + 2 * D_SIZE
        mov cx, 0x01f0
        mov al, 0xf0
        call find_drive
        mov bx, DRIVES
        call floppy_geometry
        mov bx, DRIVES + D_SIZE
        mov di, DISK_TABLES
        call disk_geometry
        mov bx, DRIVES + 2 * D_SIZE
        mov di, DISK_TABLES + 16
        call disk_geometry
        mov al, 0
        cmp word [DRIVES + D_SIZE + D_PORT], 0
        je .count
        inc ax
        cmp word [DRIVES + 2 * D_SIZE + D_PORT], 0
        je .count
        inc ax
.count: pop ds
        mov [DISKS], al
        ret

; Fills the entry at BX if the channel at CX has a drive that AL selects
find_drive:
        mov [bx + D_SELECT], al
        mov byte [bx + D_BLOCK], 1
        mov dx, cx
        add dx, A_DEVICE
        out dx, al
        inc dx
        in al, dx
        cmp al, 0xff                    ; no channel
        je .none
        test al, al                     ; no such drive on it
        jz .none
        add dx, A_CONTROL - A_COMMAND
        mov al, 0x0a                    ; no interrupts
        out dx, al
        sub dx, A_CONTROL - A_COMMAND
        mov al, 0xec                    ; IDENTIFY DEVICE
        out dx, al
        mov dx, cx
        call await
        jc .none
        test al, 0x08
        jz .none
        mov di, SECTOR_BUFFER
        mov si, cx
        mov dx, cx
        mov cx, 128
        rep insd
        mov eax, [SECTOR_BUFFER + 60 * 2]
        test eax, eax
        jz .none
        mov [bx + D_PORT], si
        mov [bx + D_SECTORS], eax
        mov al, [SECTOR_BUFFER + 47 * 2]
        test al, al
        jz .none
        mov cl, al
        lea dx, [si + A_COUNT]
        out dx, al
        lea dx, [si + A_COMMAND]
        mov al, 0xc6                    ; SET MULTIPLE MODE
        out dx, al
        mov dx, si
        call await
        jc .none
        mov [bx + D_BLOCK], cl
.none:  ret

; Waits until the drive of the channel at DX is free. Returns its status in AL, CF = 1 if it does not become free or if it
; reports an error; changes DX
await:
        push ecx
        add dx, A_CONTROL
        mov ecx, 1000000
.again: in al, dx
        test al, 0x80
        jz .free
        dec ecx
        jnz .again
        mov al, 0
        stc
        jmp .done
.free:  test al, 0x01                   ; CF = 0
        jz .done
        stc
.done:  pop ecx
        ret

; Gives the drive at BX the geometry of a floppy disk: by its size, or by what its boot sector says, or 18 sectors, 2 sides
floppy_geometry:
        cmp word [bx + D_PORT], 0
        je .done
        mov eax, [bx + D_SECTORS]
        mov si, floppy_sizes
.find:  cmp word [cs:si], 0
        je .other
        movzx ecx, word [cs:si]
        cmp eax, ecx
        je .found
        add si, 6
        jmp .find
.found: movzx cx, byte [cs:si + 2]
        mov [bx + D_CYLINDERS], cx
        mov cl, [cs:si + 3]
        mov [bx + D_HEADS], cx
        mov cl, [cs:si + 4]
        mov [bx + D_PER_TRACK], cx
        mov cl, [cs:si + 5]
        mov [bx + D_TYPE], cl
        ret
.other: mov byte [bx + D_TYPE], 4
        call first_sector
        jc .usual
        mov cx, [SECTOR_BUFFER + 0x18]
        mov dx, [SECTOR_BUFFER + 0x1a]
        lea ax, [ecx - 1]
        cmp ax, 63
        jae .usual
        dec dx
        cmp dx, 2
        inc dx
        jb .set
.usual: mov cx, 18
        mov dx, 2
.set:   mov [bx + D_PER_TRACK], cx
        mov [bx + D_HEADS], dx
        call set_cylinders
.done:  ret

; Reads the first sector of the drive at BX into the buffer; CF = 1 if it cannot be read; changes EAX, CX, DX, DI
first_sector:
        push bx
        mov si, bx
        xor eax, eax
        mov cx, 1
        mov di, SECTOR_BUFFER
        mov bl, ATA_READ
        push ds
        pop es
        call transfer
        pop bx
        ret

; Sets the number of cylinders by size and geometry, rounded up to one, at most 1024
set_cylinders:
        mov ax, [bx + D_HEADS]
        mul word [bx + D_PER_TRACK]
        movzx ecx, ax
        mov eax, [bx + D_SECTORS]
        xor edx, edx
        div ecx
        test edx, edx
        jz .whole
        cmp byte [bx + D_TYPE], 0       ; the last track of a floppy disk may be cut short
        jne .up
        test eax, eax
        jnz .whole
.up:    inc eax
.whole: cmp eax, 1024
        jbe .fits
        mov ax, 1024
.fits:  mov [bx + D_CYLINDERS], ax
        ret

; Gives the drive at BX the geometry that its partition table was made with, or 16 heads of 63 sectors up to 504 MiB, or 255
; heads; and fills its parameter table at DI
disk_geometry:
        cmp word [bx + D_PORT], 0
        je .done
        push di
        call first_sector
        jc .guess
        cmp word [SECTOR_BUFFER + 510], 0xaa55
        jne .guess
        mov si, SECTOR_BUFFER + 446
.entry: cmp dword [si + 12], 0          ; sectors of a partition
        je .next
        movzx dx, byte [si + 5]         ; its last head
        movzx cx, byte [si + 6]         ; its last sector
        and cx, 63
        jz .next
        test dx, dx
        jz .next
        inc dx
        jmp .set
.next:  add si, 16
        cmp si, SECTOR_BUFFER + 510
        jb .entry
.guess: mov cx, 63
        mov dx, 16
        cmp dword [bx + D_SECTORS], 1024 * 16 * 63
        jbe .set
        mov dx, 255
.set:   cmp dx, 255
        jbe .legal
        mov dx, 255
.legal: mov [bx + D_PER_TRACK], cx
        mov [bx + D_HEADS], dx
        call set_cylinders
        pop di
        mov ax, [bx + D_CYLINDERS]
        mov [di], ax
        mov al, [bx + D_HEADS]
        mov [di + 2], al
        mov byte [di + 8], 0x08         ; more than 8 heads
        mov al, [bx + D_PER_TRACK]
        mov [di + 14], al
.done:  ret

; Moves CX sectors from sector EAX on between the drive at DS:SI and ES:DI by the command in BL; 1 to 255 sectors.
; Returns the error in AH, 0 and CF = 0 if there is none. Changes all registers but BP and SI.
transfer:
        mov dl, 0x01                    ; bad parameter
        test cx, cx
        jz .refuse
        cmp cx, 255
        ja .refuse
        mov dl, 0x04                    ; no such sector
        movzx ebp, cx
        add ebp, eax
        jc .refuse
        cmp ebp, [si + D_SECTORS]
        ja .refuse
        push eax
        shr eax, 24
        or al, [si + D_SELECT]
        mov dx, [si + D_PORT]
        add dx, A_DEVICE
        out dx, al
        mov al, cl
        sub dx, A_DEVICE - A_COUNT
        out dx, al
        pop eax
        inc dx
        out dx, al
        shr eax, 8
        inc dx
        out dx, al
        shr eax, 8
        inc dx
        out dx, al
        add dx, 2
        mov al, bl
        out dx, al
.block: mov dx, [si + D_PORT]
        call await
        jc .error
        cmp bl, ATA_VERIFY
        je .done
        test al, 0x08
        jz .error
        mov ax, di                      ; a block never crosses the end of the segment
        shr ax, 4
        mov dx, es
        add dx, ax
        jc .placed
        mov es, dx
        and di, 0x0f
.placed:
        movzx ax, byte [si + D_BLOCK]
        cmp ax, cx
        jbe .size
        mov ax, cx
.size:  sub cx, ax
        push cx
        mov cx, ax
        shl cx, 7                       ; 128 dwords a sector
        mov dx, [si + D_PORT]
        cmp bl, ATA_WRITE
        je .give
        rep insd
        jmp .moved
.give:  push ds
        push si
        mov si, di
        push es
        pop ds
        rep outsd
        mov di, si
        pop si
        pop ds
.moved: pop cx
        test cx, cx
        jnz .block
        mov dx, [si + D_PORT]
        call await
        jc .error
.done:  xor ah, ah
        ret
.error: mov dl, 0x80                    ; not ready
        test al, 0x01
        jz .refuse
        mov dl, 0x10                    ; unreadable
.refuse:
        mov ah, dl
        stc
        ret

int13:
        sti
        cld
        pushad
        push ds
        push es
        mov bp, sp
        mov si, EBDA
        mov ds, si
        mov bx, DRIVES
        test dl, dl
        jz .found
        add bx, D_SIZE
        cmp dl, 0x80
        je .found
        add bx, D_SIZE
        cmp dl, 0x81
        je .found
        add bx, D_SIZE
        cmp dl, 0xe0
        je .cd
        add bx, D_SIZE                  ; an entry that stays empty
.found: mov si, disk_functions
        jmp dispatch
.cd:    mov si, cd_functions
        jmp dispatch

; Ends a service with status AH, which function 01h tells again
disk_ok:
        xor ah, ah
disk_end:
        mov [bp + F_AH], ah
        mov si, BDA
        mov ds, si
        mov si, DISK_STATUS
        test byte [bp + F_DL], 0x80
        jnz .keep
        mov si, FLOPPY_STATUS
.keep:  mov [si], ah
        test ah, ah
        jnz leave_failed
        jmp leave_ok

; Ends the service if there is no drive
need_drive:
        cmp word [bx + D_PORT], 0
        je .none
        ret
.none:  mov ah, 0x01
        test byte [bp + F_DL], 0x80
        jnz disk_end
        mov ah, 0x80
        jmp disk_end

; Ends the service if the drive is no hard disk: the others have no sector numbers
need_disk:
        cmp word [bx + D_PORT], 0
        je disk_bad
        test byte [bp + F_DL], 0x80
        jz disk_bad
        ret
disk_bad:
        mov ah, 0x01
        jmp disk_end

; 00h, 0Ch, 0Dh, 10h, 11h, 14h, 47h: resets, seeks and tests, after which the drive is ready
disk_reset:
        call need_drive
        jmp disk_ok

; 01h: status of the last operation
disk_status:
        mov si, BDA
        mov ds, si
        mov si, DISK_STATUS
        test byte [bp + F_DL], 0x80
        jnz .tell
        mov si, FLOPPY_STATUS
.tell:  mov ah, [si]
        mov [bp + F_AH], ah
        test ah, ah
        jnz leave_failed
        jmp leave_ok

; 02h, 03h, 04h: AL sectors from cylinder CH (and two bits of CL), head DH, sector CL on; ES:BX
disk_read:
        mov al, ATA_READ
        jmp by_cylinder
disk_write:
        mov al, ATA_WRITE
        jmp by_cylinder
disk_verify:
        mov al, ATA_VERIFY
by_cylinder:
        call need_drive
        push ax
        movzx ax, byte [bp + F_CL]      ; cylinder
        shl ax, 2
        mov al, [bp + F_CH]
        and ah, 3
        cmp ax, [bx + D_CYLINDERS]
        jae .bad
        mul word [bx + D_HEADS]
        movzx cx, byte [bp + F_DH]
        cmp cx, [bx + D_HEADS]
        jae .bad
        add ax, cx
        adc dx, 0
        shl edx, 16
        mov dx, ax
        mov eax, edx
        movzx ecx, word [bx + D_PER_TRACK]
        mul ecx
        movzx ecx, byte [bp + F_CL]
        and cl, 63
        jz .bad
        cmp cx, [bx + D_PER_TRACK]
        ja .bad
        lea eax, [eax + ecx - 1]
        mov si, bx
        pop bx
        movzx cx, byte [bp + F_AL]
        mov es, [bp + F_ES]
        mov di, [bp + F_BX]
        push bp
        call transfer
        pop bp
        jnc disk_ok
        mov byte [bp + F_AL], 0
        jmp disk_end
.bad:   mov byte [bp + F_AL], 0
        jmp disk_bad

; 08h: geometry
disk_parameters:
        cmp word [bx + D_PORT], 0
        je .none
        mov cx, [bx + D_CYLINDERS]
        dec cx
        xchg cl, ch
        shl cl, 6
        or cl, [bx + D_PER_TRACK]
        mov [bp + F_CX], cx
        mov dh, [bx + D_HEADS]
        dec dh
        mov dl, 1
        mov word [bp + F_AX], 0
        test byte [bp + F_DL], 0x80
        jz .floppy
        mov si, BDA
        mov ds, si
        mov dl, [DISKS]
        mov [bp + F_DX], dx
        jmp disk_ok
.floppy:
        mov [bp + F_DX], dx
        movzx ax, byte [bx + D_TYPE]
        mov [bp + F_BX], ax
        mov word [bp + F_ES], ROM
        mov word [bp + F_DI], floppy_table
        jmp leave_ok
.none:  mov word [bp + F_CX], 0
        mov word [bp + F_DX], 0
        mov byte [bp + F_AH], 0x07
        jmp leave_failed

; 15h: kind of drive
disk_kind:
        mov byte [bp + F_AH], 0
        cmp word [bx + D_PORT], 0
        je leave_ok
        mov byte [bp + F_AH], 1
        test byte [bp + F_DL], 0x80
        jz leave_ok
        mov byte [bp + F_AH], 3
        mov eax, [bx + D_SECTORS]
        mov [bp + F_DX], ax
        shr eax, 16
        mov [bp + F_CX], ax
        jmp leave_ok

; 16h: whether the disk was changed, which cannot happen
disk_changed:
        call need_drive
        jmp disk_ok

; 18h: format for the next one; answers with the parameter table
disk_media:
        call need_drive
        mov word [bp + F_ES], ROM
        mov word [bp + F_DI], floppy_table
        jmp disk_ok

; 41h: whether functions by sector number are there
disk_extensions:
        call need_disk
extensions:
        cmp word [bp + F_BX], 0x55aa
        jne disk_bad
        mov word [bp + F_BX], 0xaa55
        mov word [bp + F_CX], 0x0001    ; packets, nothing about removal or buses
        mov byte [bp + F_AH], 0x21      ; version 1.1
        jmp leave_ok

; 42h, 43h, 44h: what the packet at DS:SI says
packet_read:
        mov al, ATA_READ
        jmp by_packet
packet_write:
        mov al, ATA_WRITE
        jmp by_packet
packet_verify:
        mov al, ATA_VERIFY
by_packet:
        call need_disk
        mov es, [bp + F_DS]
        mov di, [bp + F_SI]
        cmp byte [es:di], 16
        jb disk_bad
        cmp dword [es:di + 12], 0       ; sector numbers of more than 32 bits
        jne disk_bad
        mov cx, [es:di + 2]
        test cx, cx
        jz disk_ok
        mov si, bx
        mov bl, al
        mov eax, [es:di + 8]
packet_transfer:
        les di, [es:di + 4]
        push bp
        call transfer
        pop bp
        jnc disk_ok
        mov es, [bp + F_DS]
        mov di, [bp + F_SI]
        mov word [es:di + 2], 0
        jmp disk_end

; 48h: what the drive is, into the buffer at DS:SI
packet_parameters:
        call need_disk
        mov es, [bp + F_DS]
        mov di, [bp + F_SI]
        cmp word [es:di], 26
        jb disk_bad
        mov word [es:di], 26
        mov word [es:di + 2], 0x0002    ; cylinders, heads and sectors are valid
        movzx eax, word [bx + D_HEADS]
        mov [es:di + 8], eax
        movzx ecx, word [bx + D_PER_TRACK]
        mov [es:di + 12], ecx
        mul ecx
        mov ecx, eax
        mov eax, [bx + D_SECTORS]
        mov [es:di + 16], eax
        mov dword [es:di + 20], 0
        xor edx, edx
        div ecx
        mov [es:di + 4], eax
        mov word [es:di + 24], 512
        jmp disk_ok

; 4Bh: CD-ROM emulation, which there is none of
disk_emulation:
        jmp disk_bad
