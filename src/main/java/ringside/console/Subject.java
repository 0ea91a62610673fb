package ringside.console;

import ringside.debug.Debugger;
import ringside.debug.Stop;
import ringside.machine.Machine;
import ringside.machine.Recorder;
import ringside.vmm.Vmm;

/** What commands act on: the machine, or one of the virtual machines, with its own debugger and whatever belongs to that. */
final class Subject {
    private final String vm;
    private final Debugger debugger;
    private final ContextKeeper context;
    private Vmm vmm;
    private Stop lastStop;
    private long expectFrom;
    private Recorder recorder;

    /**
     * Makes one.
     *
     * @param vm the name of the virtual machine, or null for the machine itself
     * @param vmm the monitor under its guest; null if there is none yet
     */
    Subject(String vm, Debugger debugger, Vmm vmm) {
        this.vm = vm;
        this.debugger = debugger;
        this.vmm = vmm;
        context = new ContextKeeper(debugger);
    }

    /** Returns the name of the virtual machine, or null. */
    String vm() {
        return vm;
    }

    /**
     * Says whose registers and addresses are shown: with a monitor under the guest, the guest's where the virtual CPU stands for the
     * machine's, else the machine's, whose kernel code has CPL 1. Null without a monitor.
     */
    String view() {
        if (vm != null) {
            return vm.equals(VirtualSubjects.HARDWARE) ? "hardware (machine view)" : "VM " + vm + " (guest view)";
        }
        if (vmm == null || !vmm.isOn()) {
            return null;
        }
        Machine machine = machine();
        return "vmm " + vmm.technique().title()
                + (machine.presentCpu() == machine.cpu() ? " (machine view)" : " (guest view)");
    }

    /** Returns the machine, of which there is one behind every subject of a session with a board. */
    Machine machine() {
        return debugger.target().machine().orElseThrow();
    }

    Debugger debugger() {
        return debugger;
    }

    ContextKeeper context() {
        return context;
    }

    Vmm vmm() {
        if (vmm == null) {
            vmm = new Vmm(debugger.target().machine().orElseThrow(() -> new CommandError("this target has no board")));
        }
        return vmm;
    }

    Stop lastStop() {
        return lastStop;
    }

    void lastStop(Stop stop) {
        lastStop = stop;
    }

    long expectFrom() {
        return expectFrom;
    }

    void expectFrom(long position) {
        expectFrom = position;
    }

    Recorder recorder() {
        return recorder;
    }

    void recorder(Recorder newRecorder) {
        recorder = newRecorder;
    }
}
