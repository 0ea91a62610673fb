
; ----------------------------------------------------------------------------------------------------------------------------
; CD-ROM images on the first hard disk, as in the El Torito specification: without emulation
; ----------------------------------------------------------------------------------------------------------------------------

CD_BLOCK        equ 4                   ; sectors of the disk in one of the CD-ROM

; Boots the first hard disk as a CD-ROM; returns if that is not possible
boot_cd:
        mov ax, EBDA
        mov ds, ax
        mov es, ax
        mov si, DRIVES + D_SIZE
        cmp word [si + D_PORT], 0
        je .no
        mov eax, 17 * CD_BLOCK          ; the boot record volume descriptor
        call cd_sector
        jc .no
        cmp dword [SECTOR_BUFFER + 1], 0x30304443       ; CD001
        jne .no
        cmp dword [SECTOR_BUFFER + 7], 0x54204c45       ; EL TORITO SPECIFICATION
        jne .no
        mov eax, [SECTOR_BUFFER + 0x47] ; the boot catalog
        shl eax, 2
        call cd_sector
        jc .no
        cmp word [SECTOR_BUFFER + 0x1e], 0xaa55
        jne .no
        cmp word [SECTOR_BUFFER + 0x20], 0x0088         ; bootable, no emulation
        jne .no
        mov byte [CD_PACKET], CD_PACKET_SIZE
        mov byte [CD_PACKET + 2], 0xe0
        mov eax, [SECTOR_BUFFER + 0x28]
        mov [CD_PACKET + 4], eax
        mov cx, [SECTOR_BUFFER + 0x26]  ; sectors of 512 bytes
        mov [CD_PACKET + 14], cx
        mov bx, [SECTOR_BUFFER + 0x22]
        test bx, bx
        jnz .segment
        mov bx, BOOT_ADDRESS >> 4
.segment:
        mov [CD_PACKET + 12], bx
        shl eax, 2
        mov es, bx
        xor di, di
        mov bl, ATA_READ
        call transfer
        jc .no
        push ds
        pop es
        cld
        mov si, DRIVES + D_SIZE
        mov di, CD_DRIVE
        mov cx, D_SIZE / 2
        rep movsw
        mov si, from_cd
        call print
        mov dl, 0xe0
        push word [CD_PACKET + 12]
        push word 0
        jmp enter_loader
.no:    ret

; Reads sector EAX of the drive at SI into the buffer, CF = 1 if that fails; changes all registers but SI
cd_sector:
        push ds
        pop es
        mov di, SECTOR_BUFFER
        mov cx, 1
        mov bl, ATA_READ
        call transfer
        ret

; Ends the service if there is no CD-ROM
need_cd:
        cmp word [bx + D_PORT], 0
        je disk_bad
        ret

cd_reset:
        call need_cd
        jmp disk_ok

; 15h: a drive whose medium can be changed
cd_kind:
        mov byte [bp + F_AH], 0
        cmp word [bx + D_PORT], 0
        je leave_ok
        mov byte [bp + F_AH], 2
        jmp leave_ok

; 41h
cd_extensions:
        call need_cd
        jmp extensions

; 42h: as the packet at DS:SI says, up to 63 sectors
cd_read:
        call need_cd
        mov es, [bp + F_DS]
        mov di, [bp + F_SI]
        cmp byte [es:di], 16
        jb disk_bad
        cmp dword [es:di + 12], 0
        jne disk_bad
        mov cx, [es:di + 2]
        test cx, cx
        jz disk_ok
        cmp cx, 63
        ja disk_bad
        shl cx, 2
        mov eax, [es:di + 8]
        cmp eax, 0x3fffffff
        ja disk_bad
        shl eax, 2
        mov si, bx
        mov bl, ATA_READ
        jmp packet_transfer

; 48h
cd_parameters:
        call need_cd
        mov es, [bp + F_DS]
        mov di, [bp + F_SI]
        cmp word [es:di], 26
        jb disk_bad
        mov word [es:di], 26
        mov word [es:di + 2], 0x0004    ; removable; no cylinders
        xor eax, eax
        mov [es:di + 4], eax
        mov [es:di + 8], eax
        mov [es:di + 12], eax
        mov [es:di + 20], eax
        mov eax, [bx + D_SECTORS]
        shr eax, 2
        mov [es:di + 16], eax
        mov word [es:di + 24], 2048
        jmp disk_ok

; 4Bh: what was booted, to DS:SI; there is no emulation to end
cd_emulation:
        call need_cd
        mov es, [bp + F_DS]
        mov di, [bp + F_SI]
        mov si, CD_PACKET
        mov cx, CD_PACKET_SIZE
        rep movsb
        jmp disk_ok
