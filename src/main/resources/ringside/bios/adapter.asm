
; ----------------------------------------------------------------------------------------------------------------------------
; INT 10h, 10h and up: colours, fonts, and what the adapter is
; ----------------------------------------------------------------------------------------------------------------------------

; 10h: attribute registers and colours
colours:
        cmp al, 0x00
        je .one
        cmp al, 0x01
        je .border
        cmp al, 0x02
        je .all
        cmp al, 0x03
        je .blink
        cmp al, 0x10
        je .set
        cmp al, 0x12
        je .block
        cmp al, 0x15
        je .get
        jmp unknown_10
.one:   mov bx, [bp + F_BX]
        call set_attribute
        jmp leave_ok
.border:
        mov bx, [bp + F_BX]
        mov bl, 0x11
        call set_attribute
        jmp leave_ok
.all:   mov si, dx
        mov es, [bp + F_ES]
        xor bl, bl
.entry: mov bh, [es:si]
        cmp bl, 0x10
        jne .store
        mov bl, 0x11
.store: call set_attribute
        inc si
        inc bl
        cmp bl, 0x12
        jb .entry
        jmp leave_ok
.blink: mov bh, 0x04
        test byte [bp + F_BL], 1
        jz .still
        mov bh, 0x0c
.still: mov bl, 0x10
        call set_attribute
        jmp leave_ok
.set:   mov al, [bp + F_BL]
        mov dx, 0x3c8
        out dx, al
        inc dx
        mov al, [bp + F_DH]
        out dx, al
        mov ax, [bp + F_CX]
        xchg al, ah
        out dx, al
        mov al, ah
        out dx, al
        jmp leave_ok
.block: mov al, [bp + F_BL]
        mov si, dx
        mov dx, 0x3c8
        out dx, al
        inc dx
        mov cx, [bp + F_CX]
        imul cx, cx, 3
        mov ds, [bp + F_ES]
        rep outsb
        jmp leave_ok
.get:   mov al, [bp + F_BL]
        mov dx, 0x3c7
        out dx, al
        mov dx, 0x3c9
        in al, dx
        mov [bp + F_DH], al
        in al, dx
        mov [bp + F_CH], al
        in al, dx
        mov [bp + F_CL], al
        jmp leave_ok

; Sets attribute register BL to BH; changes AX, DX
set_attribute:
        mov dx, [CRTC]
        add dx, 6
        in al, dx
        mov dx, 0x3c0
        mov al, bl
        and al, 0x1f
        out dx, al
        mov al, bh
        out dx, al
        mov al, 0x20
        out dx, al
        ret

; 11h: fonts; those of 8, 14 and 16 lines set the number of rows
fonts:
        cmp al, 0x30
        je .about
        mov bl, [bp + F_BH]
        cmp al, 0x10
        je .lines
        mov bl, 14
        cmp al, 0x11
        je .lines
        mov bl, 8
        cmp al, 0x12
        je .lines
        mov bl, 16
        cmp al, 0x14
        je .lines
        cmp al, 0x04
        ja unknown_10
        jmp leave_ok
.lines: cmp bl, 32
        ja leave_ok
        cmp bl, 2
        jb leave_ok
        mov [CELL_HEIGHT], bl
        mov ax, 400
        div bl
        dec al
        mov [LAST_ROW], al
        inc al
        mul byte [COLUMNS]
        shl ax, 1
        add ax, 0xff
        mov al, 0
        mov [PAGE_SIZE], ax
        mov dx, [CRTC]
        mov al, 9
        out dx, al
        inc dx
        in al, dx
        and al, 0xe0
        dec bl
        or al, bl
        out dx, al
        jmp leave_ok
.about: mov ax, [CELL_HEIGHT]           ; the shapes are not in the address space: ES:BP points to blanks
        mov [bp + F_CX], ax
        mov al, [LAST_ROW]
        mov [bp + F_DL], al
        mov word [bp + F_ES], ROM
        mov word [bp + F_BP], 0
        jmp leave_ok

; 12h: what the adapter is
adapter:
        mov bl, [bp + F_BL]
        cmp bl, 0x10
        jne .switch
        mov word [bp + F_BX], 0x0003    ; in colour, 256 KiB
        mov word [bp + F_CX], 0x0009
        jmp leave_ok
.switch:
        cmp bl, 0x30
        jb unknown_10
        cmp bl, 0x36
        ja unknown_10
        mov byte [bp + F_AL], 0x12
        jmp leave_ok

; 1Ah: which display there is
display:
        test al, al
        jnz unknown_10
        mov byte [bp + F_AL], 0x1a
        mov word [bp + F_BX], 0x0008    ; a VGA in colour
        jmp leave_ok

; 4Fh: VESA modes, of which there are none
vesa:
        mov word [bp + F_AX], 0x0100
        jmp leave_ok
