package ringside.dev;

/**
 * What a debugger shows of one 8259A. Masks have bit 0 for input 0.
 *
 * @param initialised whether the guest has initialised it; before, it asserts nothing
 * @param vectorBase vector of input 0
 * @param lines levels at the inputs
 * @param irr requests
 * @param isr levels in service
 * @param imr masked inputs
 * @param elcr inputs that are level-triggered
 * @param lowestPriority the input with the lowest priority, 7 unless rotated
 * @param autoEoi whether acknowledging ends the interrupt
 * @param rotateOnAutoEoi whether an automatic end rotates priorities
 * @param specialMask whether special mask mode is on
 * @param specialFullyNested whether special fully nested mode is on
 */
public record PicView(
        boolean initialised,
        int vectorBase,
        int lines,
        int irr,
        int isr,
        int imr,
        int elcr,
        int lowestPriority,
        boolean autoEoi,
        boolean rotateOnAutoEoi,
        boolean specialMask,
        boolean specialFullyNested) {}
