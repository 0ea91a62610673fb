package ringside.exec.interp;

import ringside.cpu.Vcpu;

/** Is told of blocks that run often, and may let translations take their place. */
public interface Tier {
    /** A threshold of blocks that {@link #admits} decides on, each time that control comes to them. */
    int SEALED = -1;

    /** Returns how often a block is to be entered until {@link #hot} is called; 0 for never; or {@link #SEALED}. */
    int threshold(Block block);

    /** Whether a block may be executed now; it may put a translation in its place. If not, it has asked for a stop. */
    boolean admits(Vcpu cpu, Block block);

    /** Tells that a block has been entered as often as its threshold said. Returns whether to tell so again after as many. */
    boolean hot(Vcpu cpu, Block block);

    /** Tells that control often leaves a translation at one place, this time for {@code target}. */
    void hotExit(Vcpu cpu, Translation translation, Block target);

    /** Tells that control has come to the interpreter's manager, which goes on with a translated block or another. */
    void dispatched(boolean translated);

    /** Whether a way from one block to another may become a link, so that control need not come to the manager again. */
    boolean links(Block from, Block to);

    /** Tells that a unit has handed control to the manager. */
    void exited();

    /** Tells that a block was invalidated and its translation with it. */
    void died(Translation translation, Block because);
}
