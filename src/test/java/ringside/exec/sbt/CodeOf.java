package ringside.exec.sbt;

import java.util.Arrays;
import java.util.List;
import ringside.exec.CodeMode;
import ringside.exec.interp.FlatGuest;

/** The code of a {@link FlatGuest}, at its first instruction, as the static translator gets it. */
final class CodeOf {
    private CodeOf() {}

    static CodeSpace space(FlatGuest guest, int length) {
        return new CodeSpace(
                number -> Arrays.copyOfRange(guest.memory.bytes, number << 12, number + 1 << 12),
                List.of(new CodeSpace.Range(FlatGuest.CODE, length)));
    }

    static ControlFlow flow(FlatGuest guest, int length, Integer... entries) {
        return ControlFlowRecovery.recover(space(guest, length), CodeMode.of(guest.cpu), List.of(entries));
    }

    static StaticTranslation translation(FlatGuest guest, int length, Integer... entries) {
        return StaticTranslator.translate(flow(guest, length, entries), guest.cpu.model);
    }
}
