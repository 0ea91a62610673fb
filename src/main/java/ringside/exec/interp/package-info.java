/**
 * The interpreter: decoded blocks as chains of small objects, each of which does one instruction (or a fused pair) and names
 * the one to go on with.
 *
 * <p>Read {@link ringside.exec.interp.Interpreter} first, then {@link ringside.exec.interp.Op}. Ops are chosen when a block
 * is decoded: {@link ringside.exec.interp.FastOps} for the frequent forms under flat segments, {@code FormOps} and {@code
 * RoutineOps} for everything else, all around the same semantic methods.
 *
 * <p>Time and position are implicit while a chain runs: {@code cpu.icount} is the count at the head of the block and {@code
 * cpu.eip} is stale. An op that may be observed, because it faults or reaches a device, makes both exact before it goes the
 * slow way. So a fast instruction pays for neither.
 */
package ringside.exec.interp;
