package ringside.machine;

import ringside.cpu.CpuModel;
import ringside.exec.EngineUnderTest;
import ringside.isa.asm.Assembler;

/**
 * A guest that would notice: it clears accessed bits, keeps stale translations, takes page faults and timer interrupts,
 * writes its own code and copies across page boundaries, all chosen by a running number, and sums up what it sees.
 */
final class RestlessGuest {
    /** First of the pages, 2 to 4 MiB, that the guest maps onto each other. */
    static final int FIRST_PAGE = 0x200;

    /** Physical address of its page table. */
    static final int TABLE = 0x2_1000;

    /** Physical address of the instruction that it patches. */
    static final int CODE = 0x1_0000;

    private static final String SOURCE =
            """
            bits 32
            org 0x10000
            start:  mov esp, 0x9f000
                    mov dword [0x20000], 0x21007
                    mov edi, 0x21000
                    mov eax, 7
                    mov ecx, 1024
            tables: mov [edi], eax
                    add edi, 4
                    add eax, 4096
                    dec ecx
                    jnz tables
                    mov eax, fault
                    mov edi, 14 * 8
                    call gate
                    mov eax, timer
                    mov edi, 32 * 8
                    call gate
                    lidt [idtr]
                    mov al, 0x11
                    out 0x20, al
                    mov al, 0x20
                    out 0x21, al
                    mov al, 4
                    out 0x21, al
                    mov al, 1
                    out 0x21, al
                    mov al, 0xfe
                    out 0x21, al
                    mov al, 0x34
                    out 0x43, al
                    mov al, 7
                    out 0x40, al
                    mov al, 0
                    out 0x40, al
                    mov eax, 0x20000
                    mov cr3, eax
                    mov eax, cr0
                    or eax, 0x80010000
                    mov cr0, eax
                    sti
                    mov esi, 1
            next:   imul esi, esi, 1664525
                    add esi, 1013904223
                    mov ebx, esi
                    shr ebx, 23
                    add ebx, 0x200
                    mov eax, ebx
                    shl eax, 12
                    mov ecx, esi
                    shr ecx, 12
                    and ecx, 0xfff
                    add eax, ecx
                    mov ecx, esi
                    shr ecx, 8
                    and ecx, 15
                    jmp [ways + ecx * 4]
            write:  mov [eax], ebp
                    jmp next
            read:   mov edx, [eax]
                    imul ebp, ebp, 31
                    add ebp, edx
                    jmp next
            update: add [eax], esi
                    adc ebp, 0
                    jmp next
            clear:  and dword [0x21000 + ebx * 4], ~0x60
                    jmp next
            remap:  mov edx, esi
                    shr edx, 3
                    and edx, 0x1ff000
                    or edx, 0x200007
                    mov [0x21000 + ebx * 4], edx
                    jmp next
            unmap:  mov dword [0x21000 + ebx * 4], 0
                    jmp next
            protect:
                    and dword [0x21000 + ebx * 4], ~2
                    jmp next
            forget: invlpg [eax]
                    jmp next
            reload: test esi, 0x7f0000
                    jnz next
                    mov eax, cr3
                    mov cr3, eax
                    jmp next
            patch:  mov [patched + 1], esi
            patched:
                    mov edx, 0
                    add ebp, edx
                    jmp next
            copy:   push esi
                    mov edi, eax
                    xor edi, 0x3000
                    mov esi, eax
                    and esi, 0x3fff00
                    and edi, 0x3fff00
                    or edi, 0x200000
                    mov ecx, 64
                    cld
                    rep movsd
                    pop esi
                    jmp next
            rest:   test esi, 0x30
                    jnz next
                    hlt
                    jmp next
            ways:   dd write, write, read, read, read, update, rest, clear, clear, remap, unmap, protect
                    dd forget, patch, copy, reload
            gate:   mov [edi + 0x30000], ax
                    mov word [edi + 0x30002], 8
                    mov word [edi + 0x30004], 0x8e00
                    shr eax, 16
                    mov [edi + 0x30006], ax
                    ret
            fault:  push eax
                    push edx
                    mov eax, cr2
                    shr eax, 12
                    mov edx, eax
                    shl edx, 12
                    or edx, 7
                    mov [0x21000 + eax * 4], edx
                    inc dword [0x31000]
                    pop edx
                    pop eax
                    add esp, 4
                    iretd
            timer:  push eax
                    inc dword [0x31004]
                    xor [0x31008], esi
                    mov al, 0x20
                    out 0x20, al
                    pop eax
                    iretd
            idtr:   dw 0x7ff
                    dd 0x30000
            """;

    private RestlessGuest() {}

    /** Makes a machine that is about to run the guest. */
    static Machine machine() {
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(4 << 20));
        byte[] image = Assembler.assemble(SOURCE).bytes();
        machine.boot(ImageLoader.parse(image, "restless", LoadOptions.NONE.flat(CODE, FlatMode.PM32)));
        return EngineUnderTest.equip(machine);
    }
}
