; A boot loader in two stages, for scripts/guests/loader.js: the boot sector reads the sectors behind it through the BIOS, the
; second stage switches to protected mode and says so on the screen.

        org 0x7c00
        bits 16
start:  xor ax, ax
        mov ds, ax
        mov es, ax
        mov si, hello
        call print
        mov ax, 0x0200 + SECTORS        ; read sectors
        mov cx, 2                       ; cylinder 0, from sector 2 on
        mov dh, 0                       ; head 0; DL is the boot drive
        mov bx, second
load:   int 0x13
        jc failed
        jmp second
failed: mov si, unreadable
        call print
halt:   hlt
        jmp halt

; Prints the text at SI
print:  lodsb
        test al, al
        jz .done
        mov ah, 0x0e
        mov bx, 7
        int 0x10
        jmp print
.done:  ret

hello:      db "First stage", 13, 10, 0
unreadable: db "Cannot read the second stage", 13, 10, 0

        times 510 - ($ - $$) db 0
        dw 0xaa55

SECTORS equ 2
second: mov ax, 0x2401                  ; address line 20
        int 0x15
        mov ah, 0x03                    ; where the cursor is
        mov bh, 0
        int 0x10
        mov [row], dh
        cli
        lgdt [gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp dword 0x08:protected

        bits 32
protected:
        mov ax, 0x10
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esp, 0x7c00
        movzx edi, byte [row]
        imul edi, edi, 160
        add edi, 0xb8000
        mov esi, done
        mov ah, 0x0a
.next:  lodsb
        test al, al
        jz .end
        stosw
        jmp .next
.end:   mov al, 42                      ; the debug exit device
        mov edx, 0x501
        out dx, al
        jmp .end

        align 8
gdt:    dq 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd gdt
row:    db 0
done:   db "Second stage in protected mode", 0

        times (SECTORS + 1) * 512 - ($ - $$) db 0
