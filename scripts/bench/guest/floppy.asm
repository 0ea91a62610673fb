; A boot floppy for machines that load no Multiboot image themselves (Bochs): one sector that reads the benchmark image behind
; it through the BIOS, enters protected mode, and starts it as a Multiboot loader would.
;
;   nasm -f bin -DIMAGE='"bench.bin"' -DCOMMAND_LINE='"run=alu"' -o floppy.img floppy.asm

LOAD_SEGMENT    equ 0x1000              ; where the BIOS puts the image: 64 KiB up
IMAGE_ADDRESS   equ 0x100000
SECTORS         equ (image_end - image + 511) / 512
SECTORS_PER_TRACK equ 18

        org 0x7c00
        bits 16
        jmp 0:start
start:  cli
        xor ax, ax
        mov ds, ax
        mov ss, ax
        mov sp, 0x7c00
        sti
        mov [drive], dl
        mov si, 1                       ; the sector after this one, counted from 0
read:   mov ax, si
        mov bl, SECTORS_PER_TRACK
        div bl                          ; AL = track * 2 + head, AH = sector - 1
        mov cl, ah
        inc cl
        mov dh, al
        and dh, 1
        mov ch, al
        shr ch, 1
        mov dl, [drive]
        mov ax, si
        dec ax
        shl ax, 5                       ; 512 bytes are 32 paragraphs
        add ax, LOAD_SEGMENT
        mov es, ax
        xor bx, bx
        mov ax, 0x0201
        int 0x13
        jc read
        inc si
        cmp si, SECTORS
        jbe read

        cli
        in al, 0x92
        or al, 2
        and al, 0xfe
        out 0x92, al                    ; A20 on
        lgdt [gdt_pointer]
        mov eax, cr0
        or al, 1
        mov cr0, eax
        jmp 8:protected
        bits 32
protected:
        mov ax, 16
        mov ds, ax
        mov es, ax
        mov ss, ax
        mov esi, LOAD_SEGMENT * 16
        mov edi, IMAGE_ADDRESS
        mov ecx, SECTORS * 128
        rep movsd
        mov edi, [IMAGE_ADDRESS + 20]   ; the header's load_end_addr and bss_end_addr
        mov ecx, [IMAGE_ADDRESS + 24]
        sub ecx, edi
        xor eax, eax
        rep stosb
        mov eax, 0x2badb002
        mov ebx, info
        mov ecx, [IMAGE_ADDRESS + 28]   ; the header's entry address
        jmp ecx

        align 8
gdt:    dq 0, 0x00cf9a000000ffff, 0x00cf92000000ffff
gdt_pointer:
        dw gdt_pointer - gdt - 1
        dd gdt
drive:  db 0
info:   dd 4, 0, 0, 0, command_line     ; flags: a command line is given
command_line:
        db COMMAND_LINE, 0
        times 510 - ($ - $$) db 0
        dw 0xaa55
image:  incbin IMAGE
image_end:
        times 80 * 2 * SECTORS_PER_TRACK * 512 - ($ - $$) db 0
