package ringside.console;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import ringside.cpu.CpuModel;
import ringside.debug.Debugger;
import ringside.debug.FakeTarget;
import ringside.debug.MachineTarget;
import ringside.debug.Target;
import ringside.isa.asm.Assembler;
import ringside.machine.FlatMode;
import ringside.machine.GuestImage;
import ringside.machine.ImageLoader;
import ringside.machine.LoadOptions;
import ringside.machine.Machine;
import ringside.machine.MachineConfig;
import ringside.time.Timer;

/** A session without a terminal, on a fake target or a small real guest. */
final class ConsoleFixture {
    private static final long BUDGET = 20_000_000;
    private static final GuestImage EMBEDDED = kernel();

    final RecordingFrontend frontend = new RecordingFrontend();
    final Session session;
    private Runnable limit = () -> {};

    private ConsoleFixture(Target target) {
        this(new Debugger(target));
    }

    private ConsoleFixture(Debugger debugger) {
        session = new Session(debugger, frontend);
    }

    /** Makes a session on the embedded guest. */
    static ConsoleFixture embedded() {
        return new ConsoleFixture(Workshop.build(new Options()));
    }

    /** Makes a session on a fake target with the given code at 0000:7C00. */
    static ConsoleFixture fake(int... code) {
        return new ConsoleFixture(new FakeTarget(code));
    }

    /** Makes a session on a real machine of 4 MiB that starts {@code source} in real mode at 0000:7C00. */
    static ConsoleFixture machine(String source) {
        return machine(source, FlatMode.REAL16);
    }

    /** Makes a session on a real machine that starts {@code source} at 7C00h in a mode. */
    static ConsoleFixture machine(String source, FlatMode mode) {
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(4 << 20));
        String bits = mode == FlatMode.PM32 ? "bits 32\n" : "bits 16\n";
        byte[] code = Assembler.assemble(bits + "org 0x7c00\n" + source).bytes();
        GuestImage image = ImageLoader.parse(code, "test", LoadOptions.NONE.flat(0x7C00, mode));
        machine.boot(image);
        return new ConsoleFixture(new MachineTarget(machine));
    }

    /** Makes a session on a machine with the given RAM, into which {@code source} is put at 7C00h as 32-bit code. */
    static ConsoleFixture machine(String source, byte[] ram) {
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(ram.length));
        byte[] code = Assembler.assemble("bits 32\norg 0x7c00\n" + source).bytes();
        machine.boot(ImageLoader.parse(code, "test", LoadOptions.NONE.flat(0x7C00, FlatMode.PM32)));
        machine.memory().write(1 << 20, Arrays.copyOfRange(ram, 1 << 20, ram.length));
        return new ConsoleFixture(new MachineTarget(machine));
    }

    /** Makes a session on the embedded guest at its first instruction; no answer lets it run for long. */
    static ConsoleFixture limited() {
        Machine machine =
                new Machine(MachineConfig.standard(CpuModel.ringside32()).withRam(4 << 20));
        machine.boot(EMBEDDED);
        ConsoleFixture fixture = new ConsoleFixture(new MachineTarget(machine));
        EMBEDDED.symbols()
                .forEach(symbol -> fixture.session.debugger().symbols().add(symbol.name(), symbol.address()));
        Timer end = machine.events().timer("limit of the test", due -> fixture.session.interrupt());
        fixture.limit = () -> end.set(machine.cpu().time() + BUDGET);
        return fixture;
    }

    private static GuestImage kernel() {
        try (InputStream source = ConsoleFixture.class.getResourceAsStream("/ringside/guest/kernel.asm")) {
            return ImageLoader.parse(source.readAllBytes(), "kernel.asm", LoadOptions.NONE);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** Carries out a text and returns everything that was shown meanwhile; a failure as {@code error: ...}. */
    String answer(String text) {
        frontend.shown.clear();
        limit.run();
        session.execute(text);
        StringBuilder answer = new StringBuilder();
        for (Execution execution : frontend.shown) {
            if (execution.error() != null) {
                answer.append("error: ").append(execution.error()).append('\n');
            } else {
                Text view = new Text();
                execution.result().view().accept(view);
                answer.append(view);
            }
        }
        return answer.toString();
    }

    Execution last(String line) {
        List<Execution> executions = session.execute(line);
        return executions.get(executions.size() - 1);
    }

    /** Carries out a line and returns its text; a failure as {@code error: ...}. */
    String run(String line) {
        StringBuilder text = new StringBuilder();
        for (Execution execution : session.execute(line)) {
            if (execution.error() != null) {
                text.append("error: ").append(execution.error()).append('\n');
            } else {
                Text view = new Text();
                execution.result().view().accept(view);
                text.append(view);
            }
        }
        return text.toString();
    }
}
