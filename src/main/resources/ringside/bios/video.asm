
; ----------------------------------------------------------------------------------------------------------------------------
; INT 10h: the screen
;
; Text in all pages of modes 0 to 3 and 7; mode 13h can be set, but nothing is drawn in it. Fonts are the adapter's own: loading
; one changes the number of rows, not the shapes.
; ----------------------------------------------------------------------------------------------------------------------------

; Local variables of services, from BP
W_TOP           equ -1                  ; window of a scroll, inclusive
W_LEFT          equ -2
W_BOTTOM        equ -3
W_RIGHT         equ -4
W_LINES         equ -5                  ; by how many rows; 0 clears
W_BLANK         equ -6                  ; attribute of new rows
W_DOWN          equ -7                  ; not 0: downwards
W_STEP          equ -8                  ; from a row to the one that replaces it
W_PAINT         equ -9                  ; not 0: characters get attribute W_INK
W_INK           equ -10
W_SIZE          equ 10

int10:
        sti
        cld
        pushad
        push ds
        push es
        mov bp, sp
        sub sp, W_SIZE
        mov si, BDA
        mov ds, si
        mov si, 0xb800
        cmp byte [VIDEO_MODE], 7
        jne .colour
        mov si, 0xb000
.colour:
        mov es, si
        mov si, video_functions
        jmp dispatch

; 00h: mode AL; bit 7 keeps the contents of the screen
video_mode:
        mov bl, al
        and bl, 0x7f
        mov si, modes
.find:  cmp byte [cs:si], 0xff
        je unknown_10
        cmp bl, [cs:si]
        je .found
        add si, MODE_SIZE
        jmp .find
.found: mov [VIDEO_MODE], bl
        movzx dx, byte [cs:si + M_COLUMNS]
        mov [COLUMNS], dx
        mov dx, [cs:si + M_PAGE_SIZE]
        mov [PAGE_SIZE], dx
        mov dl, [cs:si + M_ROWS]
        dec dl
        mov [LAST_ROW], dl
        mov dl, [cs:si + M_CELL]
        xor dh, dh
        mov [CELL_HEIGHT], dx
        mov dx, [cs:si + M_CRTC]
        mov [CRTC], dx
        mov word [PAGE_START], 0
        mov byte [ACTIVE_PAGE], 0
        mov word [CURSOR_SHAPE], 0x0d0e
        mov byte [0x87], 0x60
        mov byte [0x88], 0xf9
        mov byte [0x89], 0x51
        mov byte [0x8a], 0x08
        push es
        push ds
        pop es
        xor ax, ax
        mov di, CURSORS
        mov cx, 8
        rep stosw
        pop es
        push si
        call program_mode
        pop si
        test byte [bp + F_AL], 0x80
        jnz .keep
        mov es, [cs:si + M_SEGMENT]
        mov ax, [cs:si + M_BLANK]
        mov cx, [cs:si + M_WORDS]
        xor di, di
        rep stosw
.keep:  mov al, 0x30
        cmp byte [VIDEO_MODE], 7
        je .told
        mov al, 0x20
        cmp byte [VIDEO_MODE], 6
        ja .told
        mov al, 0x30
.told:  mov [bp + F_AL], al
        and byte [EQUIPMENT], 0xcf
        mov al, 0x20
        cmp byte [VIDEO_MODE], 7
        jne .done
        mov al, 0x30
.done:  or [EQUIPMENT], al
        jmp leave_ok

; Writes the registers of the mode at CS:SI into the VGA; changes AX, BX, CX, DX, SI
program_mode:
        mov al, [cs:si + M_MISC]
        mov dx, 0x3c2
        out dx, al
        mov bx, [CRTC]
        mov si, [cs:si + M_REGISTERS]
        mov dx, 0x3c4                   ; sequencer
        mov cx, 5
        call .write
        mov dx, bx
        mov ax, 0x0011                  ; unlocks CRT registers 0 to 7
        out dx, ax
        mov cx, 25
        call .write
        mov dx, 0x3ce                   ; graphics controller
        mov cx, 9
        call .write
        lea dx, [bx + 6]                ; attribute controller: index and data take turns
        in al, dx
        mov dx, 0x3c0
        mov ah, 0
.attribute:
        mov al, ah
        out dx, al
        mov al, [cs:si]
        inc si
        out dx, al
        inc ah
        cmp ah, 21
        jne .attribute
        mov al, 0x20                    ; the screen is on
        out dx, al
        ret

; Writes CX registers from CS:SI to the index and data ports at DX
.write: mov ah, 0
.next:  mov al, ah
        out dx, al
        inc dx
        mov al, [cs:si]
        out dx, al
        dec dx
        inc si
        inc ah
        loop .next
        ret

; 01h: cursor shape CX
cursor_shape:
        mov [CURSOR_SHAPE], cx
        mov al, 0x0a
        jmp set_crtc_word

; 02h: cursor of page BH to row DH, column DL
set_cursor:
        call page_cursor
        mov [si], dx
        call show_cursor
        jmp leave_ok

; 03h: cursor of page BH
get_cursor:
        call page_cursor
        mov ax, [si]
        mov [bp + F_DX], ax
        mov ax, [CURSOR_SHAPE]
        mov [bp + F_CX], ax
        jmp leave_ok

; Returns where the cursor of page BH is kept in SI; changes BX
page_cursor:
        mov bl, [bp + F_BH]
        and bx, 7
        shl bx, 1
        lea si, [bx + CURSORS]
        ret

; Shows the cursor of the active page; changes AX, BX, DI
show_cursor:
        mov bl, [ACTIVE_PAGE]
        and bx, 7
        push dx
        shl bx, 1
        mov dx, [bx + CURSORS]
        shr bx, 1
        call cell
        mov cx, di
        shr cx, 1
        pop dx
        mov al, 0x0e

; Writes CH and CL to the CRT registers AL and AL + 1
write_crtc:
        push dx
        mov dx, [CRTC]
        mov ah, ch
        out dx, ax
        inc al
        mov ah, cl
        out dx, ax
        pop dx
        ret

set_crtc_word:
        call write_crtc
        jmp leave_ok

; Returns in DI the offset of row DH, column DL in page BL; changes AX
cell:
        mov al, dh
        mul byte [COLUMNS]
        add al, dl
        adc ah, 0
        shl ax, 1
        mov di, ax
        push dx
        movzx ax, bl
        mul word [PAGE_SIZE]
        pop dx
        add di, ax
        ret

; 05h: shows page AL
show_page:
        and al, 7
        mov [ACTIVE_PAGE], al
        movzx ax, al
        mul word [PAGE_SIZE]
        mov [PAGE_START], ax
        shr ax, 1
        mov cx, ax
        mov al, 0x0c
        call write_crtc
        call show_cursor
        jmp leave_ok

; 06h, 07h: scrolls the window from row CH, column CL to row DH, column DL by AL rows; new ones get attribute BH
scroll_down:
        mov byte [bp + W_DOWN], 1
        jmp scroll_window
scroll_up:
        mov byte [bp + W_DOWN], 0
scroll_window:
        call text_only
        mov [bp + W_TOP], ch
        mov [bp + W_LEFT], cl
        mov [bp + W_BOTTOM], dh
        mov [bp + W_RIGHT], dl
        mov [bp + W_LINES], al
        mov al, [bp + F_BH]
        mov [bp + W_BLANK], al
        call scroll
        jmp leave_ok

; Ends the service if the screen is in a graphics mode
text_only:
        cmp byte [VIDEO_MODE], 7
        je .yes
        cmp byte [VIDEO_MODE], 3
        ja leave_ok
.yes:   ret

; Scrolls the window in W_...; changes all registers
scroll:
        mov al, [LAST_ROW]
        cmp [bp + W_BOTTOM], al
        jbe .rows
        mov [bp + W_BOTTOM], al
.rows:  mov al, [COLUMNS]
        dec al
        cmp [bp + W_RIGHT], al
        jbe .columns
        mov [bp + W_RIGHT], al
.columns:
        mov al, [bp + W_RIGHT]
        cmp al, [bp + W_LEFT]
        jb .done
        mov al, [bp + W_BOTTOM]
        sub al, [bp + W_TOP]
        jb .done
        inc al
        mov ah, [bp + W_LINES]
        cmp ah, al
        ja .all
        test ah, ah
        jnz .some
.all:   mov ah, al
.some:  mov dh, [bp + W_TOP]
        cmp byte [bp + W_DOWN], 0
        je .first
        neg ah
        mov dh, [bp + W_BOTTOM]
.first: mov [bp + W_STEP], ah
.row:   mov dl, [bp + W_LEFT]
        mov bl, [ACTIVE_PAGE]
        call cell
        movzx cx, byte [bp + W_RIGHT]
        sub cl, dl
        inc cx
        push dx
        add dh, [bp + W_STEP]
        cmp dh, [bp + W_TOP]
        jl .blank
        cmp dh, [bp + W_BOTTOM]
        jg .blank
        push di
        call cell
        mov si, di
        pop di
        push ds
        push es
        pop ds
        rep movsw
        pop ds
        jmp .next
.blank: mov al, ' '
        mov ah, [bp + W_BLANK]
        rep stosw
.next:  pop dx
        cmp byte [bp + W_DOWN], 0
        jne .down
        inc dh
        cmp dh, [bp + W_BOTTOM]
        jle .row
        ret
.down:  dec dh
        cmp dh, [bp + W_TOP]
        jge .row
.done:  ret

; 08h: character and attribute at the cursor of page BH
read_char:
        call text_only
        call cursor_cell
        mov ax, [es:di]
        mov [bp + F_AX], ax
        jmp leave_ok

; 09h: AL with attribute BL, CX times from the cursor of page BH on, which stays
write_cells:
        call text_only
        call cursor_cell
        mov al, [bp + F_AL]
        mov ah, [bp + F_BL]
        mov cx, [bp + F_CX]
        rep stosw
        jmp leave_ok

; 0Ah: the same, attributes stay
write_chars:
        call text_only
        call cursor_cell
        mov al, [bp + F_AL]
        mov cx, [bp + F_CX]
        jcxz .done
.next:  stosb
        inc di
        loop .next
.done:  jmp leave_ok

; Returns in DI the offset of the cursor of page BH; changes AX, BX, DX, SI
cursor_cell:
        call page_cursor
        mov dx, [si]
        mov bl, [bp + F_BH]
        and bl, 7
        jmp cell

; 0Eh: AL as a terminal shows it, on the active page
teletype:
        call text_only
        mov byte [bp + W_PAINT], 0
        call put_char
        jmp leave_ok

; Writes AL at the cursor of the active page and moves the cursor; changes all registers but SI
put_char:
        push si
        movzx bx, byte [ACTIVE_PAGE]
        shl bx, 1
        mov dx, [bx + CURSORS]
        shr bx, 1
        cmp al, 7
        je .done
        cmp al, 8
        je .back
        cmp al, 10
        je .feed
        cmp al, 13
        je .return
        push ax
        call cell
        pop ax
        mov [es:di], al
        cmp byte [bp + W_PAINT], 0
        je .right
        mov al, [bp + W_INK]
        mov [es:di + 1], al
.right: inc dl
        cmp dl, [COLUMNS]
        jb .move
        xor dl, dl
.feed:  inc dh
        cmp dh, [LAST_ROW]
        jbe .move
        mov dh, [LAST_ROW]
        push dx
        call cell
        mov al, [es:di + 1]
        mov [bp + W_BLANK], al
        mov word [bp + W_LEFT], 0       ; and the top
        mov word [bp + W_RIGHT], 0xffff ; and the bottom: clipped to the screen
        mov byte [bp + W_LINES], 1
        mov byte [bp + W_DOWN], 0
        call scroll
        pop dx
        jmp .move
.back:  test dl, dl
        jz .done
        dec dl
        jmp .move
.return:
        xor dl, dl
.move:  movzx bx, byte [ACTIVE_PAGE]
        shl bx, 1
        mov [bx + CURSORS], dx
        call show_cursor
.done:  pop si
        ret

; 13h: CX characters from ES:BP at row DH, column DL with attribute BL; AL bit 0 moves the cursor, bit 1 says that attributes
; stand between the characters
write_string:
        call text_only
        mov byte [bp + W_PAINT], 1
        mov al, [bp + F_BL]
        mov [bp + W_INK], al
        movzx bx, byte [ACTIVE_PAGE]
        shl bx, 1
        push word [bx + CURSORS]
        mov [bx + CURSORS], dx
        mov si, [bp + F_BP]
        mov cx, [bp + F_CX]
        jcxz .end
.next:  push cx
        push es
        mov es, [bp + F_ES]
        mov al, [es:si]
        inc si
        test byte [bp + F_AL], 2
        jz .plain
        mov ah, [es:si]
        inc si
        mov [bp + W_INK], ah
.plain: pop es
        call put_char
        pop cx
        loop .next
.end:   pop dx
        test byte [bp + F_AL], 1
        jnz .moved
        movzx bx, byte [ACTIVE_PAGE]
        shl bx, 1
        mov [bx + CURSORS], dx
.moved: call show_cursor
        jmp leave_ok

; 0Bh: border and CGA palettes, which text modes of a VGA do not have
set_palette:
        jmp leave_ok

; 0Fh: columns, mode and page
get_mode:
        mov al, [VIDEO_MODE]
        mov ah, [COLUMNS]
        mov [bp + F_AX], ax
        mov al, [ACTIVE_PAGE]
        mov [bp + F_BH], al
        jmp leave_ok
