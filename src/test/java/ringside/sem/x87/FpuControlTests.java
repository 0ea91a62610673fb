package ringside.sem.x87;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import ringside.cpu.FpuState;
import ringside.cpu.GuestFault;
import ringside.isa.SegmentRegister;

class FpuControlTests {
    private static final int CR0_PE = 1;
    private static final int CR0_MP = 2;
    private static final int CR0_EM = 4;
    private static final int CR0_TS = 8;
    private static final int CR0_NE = 0x20;

    private static final int[] FLD1 = {0xD9, 0xE8};
    private static final int[] FWAIT = {0x9B};
    private static final int[] FNSTSW_AX = {0xDF, 0xE0};
    private static final int[] FNCLEX = {0xDB, 0xE2};
    private static final int[] FNINIT = {0xDB, 0xE3};
    private static final int[] FXSAVE = {0x0F, 0xAE, 0x06};
    private static final int[] FXRSTOR = {0x0F, 0xAE, 0x0E};
    private static final int[] FNSTENV = {0xD9, 0x36};
    private static final int[] FLDENV = {0xD9, 0x26};
    private static final int[] FNSAVE = {0xDD, 0x36};
    private static final int[] FRSTOR = {0xDD, 0x26};
    private static final int[] FDIV_BY_ZERO = {0xD8, 0xF1};
    private static final int[] FADD_DOUBLE = {0xDC, 0x06};

    private static final int DEVICE_NOT_AVAILABLE = 7;
    private static final int MATH_FAULT = 16;
    private static final int ONE = 0x3FFF;
    private static final long INTEGER_BIT = 1L << 63;

    private final FpuBench bench = new FpuBench();
    private final FpuState fpu = bench.fpu();

    @ParameterizedTest
    @CsvSource({
        "0, false, false",
        "2, false, false",
        "4, true, false",
        "8, true, false",
        "10, true, true",
        "14, true, true",
        "6, true, false",
    })
    void availability_follows_em_ts_and_mp(int bits, boolean fpuTraps, boolean waitTraps) {
        bench.cpu.cr0 = CR0_PE | CR0_NE | bits;

        assertThat(vector(FLD1)).isEqualTo(fpuTraps ? DEVICE_NOT_AVAILABLE : -1);
        assertThat(vector(FNSTSW_AX)).isEqualTo(fpuTraps ? DEVICE_NOT_AVAILABLE : -1);
        assertThat(vector(FXSAVE)).isEqualTo(fpuTraps ? DEVICE_NOT_AVAILABLE : -1);
        assertThat(vector(FWAIT)).isEqualTo(waitTraps ? DEVICE_NOT_AVAILABLE : -1);
        assertThat(bits & ~(CR0_MP | CR0_EM | CR0_TS)).isZero();
    }

    @Test
    void a_pending_exception_stops_waiting_instructions_only() {
        divideByZero();
        FpuState before = new FpuState();
        before.copyFrom(fpu);

        assertThat(vector(FLD1)).isEqualTo(MATH_FAULT);
        assertThat(vector(FWAIT)).isEqualTo(MATH_FAULT);
        assertThat(vector(FLDENV)).isEqualTo(MATH_FAULT);
        assertThat(vector(0xD9, 0xD0)).isEqualTo(MATH_FAULT);
        assertSame(before);

        assertThat(vector(FNSTSW_AX)).isEqualTo(-1);
        assertThat(bench.cpu.r16(0)).isEqualTo(0xB084);
        assertThat(vector(FNCLEX)).isEqualTo(-1);
        assertThat(vector(FLD1)).isEqualTo(-1);
    }

    @Test
    void unmasked_division_by_zero_leaves_the_operands() {
        divideByZero();

        assertThat(fpu.statusWord()).isEqualTo(0xB084);
        assertThat(fpu.signExponents[fpu.top]).isEqualTo(ONE);
        assertThat(fpu.significands[fpu.top]).isEqualTo(INTEGER_BIT);
    }

    @Test
    void without_ne_ferr_goes_high_with_the_exception_and_low_when_it_is_cleared() {
        List<Boolean> levels = new ArrayList<>();
        bench.cpu.ferr = levels::add;
        bench.cpu.cr0 = CR0_PE;

        divideByZero();
        assertThat(levels).endsWith(true);
        assertThat(vector(FLD1)).isEqualTo(-1);
        bench.cpu.ignne = true;
        bench.run(FNCLEX);

        assertThat(levels).endsWith(false);
        assertThat(bench.cpu.ignne).isFalse();
    }

    @Test
    void with_ne_ferr_stays_low() {
        List<Boolean> levels = new ArrayList<>();
        bench.cpu.ferr = levels::add;

        divideByZero();

        assertThat(levels).doesNotContain(true);
    }

    @Test
    void fldcw_raises_what_was_masked_before() {
        fpu.fsw = FpuState.PE;
        bench.operand().putShort(0, (short) 0x035F);

        bench.run(0xD9, 0x2E);

        assertThat(fpu.statusWord()).isEqualTo(0x80A0);
        assertThat(vector(FLD1)).isEqualTo(MATH_FAULT);
    }

    @Test
    void fninit_keeps_register_contents() {
        bench.push(ONE, INTEGER_BIT);
        bench.run(FNINIT);

        assertThat(fpu.fcw).isEqualTo(0x037F);
        assertThat(fpu.statusWord()).isZero();
        assertThat(fpu.tagWord()).isEqualTo(0xFFFF);
        assertThat(fpu.signExponents[7]).isEqualTo(ONE);
    }

    @Test
    void pointers_and_opcode_are_recorded_by_non_control_instructions() {
        bench.push(ONE, INTEGER_BIT);
        bench.cpu.eip = 0x1234;
        bench.run(FADD_DOUBLE);
        bench.cpu.eip = 0x5678;
        bench.run(FNSTSW_AX);

        assertThat(fpu.fip).isEqualTo(0x1234);
        assertThat(fpu.fcs).isEqualTo(0x08);
        assertThat(fpu.fop).isEqualTo(0x406);
        assertThat(fpu.fdp).isEqualTo(FpuBench.OPERAND);
        assertThat(fpu.fds).isEqualTo(0x10);
    }

    @Test
    void the_32_bit_protected_environment_has_its_fields_in_place() {
        sampleState();
        bench.run(FNSTENV);

        ByteBuffer image = bench.operand();
        assertThat(image.getInt(0)).isEqualTo(0xFFFF_0360);
        assertThat(image.getInt(4)).isEqualTo(0xFFFF_7020);
        assertThat(image.getInt(8)).isEqualTo(0xFFFF_0FFF);
        assertThat(image.getInt(12)).isEqualTo(0x12345678);
        assertThat(image.getInt(16)).isEqualTo(0x0406_0008);
        assertThat(image.getInt(20)).isEqualTo(0x9ABCDEF0);
        assertThat(image.getInt(24)).isEqualTo(0xFFFF_0010);
        assertThat(fpu.fcw).as("all exceptions masked").isEqualTo(0x037F);
    }

    @Test
    void the_16_bit_protected_environment_has_its_fields_in_place() {
        sampleState();
        bench.run(0x66, 0xD9, 0x36);

        assertThat(words(7)).containsExactly(0x0360, 0x7020, 0x0FFF, 0x5678, 0x0008, 0xDEF0, 0x0010);
    }

    @Test
    void the_real_environments_hold_linear_addresses() {
        sampleState();
        bench.cpu.cr0 = CR0_NE;
        bench.cpu.mmu.modeChanged();
        fpu.fcs = 0xF000;
        fpu.fip = 0xFFF0;
        fpu.fds = 0x2345;
        fpu.fdp = 0x0010;
        bench.run(0x66, 0xD9, 0x36);
        assertThat(words(7)).containsExactly(0x0360, 0x7020, 0x0FFF, 0xFFF0, 0xF406, 0x3460, 0x2000);

        bench.run(FNSTENV);
        assertThat(bench.operand().getInt(12)).isEqualTo(0xFFFF_FFF0);
        assertThat(bench.operand().getInt(16)).isEqualTo(0x0000_F406);
        assertThat(bench.operand().getInt(20)).isEqualTo(0xFFFF_3460);
        assertThat(bench.operand().getInt(24)).isEqualTo(0x0000_2000);

        bench.run(FLDENV);
        assertThat(fpu.fip).isEqualTo(0xFFFF0);
        assertThat(fpu.fdp).isEqualTo(0x23460);
        assertThat(fpu.fop).isEqualTo(0x406);
    }

    @ParameterizedTest
    @CsvSource({"false, 108", "true, 94"})
    void fnsave_and_frstor_are_inverse(boolean prefixed, int bytes) {
        sampleState();
        fpu.fip &= 0xFFFF;
        fpu.fdp &= 0xFFFF;
        fpu.fop = prefixed ? 0 : fpu.fop;
        FpuState before = new FpuState();
        before.copyFrom(fpu);
        bench.operand().put(bytes, (byte) 0x5A);

        bench.run(prefixed(prefixed, FNSAVE));
        assertThat(fpu.fcw).isEqualTo(0x037F);
        assertThat(fpu.occupied).isZero();
        assertThat(bench.operand().get(bytes)).isEqualTo((byte) 0x5A);
        bench.run(FNINIT);
        bench.run(prefixed(prefixed, FRSTOR));

        assertSame(before);
    }

    @Test
    void fxsave_and_fxrstor_are_inverse_and_leave_the_sse_area_alone() {
        sampleState();
        FpuState before = new FpuState();
        before.copyFrom(fpu);
        bench.operand().putInt(24, 0x1111_1111).putInt(160, 0x2222_2222);

        bench.run(FXSAVE);
        assertSame(before);
        assertThat(words(5)).containsExactly(0x0360, 0x7020, 0x00C0, 0x0406, 0x5678);
        assertThat(bench.operand().getLong(32)).isEqualTo(INTEGER_BIT | 7);
        assertThat(bench.operand().getInt(24)).isEqualTo(0x1111_1111);
        assertThat(bench.operand().getInt(160)).isEqualTo(0x2222_2222);

        fpu.reset();
        bench.run(FXRSTOR);
        assertSame(before);
    }

    @Test
    void fxsave_wants_its_area_aligned_to_16() {
        bench.cpu.r32(6, FpuBench.OPERAND + 8);

        assertThat(vector(FXSAVE)).isEqualTo(13);
        assertThat(vector(FXRSTOR)).isEqualTo(13);
    }

    @ParameterizedTest
    @CsvSource({
        "DC, 06", "D8, 06", "DA, 06", "D9, 06", "DD, 06", "DB, 2E", "DF, 2E", "DF, 26", "D9, 1E", "DD, 1E", "DB, 3E",
        "DF, 3E", "DF, 36", "D8, 1E", "D9, 26", "DD, 26", "DD, 36", "D9, 36", "D9, 2E", "D9, 3E", "DD, 3E",
    })
    void a_faulting_memory_operand_changes_nothing(String first, String second) {
        sampleState();
        bench.cpu.segmentLimit[SegmentRegister.DS] = FpuBench.OPERAND;
        bench.cpu.mmu.segmentLoaded(SegmentRegister.DS);
        FpuState before = new FpuState();
        before.copyFrom(fpu);
        byte[] memory = bench.memory.bytes.clone();

        assertThat(vector(Integer.parseInt(first, 16), Integer.parseInt(second, 16)))
                .isEqualTo(13);

        assertSame(before);
        assertThat(bench.memory.bytes).isEqualTo(memory);
    }

    /** ST(0) = 1 and ST(1) = 0, with ZE unmasked. */
    private void divideByZero() {
        bench.push(0, 0);
        bench.push(ONE, INTEGER_BIT);
        fpu.fcw = 0x037B;
        bench.run(FDIV_BY_ZERO);
    }

    private void sampleState() {
        for (int i = 0; i < 8; i++) {
            fpu.signExponents[i] = ONE + i;
            fpu.significands[i] = INTEGER_BIT | i + 1 & 7;
        }
        fpu.fcw = 0x0360;
        fpu.setStatusWord(0x7020);
        fpu.occupied = 0xC0;
        fpu.fip = 0x12345678;
        fpu.fcs = 0x08;
        fpu.fdp = 0x9ABCDEF0L;
        fpu.fds = 0x10;
        fpu.fop = 0x406;
    }

    private void assertSame(FpuState expected) {
        assertThat(fpu)
                .usingRecursiveComparison()
                .ignoringFields("raised", "resultSignExponent")
                .isEqualTo(expected);
    }

    private static int[] prefixed(boolean prefixed, int[] code) {
        return prefixed ? new int[] {0x66, code[0], code[1]} : code;
    }

    private int[] words(int count) {
        int[] words = new int[count];
        for (int i = 0; i < count; i++) {
            words[i] = bench.operand().getShort(2 * i) & 0xFFFF;
        }
        return words;
    }

    /** Runs an instruction and returns the vector of its fault or -1. */
    private int vector(int... code) {
        Throwable thrown = catchThrowable(() -> bench.run(code));
        if (thrown == null) {
            return -1;
        }
        assertThat(thrown).isInstanceOf(GuestFault.class);
        return bench.cpu.fault.vector;
    }
}
