
; ----------------------------------------------------------------------------------------------------------------------------
; IRQ 1 and INT 16h: the keyboard
; ----------------------------------------------------------------------------------------------------------------------------

; Bits of SHIFT_FLAGS
S_RIGHT         equ 0x01
S_LEFT          equ 0x02
S_CTRL          equ 0x04
S_ALT           equ 0x08
S_SCROLL        equ 0x10
S_NUM           equ 0x20
S_CAPS          equ 0x40

; Bits of KEY_FLAGS
K_E1            equ 0x01
K_E0            equ 0x02

irq1:
        pushad
        push ds
        push es
        mov bp, sp
        cld
        mov ax, BDA
        mov ds, ax
        in al, 0x60
        mov ah, 0x4f                    ; lets programs change or take the scan code
        stc
        int 0x15
        jnc .done
        sti
        call scan_code
        cli
.done:  mov al, 0x20
        out 0x20, al
        mov sp, bp
        pop es
        pop ds
        popad
        iret

; Takes scan code AL of set 1
scan_code:
        cmp al, 0xe0
        jne .no_e0
        or byte [KEY_FLAGS], K_E0
        ret
.no_e0: cmp al, 0xe1
        jne .no_e1
        or byte [KEY_FLAGS], K_E1
        ret
.no_e1: mov ah, [KEY_FLAGS]             ; AH = what came before this code
        test ah, K_E1
        jz .whole
        cmp al, 0x1d                    ; E1 1D 45 is Pause, which waits for nothing here
        je .ret
        cmp al, 0x9d
        je .ret
        and byte [KEY_FLAGS], ~K_E1 & 0xff
.ret:   ret
.whole: and byte [KEY_FLAGS], ~K_E0 & 0xff
        mov bl, al
        and bl, 0x7f
        mov si, shift_keys
.shift: cmp byte [cs:si], 0
        je .other
        cmp bl, [cs:si]
        je .is_shift
        add si, 2
        jmp .shift
.is_shift:
        mov bh, [cs:si + 1]
        test ah, K_E0                   ; E0 2A and E0 36 surround other keys
        jz .real
        test bh, S_LEFT | S_RIGHT
        jnz .ret
.real:  test al, 0x80
        jnz .up
        or [SHIFT_FLAGS], bh
        ret
.up:    not bh
        and [SHIFT_FLAGS], bh
        ret
.other: mov si, lock_keys
.lock:  cmp byte [cs:si], 0
        je .key
        cmp bl, [cs:si]
        je .is_lock
        add si, 2
        jmp .lock
.is_lock:
        test ah, K_E0
        jnz .key
        mov bh, [cs:si + 1]
        test al, 0x80
        jnz .lock_up
        test [SHIFT_FLAGS_2], bh        ; it repeats while it is held
        jnz .ret
        or [SHIFT_FLAGS_2], bh
        xor [SHIFT_FLAGS], bh
        ret
.lock_up:
        not bh
        and [SHIFT_FLAGS_2], bh
        ret
.key:   test al, 0x80
        jnz .ret
        mov cl, [SHIFT_FLAGS]
        cmp al, 0x53                    ; Ctrl-Alt-Del
        jne .no_reset
        mov dl, cl
        and dl, S_CTRL | S_ALT
        cmp dl, S_CTRL | S_ALT
        jne .no_reset
        mov word [RESET_FLAG], 0x1234
        mov al, 0xfe
        out 0x64, al
.wait:  hlt
        jmp .wait
.no_reset:
        call translate
        test ax, ax
        jz .ret

; Puts AX into the buffer unless that is full
store_key:
        mov si, [KEY_TAIL]
        mov di, si
        add di, 2
        cmp di, [KEY_END_PTR]
        jb .room
        mov di, [KEY_START_PTR]
.room:  cmp di, [KEY_HEAD]
        je .full
        mov [si], ax
        mov [KEY_TAIL], di
        clc
        ret
.full:  stc
        ret

; Makes of scan code AL under shift flags CL, after prefix flags AH, scan code and character in AX, or 0
translate:
        test ah, K_E0
        jnz .extended
        cmp al, 0x57
        je .f11
        cmp al, 0x58
        je .f11
        cmp al, 0x56
        ja .none
        movzx bx, al
        cmp al, 0x47                    ; the number pad
        jb .main
        cmp al, 0x53
        jbe .pad
.main:  cmp al, 0x3b
        jb .typed
        cmp al, 0x44
        jbe .function
.typed: test cl, S_ALT
        jnz .alt
        test cl, S_CTRL
        jnz .ctrl
        mov ah, al
        mov al, [cs:bx + plain_keys]
        mov dl, al
        or dl, 0x20
        sub dl, 'a'
        cmp dl, 26
        jae .no_letter
        test cl, S_CAPS
        jz .no_letter
        xor cl, S_LEFT
        test cl, S_RIGHT                ; Caps Lock and any shift give small letters
        jz .no_letter
        and cl, ~(S_LEFT | S_RIGHT) & 0xff
.no_letter:
        test cl, S_LEFT | S_RIGHT
        jz .char
        mov al, [cs:bx + shifted_keys]
        cmp bl, 0x0f                    ; back tab
        jne .char
        mov al, 0
        ret
.char:  test al, al
        jz .none
        ret
.ctrl:  mov ah, al
        mov al, [cs:bx + plain_keys]
        cmp bl, 0x03                    ; Ctrl-2 is NUL
        je .nul
        cmp bl, 0x07                    ; Ctrl-6
        je .six
        cmp bl, 0x0c                    ; Ctrl-minus
        je .minus
        cmp bl, 0x0e                    ; Ctrl-Backspace
        je .erase
        cmp bl, 0x1c                    ; Ctrl-Enter
        je .enter
        cmp bl, 0x39
        je .char
        cmp al, '['
        jb .none
        cmp al, 'z'
        ja .none
        and al, 0x1f
        ret
.nul:   mov ax, 0x0300
        ret
.six:   mov al, 0x1e
        ret
.minus: mov al, 0x1f
        ret
.erase: mov al, 0x7f
        ret
.enter: mov al, 0x0a
        ret
.alt:   mov ah, al
        mov al, 0
        cmp bl, 0x02                    ; Alt with the row of digits
        jb .none
        cmp bl, 0x0d
        ja .alt_other
        add ah, 0x78 - 0x02
        ret
.alt_other:
        cmp bl, 0x39
        jne .done
        mov al, ' '
.done:  ret
.function:                              ; F1 to F10: 3Bh, 54h, 5Eh, 68h
        mov ah, al
        mov al, 0
        test cl, S_ALT
        jnz .alt_f
        test cl, S_CTRL
        jnz .ctrl_f
        test cl, S_LEFT | S_RIGHT
        jz .done
        add ah, 0x54 - 0x3b
        ret
.alt_f: add ah, 0x68 - 0x3b
        ret
.ctrl_f:
        add ah, 0x5e - 0x3b
        ret
.f11:   mov ah, al                      ; F11 and F12: 85h, 87h, 89h, 8Bh
        mov al, 0
        add ah, 0x85 - 0x57
        test cl, S_LEFT | S_RIGHT
        jz .no_shift
        add ah, 2
.no_shift:
        test cl, S_CTRL
        jz .no_ctrl
        add ah, 4
.no_ctrl:
        test cl, S_ALT
        jz .done
        add ah, 6
        ret
.pad:   mov ah, al
        mov al, [cs:bx + pad_keys - 0x47]
        cmp bl, 0x4a                    ; minus and plus
        je .done
        cmp bl, 0x4e
        je .done
        mov dl, cl
        and dl, S_NUM | S_LEFT | S_RIGHT
        jz .move
        test dl, S_NUM
        jz .digit
        test dl, S_LEFT | S_RIGHT
        jnz .move
.digit: ret
.move:  mov al, 0
        test cl, S_CTRL
        jz .done
        mov ah, [cs:bx + ctrl_pad_keys - 0x47]
        ret
.extended:
        movzx bx, al
        mov ah, al
        cmp al, 0x1c                    ; Enter of the number pad
        je .e_enter
        cmp al, 0x35                    ; its slash
        je .e_slash
        cmp al, 0x47
        jb .none
        cmp al, 0x53
        ja .none
        mov al, 0xe0
        test cl, S_CTRL
        jz .done
        mov ah, [cs:bx + ctrl_pad_keys - 0x47]
        ret
.e_enter:
        mov ax, 0xe00d
        ret
.e_slash:
        mov ax, 0xe02f
        ret
.none:  xor ax, ax
        ret

int16:
        sti
        cld
        pushad
        push ds
        push es
        mov bp, sp
        mov si, BDA
        mov ds, si
        mov si, key_functions
        jmp dispatch

; 00h, 10h: waits for a key and takes it; 00h gives keys that old keyboards lack in their old form
key_take:
        call key_wait
        call old_key
        jmp key_taken
key_take_extended:
        call key_wait
key_taken:
        mov [bp + F_AX], ax
        add si, 2
        cmp si, [KEY_END_PTR]
        jb .next
        mov si, [KEY_START_PTR]
.next:  mov [KEY_HEAD], si
        jmp leave_frame

; Returns in AX the next key, which stays at SI
key_wait:
        cli
        mov si, [KEY_HEAD]
        cmp si, [KEY_TAIL]
        jne .there
        sti
        hlt
        jmp key_wait
.there: mov ax, [si]
        sti
        ret

; Makes key AX one of a keyboard without separate arrows
old_key:
        cmp ah, 0xe0
        jne .arrows
        mov ah, 0x1c
        cmp al, 0x2f
        jne .done
        mov ah, 0x35
        ret
.arrows:
        cmp al, 0xe0
        jne .done
        mov al, 0
.done:  ret

; 01h, 11h: looks at the next key; ZF = 1 if there is none
key_look:
        call key_next
        jz key_none
        call old_key
        jmp key_seen
key_look_extended:
        call key_next
        jz key_none
key_seen:
        mov [bp + F_AX], ax
        and byte [bp + F_FLAGS], ~ZERO & 0xff
        jmp leave_frame
key_none:
        or byte [bp + F_FLAGS], ZERO
        jmp leave_frame

key_next:
        mov si, [KEY_HEAD]
        mov ax, [si]
        cmp si, [KEY_TAIL]
        ret

; 02h, 12h: shift flags
key_flags:
        mov al, [SHIFT_FLAGS]
        mov [bp + F_AL], al
        jmp leave_frame
key_flags_extended:
        mov al, [SHIFT_FLAGS]
        mov ah, [SHIFT_FLAGS_2]
        mov [bp + F_AX], ax
        jmp leave_frame

; 03h: repeat rate, which is up to whoever types
key_rate:
        jmp leave_frame

; 05h: puts CX into the buffer; AL = 1 if it is full
key_put:
        mov ax, cx
        cli
        call store_key
        mov al, 0
        adc al, 0
        mov [bp + F_AL], al
        jmp leave_frame

; 09h: what of this there is: 05h, 10h to 12h
key_abilities:
        mov byte [bp + F_AL], 0x30
        jmp leave_frame
