package ringside.debug.expr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTests {
    private final FakeScope scope = new FakeScope();

    @BeforeEach
    void fill() {
        scope.registers.put("eax", Value.unsigned(0xFFFF_FFFFL, 32));
        scope.registers.put("ebx", Value.unsigned(0x1234, 32));
        scope.registers.put("al", Value.unsigned(0xFF, 8));
        scope.registers.put("cs", Value.unsigned(0xF000, 16));
        scope.registers.put("gs", Value.unsigned(0x10, 16));
        scope.registers.put("ip", Value.unsigned(0xFFF0, 16));
        scope.registers.put("cs.base", Value.unsigned(0xFFFF_0000L, 32));
        scope.registers.put("eflags.zf", Value.unsigned(1, 8));
        scope.variables.put("1", Value.signed(41, 32));
        scope.variables.put("_", Value.unsigned(0x500, 32));
        scope.symbols.put("start", 0x7C00L);
        scope.symbols.put("gdt", 0x200L);
        scope.symbols.put("x", 0x300L);
        byte[] content = {0x78, 0x56, 0x34, 0x12, (byte) 0xEF, (byte) 0xCD, (byte) 0xAB, (byte) 0x89};
        System.arraycopy(content, 0, scope.memory, 0x500, content.length);
    }

    private long eval(String text) {
        return Expression.parse(text, scope.radix).evaluate(scope).bits();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "42 ; 42",
                "0x7c00 ; 0x7c00",
                "7c00h ; 0x7c00",
                "0ffh ; 255",
                "0b101 ; 5",
                "0o17 ; 15",
                "0x1_0000 ; 0x10000",
                "0n10 ; 10",
                "'A' ; 65",
                "'\\n' ; 10",
                "2+3*4 ; 14",
                "(2+3)*4 ; 20",
                "10/4 ; 2",
                "10%4 ; 2",
                "-7/2 ; -3",
                "1<<4|1 ; 17",
                "1+1<<3 ; 16",
                "~0 ; -1",
                "!5 ; 0",
                "!0 ; 1",
                "5 > 3 && 2 < 1 ; 0",
                "0 || 7 ; 1",
                "1 ? 2 : 3 ; 2",
                "0 ? 2 : 0 ? 3 : 4 ; 4",
                "$eax ; 0xffffffff",
                "$eax == -1 ; 1",
                "$eax + 1 ; 0",
                "$eax > 5 ; 1",
                "$al + 1 ; 256",
                "$EBX ; 0x1234",
                "ebx ; 0x1234",
                "start ; 0x7c00",
                "start+4 ; 0x7c04",
                "&start ; 0x7c00",
                "gdt + x ; 0x500",
                "$eflags.zf ; 1",
                "$cs.base + $ip ; 0xfffffff0",
                "0xf000:0xfff0 ; 0xffff0",
                "cs:ip ; 0xffff0",
                "$cs:$ip+1 ; 0xffff1",
                "gs:4 ; 0x9004",
                "l:0x500 ; 0x500",
                "p:0x500+4 ; 0x504",
                "*0x500 ; 0x12345678",
                "byte[0x501] ; 0x56",
                "word[p:0x502] ; 0x1234",
                "dword[l:0x504] ; 0x89abcdef",
                "qword[0x500] ; 0x89abcdef12345678",
                "{u16}0x504 ; 0xcdef",
                "i8[0x504] ; -17",
                "byte[0x50:0] ; 0x78",
                "&word[start] ; 0x7c00",
                "$1 + 1 ; 42",
                "dword[$_] ; 0x12345678",
                "1 == 1 ? 0x10:0x20 : 5 ; 0x120"
            })
    void expressions_have_the_value_that_C_gives_them(String text, String expected) {
        assertThat(eval(text))
                .isEqualTo(expected.equals("0x89abcdef12345678") ? 0x89abcdef12345678L : Long.decode(expected));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '"',
            value = {
                "0xZZ ; bad hex digit 'z' in '0xZZ' ; 0",
                "0b12 ; bad binary digit '2' in '0b12' ; 0",
                "1 + ; the expression ends too early ; 3",
                "1 + ) ; unexpected ')' ; 4",
                "$eqx + 1 ; no register or variable '$eqx', did you mean '$eax'? ; 0",
                "2 * nosuch ; no symbol or register 'nosuch' ; 4",
                "1/0 ; division by zero ; -1",
                "byte[0x10000] ; cannot read memory at l:00010000 ; 0",
                "bite[5] ; 'bite' is no size, use byte, word, dword, qword or u8 to i64 ; 0",
                "1 = 2 ; the left side of '=' must be a register, a symbol's memory or a variable ; 0",
                "$2 ; the value history has no '$2' ; 0",
                "a # b ; unexpected '#' ; 2"
            })
    void errors_say_what_and_where(String text, String message, String position) {
        assertThatThrownBy(() -> eval(text)).isInstanceOfSatisfying(ExpressionException.class, e -> {
            assertThat(e.getMessage().replace(';', ',')).isEqualTo(message);
            assertThat(e.position()).isEqualTo(Integer.parseInt(position));
        });
    }

    @Test
    void bare_hexadecimal_needs_radix_16() {
        assertThatThrownBy(() -> eval("7c0f"))
                .hasMessageContaining("write 0x7c0f")
                .hasMessageContaining("set radix 16");
        assertThatThrownBy(() -> eval("ff")).hasMessageContaining("write 0xff");
        scope.radix = 16;
        assertThat(eval("7c0f")).isEqualTo(0x7C0F);
        assertThat(eval("ff")).isEqualTo(0xFF);
        assertThat(eval("0n10")).isEqualTo(10);
    }

    @Test
    void assignments_reach_registers_memory_and_variables() {
        eval("$eax = 5");
        eval("ebx = $eax + 1");
        eval("byte[0x500] = 0x99");
        eval("{u16}0x502 = 0xbeef");
        eval("$mine = 7");
        assertThat(scope.registers.get("eax").bits()).isEqualTo(5);
        assertThat(scope.registers.get("ebx").bits()).isEqualTo(6);
        assertThat(eval("dword[0x500]")).isEqualTo(0xBEEF5699L);
        assertThat(eval("$mine * 2")).isEqualTo(14);
        assertThatThrownBy(() -> eval("start = 5")).hasMessageContaining("dword[start] = ...");
    }

    @Test
    void conditions_are_told_from_addresses() {
        assertThat(Expression.parse("$eax == 5", 10).isCondition()).isTrue();
        assertThat(Expression.parse("!($eax & 1)", 10).isCondition()).isTrue();
        assertThat(Expression.parse("start + 4", 10).isCondition()).isFalse();
        assertThat(Expression.parse("$eax = 5", 10).isAssignment()).isTrue();
    }

    @Test
    void addresses_remember_how_they_were_written() {
        assertThat(Expression.parse("cs:ip + 2", 10).evaluate(scope).toAddress())
                .hasToString("f000:fff2");
        assertThat(Expression.parse("p:0xb8000", 10).evaluate(scope).toAddress())
                .hasToString("p:000b8000");
        assertThat(Expression.parse("start", 10).evaluate(scope).toAddress()).hasToString("l:00007c00");
    }

    @Test
    void hopeless_nesting_is_refused_in_one_line() {
        assertThatThrownBy(() -> eval("(".repeat(3000))).hasMessageContaining("too deeply");
        assertThatThrownBy(() -> eval("-".repeat(3000) + "1")).hasMessageContaining("too deeply");
        assertThatThrownBy(() -> eval("1+".repeat(3000) + "1")).hasMessageContaining("longer than");
        assertThat(eval("1" + "+1".repeat(1500))).isEqualTo(1501);
    }

    @Test
    void arrays_count_their_elements() {
        Expression array = Expression.parse("dword[0x500]@4", 10);
        assertThat(array.count(scope)).isEqualTo(4);
        assertThat(array.location(scope)).isEqualTo(Address.linear(0x500));
    }
}
