package ringside.vmm;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import ringside.base.LittleEndian;
import ringside.bus.FirstWriteListener;
import ringside.cpu.Register;
import ringside.cpu.Registers;
import ringside.cpu.Vcpu;
import ringside.isa.Decoder;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.SegmentRegister;
import ringside.machine.Machine;

/** Forks a machine and lets each fork do the next instruction another way: on bare hardware and under each technique. */
public final class Comparer {
    private static final int PAGE = 4096;

    private final Machine machine;
    private final Vmm vmm;

    /** Compares on the machine of a monitor, at a stop. */
    public Comparer(Machine machine, Vmm vmm) {
        this.machine = machine;
        this.vmm = vmm;
    }

    /**
     * Compares what the next instruction does, or another one in its place.
     *
     * @param code the other one's bytes, or null
     * @throws IllegalArgumentException if there is no memory where the code should go
     */
    public Comparison compare(byte[] code) {
        return compare(code, 1);
    }

    /** Returns what is other than bare after {@code count} instructions. */
    List<String> differences(Technique technique, long count) {
        Comparison found = compare(null, count);
        Comparison.Run bare = found.runs().get(0);
        Comparison.Run other = found.runs().get(technique.ordinal());
        List<String> list = new ArrayList<>();
        bare.view().forEach((name, value) -> {
            if (!value.equals(other.view().get(name))) {
                list.add(name + ": " + value + " bare, " + other.view().get(name) + " under " + other.technique());
            }
        });
        return list;
    }

    /** Returns the instruction, with its place, that comes after {@code count} instructions on the bare machine. */
    String instructionAfter(long count) {
        try (Trial trial = new Trial(machine, vmm)) {
            trial.run(Technique.OFF, count);
            Vcpu cpu = machine.cpu();
            return String.format("%s at %04x:%08x", instruction(), cpu.selector[SegmentRegister.CS], cpu.eip);
        }
    }

    private Comparison compare(byte[] code, long count) {
        List<Map<Integer, byte[]>> changes = new ArrayList<>();
        List<Comparison.Run> runs = new ArrayList<>();
        String[] text = {""};
        for (Technique technique : Technique.values()) {
            runs.add(run(technique, code, count, changes, text));
        }
        Set<Integer> pages = new TreeSet<>();
        changes.forEach(each -> pages.addAll(each.keySet()));
        for (int i = 0; i < runs.size(); i++) {
            for (int page : pages) {
                memory(runs.get(i).view(), changes, i, page);
            }
        }
        List<Comparison.Run> marked = new ArrayList<>();
        for (Comparison.Run each : runs) {
            marked.add(new Comparison.Run(
                    each.technique(), each.view(), each.exits(), each.cycles(), difference(runs.get(0), each)));
        }
        return new Comparison(text[0], marked);
    }

    private Comparison.Run run(
            Technique technique, byte[] code, long count, List<Map<Integer, byte[]>> changes, String[] text) {
        Set<Integer> dirty = new TreeSet<>();
        int guestPages = machine.memory().romOffset / PAGE;
        FirstWriteListener listener = page -> {
            if (page < guestPages) {
                dirty.add(page);
            }
        };
        try (Trial trial = new Trial(machine, vmm)) {
            machine.memory().traces().addFirstWriteListener(listener);
            vmm.use(Technique.OFF);
            put(code);
            text[0] = instruction();
            trial.run(technique, count);
            List<VmExit> exits = vmm.log().last(Integer.MAX_VALUE);
            Map<Integer, byte[]> contents = new TreeMap<>();
            for (int page : dirty) {
                byte[] bytes = new byte[PAGE];
                System.arraycopy(machine.memory().bytes, page * PAGE, bytes, 0, PAGE);
                contents.put(page, bytes);
            }
            changes.add(contents);
            long cycles = exits.stream().mapToLong(VmExit::cycles).sum();
            return new Comparison.Run(technique.title(), view(machine.cpu()), List.copyOf(exits), cycles, "");
        } finally {
            machine.memory().traces().removeFirstWriteListener(listener);
        }
    }

    private void put(byte[] code) {
        Vcpu cpu = machine.cpu();
        int start = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        for (int i = 0; code != null && i < code.length; i++) {
            if (!cpu.mmu.pokeLinear8(start + i, code[i])) {
                throw new IllegalArgumentException(String.format("there is no memory at l:%08x", start + i));
            }
        }
    }

    private String instruction() {
        Vcpu cpu = machine.cpu();
        int start = cpu.segmentBase[SegmentRegister.CS] + cpu.eip;
        byte[] bytes = new byte[Decoder.MAX_LENGTH];
        int length = 0;
        while (length < bytes.length && cpu.mmu.peekLinear8(start + length) >= 0) {
            bytes[length] = (byte) cpu.mmu.peekLinear8(start + length);
            length++;
        }
        Instruction instruction = Decoder.decode(bytes, 0, length, cpu.code32());
        return Disassembler.intel(instruction, cpu.eip).strip().replaceAll("\\s+", " ");
    }

    private static Map<String, String> view(Vcpu cpu) {
        Map<String, String> view = new LinkedHashMap<>();
        for (Register register : Registers.all()) {
            boolean part = register.group() == Register.Group.PARTIAL
                    || register.group() == Register.Group.FLAGS
                    || register.group() == Register.Group.COUNTER;
            if (!part) {
                view.put(
                        register.name(),
                        String.format("%0" + Math.max(1, register.width() / 4) + "x", register.read(cpu)));
            }
        }
        view.put("cpl", Integer.toString(cpu.cpl));
        view.put("halted", Boolean.toString(cpu.halted));
        return view;
    }

    /** Adds the doublewords of a page that any run changed otherwise than another. */
    private void memory(Map<String, String> view, List<Map<Integer, byte[]>> changes, int run, int page) {
        byte[] before = new byte[PAGE];
        System.arraycopy(machine.memory().bytes, page * PAGE, before, 0, PAGE);
        byte[] mine = changes.get(run).getOrDefault(page, before);
        for (int at = 0; at < PAGE; at += 4) {
            boolean differs = false;
            for (Map<Integer, byte[]> each : changes) {
                byte[] other = each.getOrDefault(page, before);
                differs |= LittleEndian.get32(other, at) != LittleEndian.get32(before, at);
            }
            if (differs) {
                view.put(
                        String.format("[p:%08x]", page * PAGE + at),
                        String.format("%08x", LittleEndian.get32(mine, at)));
            }
        }
    }

    private static String difference(Comparison.Run bare, Comparison.Run other) {
        for (Map.Entry<String, String> entry : bare.view().entrySet()) {
            String value = other.view().get(entry.getKey());
            if (!entry.getValue().equals(value)) {
                return entry.getKey() + ": " + entry.getValue() + " bare, " + value + " under " + other.technique();
            }
        }
        return "";
    }
}
