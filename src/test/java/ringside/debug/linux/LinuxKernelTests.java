package ringside.debug.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Kernels of several versions are found in RAM by the structure of their tables. */
class LinuxKernelTests {
    private static final List<KernelSymbol> FUNCTIONS = KernelImageBuilder.functions(1500);

    @ParameterizedTest
    @EnumSource
    void symbols_are_found_in_the_layout_of(KernelImageBuilder.Layout layout) {
        LinuxKernel kernel = find(new KernelImageBuilder(layout, FUNCTIONS).build());
        assertThat(kernel.symbols()).startsWith(FUNCTIONS.toArray(KernelSymbol[]::new));
        assertThat(kernel.text()).isEqualTo(KernelImageBuilder.START + KernelImageBuilder.PAGE_OFFSET);
        assertThat(kernel.physical()).isEqualTo(KernelImageBuilder.START);
        assertThat(kernel.version()).isEqualTo(KernelImageBuilder.BANNER);
    }

    @ParameterizedTest
    @EnumSource
    void exported_variables_are_found_in_the_layout_of(KernelImageBuilder.Layout layout) {
        LinuxKernel kernel = find(new KernelImageBuilder(layout, FUNCTIONS).build());
        assertThat(kernel.exported()).isEqualTo(4);
        assertThat(kernel.symbols().stream().map(KernelSymbol::name))
                .contains("jiffies", "boot_count", "loops_per_jiffy", "init_task");
    }

    @Test
    void names_of_more_than_127_codes_are_read() {
        List<KernelSymbol> symbols = new ArrayList<>(FUNCTIONS);
        KernelSymbol last = symbols.get(symbols.size() - 1);
        symbols.add(new KernelSymbol("q".repeat(300), 'T', last.address() + 16));
        LinuxKernel kernel = find(new KernelImageBuilder(KernelImageBuilder.Layout.LINUX_6_6, symbols).build());
        assertThat(kernel.symbols()).contains(symbols.get(symbols.size() - 1));
    }

    @Test
    void memory_without_a_kernel_has_none() {
        byte[] noise = new byte[4 << 20];
        new Random(1).nextBytes(noise);
        assertThat(LinuxKernel.find(noise, noise.length)).isNull();
        assertThat(LinuxKernel.find(new byte[1 << 20], 1 << 20)).isNull();
    }

    @Test
    void a_damaged_table_is_no_kernel() {
        for (KernelImageBuilder.Layout layout : KernelImageBuilder.Layout.values()) {
            byte[] ram = new KernelImageBuilder(layout, FUNCTIONS).build();
            TokenTable tokens = TokenTable.find(new Ram(ram, ram.length), 0);
            ram[tokens.end() - 1] ^= 1;
            assertThat(LinuxKernel.find(ram, ram.length)).as("%s", layout).isNull();
        }
    }

    @Test
    void a_cut_off_table_is_no_kernel() {
        byte[] ram = new KernelImageBuilder(KernelImageBuilder.Layout.LINUX_6_6, FUNCTIONS).build();
        TokenTable tokens = TokenTable.find(new Ram(ram, ram.length), 0);
        for (int length = tokens.start(); length < tokens.end() + 4 * FUNCTIONS.size(); length += 97) {
            assertThat(LinuxKernel.find(ram, length)).isNull();
        }
    }

    private static LinuxKernel find(byte[] ram) {
        LinuxKernel kernel = LinuxKernel.find(ram, ram.length);
        assertThat(kernel).isNotNull();
        return kernel;
    }
}
