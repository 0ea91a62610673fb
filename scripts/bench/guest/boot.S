/* Entry from a Multiboot loader, interrupt entries, and the pieces of the kernels that only assembly can say. */
        .set    MAGIC, 0x1badb002
        .set    FLAGS, 0x00010002               /* memory information; load addresses below */

        .section .multiboot, "a"
        .align  4
header: .long   MAGIC, FLAGS, -(MAGIC + FLAGS)
        .long   header, image_start, image_end, bss_end, _start

        .text
        .globl  _start
_start: cli
        mov     $stack_top, %esp
        push    $0
        popf
        push    %ebx                            /* Multiboot information */
        push    %eax                            /* Multiboot magic */
        call    main
halt:   cli
        hlt
        jmp     halt

/* Every vector nobody expects: says so and ends, so that a broken run never looks like a slow one. */
        .globl  isr_stray
isr_stray:
        cld
        call    stray
        jmp     halt

/* int 0x80: EAX = function (0: add EBX to the sum, 1: leave ring 3), EBX = argument. */
        .globl  isr_syscall
isr_syscall:
        test    %eax, %eax
        jnz     1f
        add     %ebx, syscall_sum
        roll    $1, syscall_sum
        iret
1:      mov     kernel_esp, %esp                /* back into run_in_ring3, which was interrupted for good */
        mov     $0x10, %eax
        mov     %eax, %ds
        mov     %eax, %es
        popa
        mov     syscall_sum, %eax
        ret

/* run_in_ring3(rounds): drops to ring 3, calls int 0x80 that many times, answers the sum the handler made. */
        .globl  run_in_ring3
run_in_ring3:
        mov     4(%esp), %ecx
        pusha
        mov     %esp, kernel_esp
        mov     %esp, tss + 4                   /* ESP0 */
        movl    $0, syscall_sum
        mov     $0x23, %eax
        mov     %eax, %ds
        mov     %eax, %es
        push    $0x23                           /* SS, ESP */
        push    $user_stack_top
        pushf
        push    $0x1b                           /* CS, EIP */
        push    $user_loop
        iret
user_loop:
        mov     %ecx, %ebx
        xor     %eax, %eax
        int     $0x80
        dec     %ecx
        jnz     user_loop
        mov     $1, %eax
        int     $0x80

/* call_in_ring3(function, argument): calls a function that only computes in ring 3, answers what it answers. */
        .globl  call_in_ring3
call_in_ring3:
        mov     4(%esp), %eax
        mov     8(%esp), %ecx
        pusha
        mov     %esp, kernel_esp
        mov     %esp, tss + 4                   /* ESP0 */
        mov     $0x23, %edx
        mov     %edx, %ds
        mov     %edx, %es
        push    $0x23                           /* SS, ESP */
        push    $user_stack_top
        pushf
        push    $0x1b                           /* CS, EIP */
        push    $user_call
        iret
user_call:
        push    %ecx
        call    *%eax
        mov     %eax, syscall_sum
        mov     $1, %eax
        int     $0x80

        .globl  isr_page_fault
isr_page_fault:
        pusha
        mov     %cr2, %eax
        push    %eax
        call    map_missing_page
        add     $4, %esp
        popa
        add     $4, %esp                        /* error code */
        iret

        .globl  isr_timer
isr_timer:
        push    %eax
        incl    ticks
        mov     $0x20, %al
        outb    %al, $0x20
        pop     %eax
        iret

/* smc_near(rounds, sum): rewrites the immediate of an instruction a few bytes further on, then runs it. */
        .globl  smc_near
        .section .smc, "awx"
        .align  64
smc_near:
        push    %ebx
        mov     8(%esp), %ecx
        mov     12(%esp), %edx
        mov     (%edx), %eax
1:      mov     %ecx, patched + 1
patched:
        mov     $0x12345678, %ebx
        add     %ebx, %eax
        rol     $3, %eax
        dec     %ecx
        jnz     1b
        mov     %eax, (%edx)
        pop     %ebx
        ret

        .bss
        .align  16
        .globl  ticks, kernel_esp, syscall_sum
ticks:  .skip   4
kernel_esp:
        .skip   4
syscall_sum:
        .skip   4
        .align  16
stack:  .skip   65536
stack_top:
        .skip   65536
user_stack_top:

        .section .note.GNU-stack, "", @progbits
