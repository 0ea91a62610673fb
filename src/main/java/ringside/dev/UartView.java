package ringside.dev;

/**
 * What a debugger shows of a UART.
 *
 * @param name such as {@code com1}
 * @param divisor 115200 divided by the baud rate
 * @param ier interrupt enable register
 * @param iir interrupt identification, bits 3 to 0
 * @param fcr FIFO control register as written
 * @param lcr line control register
 * @param mcr modem control register
 * @param lsr line status register
 * @param msr modem status register
 * @param scratch scratch register
 * @param received bytes in the receiver
 * @param waiting bytes that wait on the line for room in the receiver
 */
public record UartView(
        String name,
        int divisor,
        int ier,
        int iir,
        int fcr,
        int lcr,
        int mcr,
        int lsr,
        int msr,
        int scratch,
        int received,
        int waiting) {}
