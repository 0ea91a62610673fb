package ringside.exec;

/** Knows which code a monitor has made of its guest's, and what that stands for. */
public interface CodeOrigins {
    /** Returns what the instruction at a linear address stands for now; null for code of the guest's own. */
    CodeOrigin at(int linear);
}
