package ringside.console;

import java.util.LinkedHashMap;
import java.util.Map;

/** Lets VMs run in turns. */
final class VmRun {
    private VmRun() {}

    static Result run(Session session, Arguments arguments) {
        arguments.atMost(1);
        if (session.vms().all().all().isEmpty()) {
            throw new CommandError("there is no VM; 'vm create NAME' makes one");
        }
        long most = arguments.isEmpty() ? Long.MAX_VALUE : arguments.number(0, "the number of instructions");
        VirtualSubjects.Run run = session.vms().run(most);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("retired", run.retired());
        data.put("vm", run.subject() == null ? null : run.subject().vm());
        if (run.stop() == null) {
            data.put("ready", run.subject() != null);
            return Result.of(data, text -> {
                text.line(run.subject() == null ? "no VM is ready any more" : "the instructions are up");
                VmViews.write(text, session, run.retired());
            });
        }
        session.select(run.subject());
        Result stopped = StopReport.of(session, run.stop());
        data.put("stop", run.stop());
        return Result.of(data, stopped.view());
    }
}
