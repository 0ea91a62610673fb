package ringside.debug.tb;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import ringside.cpu.CpuModel;
import ringside.cpu.Vcpu;
import ringside.debug.DebugException;
import ringside.debug.Debugger;
import ringside.debug.linux.LinuxKernel;
import ringside.exec.CodeMode;
import ringside.exec.sbt.CodeSpace;
import ringside.exec.sbt.CodeSpace.Range;
import ringside.exec.sbt.ControlFlow;
import ringside.exec.sbt.ControlFlowRecovery;
import ringside.isa.SegmentRegister;
import ringside.machine.GuestImage;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.machine.Symbol;

/**
 * What is to be translated ahead of time: code in memory, the mode it runs in, and where it is known to be entered.
 *
 * @param entries linear addresses: where the CPU stands, and where functions begin
 */
public record StaticSource(CodeSpace space, CodeMode mode, CpuModel model, List<Integer> entries) {
    private static final int PAGE = 4096;
    private static final int PAGING = 1 << 31;

    /** The most bytes of one range. */
    public static final long MOST = 256L << 20;

    /** Takes ranges of a machine's memory as the CPU sees them now, for the mode that it is in. */
    public static StaticSource of(Debugger debugger, List<Range> ranges) {
        Machine machine = debugger.target().machine().orElseThrow();
        LinuxKernel kernel =
                (machine.cpu().cr0 & PAGING) != 0 ? debugger.linux().find() : null;
        Stream<Integer> linux = kernel == null
                ? Stream.of()
                : kernel.symbols().stream()
                        .filter(symbol -> "tTwW".indexOf(symbol.type()) >= 0)
                        .map(symbol -> (int) symbol.address());
        GuestImage image = machine.image();
        return of(machine, ranges, Stream.concat(linux, functions(image == null ? List.of() : image.symbols())));
    }

    /** Takes an image as it is in memory before its first instruction, for the mode in which it starts. */
    public static StaticSource of(GuestImage image, MachineConfig config) {
        if (image.code().isEmpty()) {
            throw new DebugException(
                    "this kind of image does not tell where its code will be; start it and translate a range of memory");
        }
        Machine machine = new Machine(config);
        machine.boot(image);
        return of(machine, image.code(), functions(image.symbols()));
    }

    private static Stream<Integer> functions(Collection<Symbol> symbols) {
        return symbols.stream().filter(Symbol::function).map(symbol -> (int) symbol.address());
    }

    private static StaticSource of(Machine machine, List<Range> ranges, Stream<Integer> functions) {
        Vcpu cpu = machine.cpu();
        CodeSpace.Memory memory = number -> page(machine, number);
        int here = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        return new StaticSource(
                new CodeSpace(memory, ranges),
                CodeMode.of(cpu),
                machine.config().model(),
                Stream.concat(Stream.of(here), functions).toList());
    }

    private static byte[] page(Machine machine, int number) {
        long physical = machine.cpu().mmu.translatePeek(number << 12);
        int offset = physical < 0 ? -1 : machine.memory().offsetOf(physical);
        return offset < 0 ? null : Arrays.copyOfRange(machine.memory().bytes, offset, offset + PAGE);
    }

    /** Finds the code, from the known entries and more; ends as {@link ControlFlowRecovery} says if it is {@code cancelled}. */
    public ControlFlow recover(List<Integer> more, BooleanSupplier cancelled) {
        List<Integer> all = new ArrayList<>(entries);
        all.addAll(more);
        return ControlFlowRecovery.recover(space, mode, all, cancelled);
    }
}
