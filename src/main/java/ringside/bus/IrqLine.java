package ringside.bus;

/** One interrupt request line of a device; level as driven by the device. */
public interface IrqLine {
    /** Drives the line high or low. */
    void set(boolean high);
}
