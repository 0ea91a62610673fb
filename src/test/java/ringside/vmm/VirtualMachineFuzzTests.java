package ringside.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import ringside.cpu.CpuModel;
import ringside.cpu.SegmentLoader;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;
import ringside.machine.Excursion;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.machine.StateHash;

/** Guest kernels and programs that nobody would write, in a virtual machine beside another one: none gets out. */
class VirtualMachineFuzzTests {
    private static final int CODE = 0x8800;
    private static final int LENGTH = 160;
    private static final int INSTRUCTIONS = 200;

    /** Linear addresses that attacks aim at: the guest's tables, its end, nothing, the monitor's tables, stack, caches and doors. */
    private static final int[] TARGETS = {
        0x8000,
        0x1000,
        0x3F_F000,
        0x40_0000,
        0xB8000,
        0xFEE0_0000,
        0xFFBF_FFFC,
        0xFFC0_0000,
        0xFFC0_FFE8,
        0xFFC2_0000,
        0xFFC2_1004,
        0xFFC2_2FE0,
        0xFFC2_3000,
        0xFFC2_4000,
        0xFFD9_0000,
        0xFFDA_1000,
        0xFFE1_1000,
        0xFFFF_F000,
        0xFFFF_F800
    };

    /** What the kernels run under, in turns. */
    private static final Technique[] TECHNIQUES = {
        Technique.PATCH, Technique.TRAP_AND_EMULATE, Technique.BINARY_TRANSLATION
    };

    private Random random;

    @Test
    void three_thousand_random_kernels_do_not_escape_nor_change_the_other_vm() {
        escapes(3_000, 7);
    }

    /** Can be done in parts: -Dringside.fuzz.kernels=12500 -Dringside.fuzz.seed=1, 2 ... */
    @Test
    @Tag("long")
    void a_hundred_thousand_random_kernels_do_not_escape_nor_change_the_other_vm() {
        escapes(Integer.getInteger("ringside.fuzz.kernels", 100_000), Long.getLong("ringside.fuzz.seed", 8L));
    }

    private void escapes(int kernels, long seed) {
        random = new Random(seed);
        Hardware hardware = new Hardware(
                MachineConfig.standard(CpuModel.parse("ringside32")).withRam(24 << 20));
        Machine bare = Guests.protectedMode("count: inc dword [0x600]\njmp count\n");
        MachineConfig config = bare.config().withRam(2 << 20);
        VirtualMachine victim =
                new VirtualMachine(1, "victim", hardware, config, bare.image(), Technique.TRAP_AND_EMULATE, 1);
        VirtualMachine attacker =
                new VirtualMachine(2, "attacker", hardware, config, bare.image(), Technique.TRAP_AND_EMULATE, 1);
        Machine machine = attacker.machine();
        machine.run(100);
        victim.machine().run(100);
        long exits = attacker.vmm().log().count();
        for (int i = 0; i < kernels; i++) {
            attacker.engine().translate(i % 8 == 0);
            boolean program = i / 250 % 4 == 3;
            attacker.vmm().translateUsers(program);
            attacker.vmm().use(program ? Technique.BINARY_TRANSLATION : TECHNIQUES[i % TECHNIQUES.length]);
            Excursion kernel = machine.state().excursion();
            machine.memory().write(CODE, program());
            if (program) {
                leaveRing0(machine.cpu());
            }
            machine.cpu().eip = CODE;
            for (int register = 0; register < 8; register++) {
                machine.cpu().r32(register, target());
            }
            machine.run(machine.cpu().icount + INSTRUCTIONS, machine.cpu().time() + 10_000);
            kernel.rollBack();
            victim.machine().run(victim.machine().cpu().icount + 1);
            assertThat(attacker.escapes()).as("escapes of kernel %d", i).isZero();
        }
        assertThat(victim.escapes()).isZero();
        assertThat(attacker.vmm().log().count() - exits).isGreaterThan(kernels);
        System.out.printf(
                "%d kernels of seed %d: %d exits, 0 escapes; by reason: %s%n",
                kernels,
                seed,
                attacker.vmm().log().count() - exits,
                attacker.vmm().log().byReason().stream()
                        .map(line -> line.reason() + " " + line.exits())
                        .collect(Collectors.joining(", ")));
        StateHash attacked = victim.machine().state().hash();
        VirtualMachine alone =
                new VirtualMachine(3, "alone", hardware, config, bare.image(), Technique.TRAP_AND_EMULATE, 1);
        alone.machine().run(victim.machine().cpu().icount);
        assertThat(attacked.difference(alone.machine().state().hash())).isEmpty();
    }

    private static void leaveRing0(Vcpu cpu) {
        for (int segment = SegmentRegister.ES; segment <= SegmentRegister.GS; segment++) {
            if (segment != SegmentRegister.CS) {
                SegmentLoader.cache(cpu, segment, 0x23, 0x00CF_F300_0000_FFFFL);
            }
        }
        SegmentLoader.code(cpu, 0x1B, 0x00CF_FB00_0000_FFFFL, 3);
        cpu.mmu.cplChanged();
    }

    private int target() {
        int at = TARGETS[random.nextInt(TARGETS.length)];
        return random.nextInt(4) == 0 ? random.nextInt() : at + 4 * random.nextInt(16) - 16;
    }

    private byte[] program() {
        byte[] code = new byte[LENGTH];
        random.nextBytes(code);
        int at = 0;
        while (at < LENGTH - 16) {
            at = instruction(code, at);
        }
        return code;
    }

    /** Puts one attack, or random bytes, at a place in the code; returns the place behind it. */
    private int instruction(byte[] code, int at) {
        return switch (random.nextInt(14)) {
            // mov [target], eax; mov eax, [target]
            case 0 -> put(code, at, target(), 0xA3);
            case 1 -> put(code, at, target(), 0xA1);
            // mov reg, imm32
            case 2 -> put(code, at, target(), 0xB8 | random.nextInt(8));
            // mov cr0/cr3/cr4, eax
            case 3 -> bytes(code, at, 0x0F, 0x22, 0xC0 | (new int[] {0, 3, 4})[random.nextInt(3)] << 3);
            // lgdt, lidt, invlpg [target]
            case 4 ->
                put(code, at, target(), 0x0F, 0x01, (random.nextInt(3) == 0 ? 7 : 2 + random.nextInt(2)) << 3 | 5);
            // mov sreg, ax; pop sreg; lldt, ltr ax
            case 5 -> bytes(code, at, 0x8E, 0xC0 | random.nextInt(6) << 3);
            case 6 -> bytes(code, at, 0x0F, 0x00, 0xD0 | random.nextInt(2) << 3);
            // out dx, al; in al, dx; int n
            case 7 -> bytes(code, at, 0xE6 | random.nextInt(2) << 1, random.nextInt(256));
            case 8 -> bytes(code, at, 0xCD, random.nextInt(256));
            // iret, retf, sti, popf, hlt, wrmsr ...
            case 9 -> bytes(code, at, new int[] {0xCF, 0xCB, 0xFB, 0x9D, 0xF4, 0x9C, 0xFA, 0x61}[random.nextInt(8)]);
            // a store into its own code
            case 10 -> put(code, at, CODE + random.nextInt(LENGTH), 0xA3);
            // jmp far 8/10/rnd:target
            case 11 -> bytes(code, put(code, at, target(), 0xEA), 8 * random.nextInt(6), 0);
            // rep stosd at a target
            case 12 -> bytes(code, put(code, at, target(), 0xBF), 0xF3, 0xAB);
            default -> at + 1 + random.nextInt(3);
        };
    }

    private static int bytes(byte[] code, int at, int... octets) {
        for (int i = 0; i < octets.length; i++) {
            code[at + i] = (byte) octets[i];
        }
        return at + octets.length;
    }

    private static int put(byte[] code, int at, int operand, int... opcode) {
        int behind = bytes(code, at, opcode);
        return bytes(code, behind, operand, operand >>> 8, operand >>> 16, operand >>> 24);
    }
}
