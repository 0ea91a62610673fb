package ringside.base;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BitsTests {
    @Test
    void mask_covers_all_widths() {
        assertThat(Bits.mask(0)).isZero();
        assertThat(Bits.mask(8)).isEqualTo(0xFF);
        assertThat(Bits.mask(32)).isEqualTo(-1);
    }

    @Test
    void sign_extension_copies_the_top_bit() {
        assertThat(Bits.signExtend(0x80, 8)).isEqualTo(-128);
        assertThat(Bits.signExtend(0x7F, 8)).isEqualTo(127);
        assertThat(Bits.signExtend(0xFFFF_8000, 32)).isEqualTo(0xFFFF_8000);
    }
}
