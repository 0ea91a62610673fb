package ringside.console;

import java.util.ArrayList;
import java.util.List;

/** The table of all commands. */
final class Commands {
    private Commands() {}

    static List<Command> all() {
        List<Command> commands = new ArrayList<>();
        commands.addAll(RunCommands.all());
        commands.addAll(BreakpointCommands.all());
        commands.addAll(WatchCommands.all());
        commands.addAll(CatchCommand.all());
        commands.addAll(DoctorCommand.all());
        commands.addAll(InstructionHistoryCommand.all());
        commands.addAll(ProfileCommand.all());
        commands.addAll(InfoCommand.all());
        commands.addAll(BacktraceCommand.all());
        commands.addAll(ContextCommand.all());
        commands.addAll(ExamineCommands.all());
        commands.addAll(DataCommands.all());
        commands.addAll(DisplayCommands.all());
        commands.addAll(CodeCommands.all());
        commands.addAll(SystemCommands.all());
        commands.addAll(InjectCommand.all());
        commands.addAll(VmmCommands.all());
        commands.addAll(VmCommands.all());
        commands.addAll(CompareCommand.all());
        commands.addAll(SensitivityCommands.all());
        commands.addAll(AssembleCommand.all());
        commands.addAll(SnapshotCommand.all());
        commands.addAll(StateNames.all());
        commands.addAll(MonitorCommands.all());
        commands.addAll(JournalCommands.all());
        commands.addAll(DeviceCommands.all());
        commands.addAll(SymbolCommands.all());
        commands.addAll(MemoryCommands.all());
        commands.addAll(FileCommands.all());
        commands.addAll(ScriptCommands.all());
        commands.addAll(FlowCommands.all());
        commands.addAll(TextCommands.all());
        commands.addAll(UserCommands.all());
        commands.addAll(ConsoleCommands.all());
        commands.addAll(HelpCommands.all());
        return commands;
    }
}
