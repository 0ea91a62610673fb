package ringside.vmm.study;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import ringside.cpu.CpuFeature;
import ringside.cpu.CpuModel;
import ringside.isa.Decoder;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.OpcodeMap;
import ringside.isa.Row;

/**
 * Derives the class of instructions by running them at CPL 0, 1 and 3, at IOPL 0, with all resources in their usual places
 * and moved. Nothing is looked up.
 */
public final class Classifier {
    /** CR4.UMIP. */
    static final int UMIP = 1 << 11;

    private static final int UNDEFINED = 6;
    private static final int[] RINGS = {0, 1, 3};

    private final Laboratory laboratory;
    private final Laboratory stranger;

    /** Makes a classifier for a CPU model, with CR4.UMIP set if there is one. */
    public Classifier(CpuModel model) {
        this(model, model.has(CpuFeature.UMIP) ? UMIP : 0);
    }

    /**
     * Makes a classifier for a CPU model.
     *
     * @param controls what CR4 holds
     */
    public Classifier(CpuModel model, int controls) {
        laboratory = new Laboratory(model, controls);
        stranger = new Laboratory(CpuModel.parse(identity(model.name())), controls);
    }

    /** Returns the same model under another name and number. */
    private static String identity(String name) {
        return name + ",vendor=AnotherMaker,stepping=9";
    }

    /** Classifies all instructions, by name, in the order of the opcode map. */
    public Map<String, Classification> all() {
        Map<Mnemonic, List<Row>> rows = new LinkedHashMap<>();
        for (Row row : OpcodeMap.rows()) {
            rows.computeIfAbsent(row.mnemonic(), key -> new ArrayList<>()).add(row);
        }
        Map<String, Classification> classes = new LinkedHashMap<>();
        rows.forEach((mnemonic, list) -> classes.put(name(mnemonic), classify(mnemonic)));
        return classes;
    }

    /** Returns the name of an instruction as people write it: {@code mov sreg}. */
    public static String name(Mnemonic mnemonic) {
        return mnemonic.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Classifies an instruction in all its forms. */
    public Classification classify(Mnemonic mnemonic) {
        Case evidence = new Case(name(mnemonic));
        for (Row row : OpcodeMap.rows()) {
            if (row.mnemonic() == mnemonic) {
                for (Fill fill : Fill.ALL) {
                    Forms.of(row, fill.value()).forEach(code -> evidence.run(code, fill));
                }
            }
        }
        return evidence.verdict();
    }

    /** Classifies one encoding, for 32-bit code. */
    public Classification classify(byte[] code) {
        Case evidence = new Case(text(code));
        Fill.ALL.forEach(fill -> evidence.run(code, fill));
        return evidence.verdict();
    }

    private static String text(byte[] code) {
        Instruction instruction = Decoder.decode(code, 0, code.length, true);
        return Disassembler.intel(instruction, 0).strip();
    }

    /** The evidence about one instruction. */
    private final class Case {
        private enum Property {
            CONTROL,
            /** The same, seen only with resources moved. */
            CONTROL_MOVED,
            BEHAVIOUR,
            PRIVILEGED,
            NOT_PRIVILEGED
        }

        private final String name;
        private final Map<Property, Proof> proofs = new EnumMap<>(Property.class);
        private boolean exists;
        private boolean trapsOutside;

        /** Whether it was seen to do nothing outside CPL 0 that it does there, without a trap. */
        private boolean silent;

        private byte[] code;
        private Fill fill;

        Case(String name) {
            this.name = name;
        }

        /** Tries one encoding with one fill at all levels, in place and moved. */
        void run(byte[] bytes, Fill contents) {
            code = bytes;
            fill = contents;
            Observation[] usual = new Observation[RINGS.length];
            Observation[] moved = new Observation[RINGS.length];
            for (int i = 0; i < RINGS.length; i++) {
                usual[i] = laboratory.run(new Setting(RINGS[i], Set.of(), fill), code);
                moved[i] = laboratory.run(new Setting(RINGS[i], Laboratory.MOVABLE, fill), code);
                exists |= usual[i].fault() != UNDEFINED;
            }
            for (int i = 0; i < RINGS.length; i++) {
                control(RINGS[i], usual[i], Set.of());
                control(RINGS[i], moved[i], Laboratory.MOVABLE);
                boolean seen = i > 0 && !usual[0].trapped() && usual[0].difference(usual[i]) == null;
                place(RINGS[i], usual[i], moved[i], !seen);
                if (i > 0) {
                    trap(RINGS[i], usual[0], usual[i]);
                    level(RINGS[i], usual[0], usual[i]);
                }
            }
        }

        /** Whether it changed a resource at {@code ring}; told beside what it does at CPL 3. */
        private void control(int ring, Observation here, Set<Resource> moved) {
            Property property = moved.isEmpty() ? Property.CONTROL : Property.CONTROL_MOVED;
            if (here.trapped() || here.change() == null || proofs.containsKey(property)) {
                return;
            }
            Setting setting = new Setting(ring, moved, fill);
            Observation other = laboratory.run(new Setting(3, moved, fill), code);
            String effect = ring == 3 ? here.change() : here.change() + " at CPL " + ring;
            put(property, "control-sensitive", setting, here, new Setting(3, moved, fill), other, effect);
        }

        /**
         * Whether it depends on where resources are.
         *
         * @param elsewhere whether another CPU is asked too: once is enough for what is the same at all levels
         */
        private void place(int ring, Observation usual, Observation all, boolean elsewhere) {
            if (usual.trapped() || proofs.containsKey(Property.BEHAVIOUR)) {
                return;
            }
            Setting here = new Setting(ring, Set.of(), fill);
            if (!all.trapped() && usual.difference(all) != null) {
                for (Resource resource : Resource.values()) {
                    if (resource != Resource.IDENTITY && differs(here, usual, Set.of(resource), laboratory)) {
                        return;
                    }
                }
            }
            if (elsewhere) {
                differs(here, usual, Set.of(Resource.IDENTITY), stranger);
            }
        }

        private boolean differs(Setting here, Observation usual, Set<Resource> moved, Laboratory where) {
            Setting there = new Setting(here.ring(), moved, fill);
            Observation other = where.run(where == laboratory ? there : here, code);
            String difference = other.trapped() ? null : usual.difference(other);
            if (difference != null) {
                put(Property.BEHAVIOUR, "behaviour-sensitive", here, usual, there, other, difference);
            }
            return difference != null;
        }

        /** Whether it traps outside CPL 0, and there only. */
        private void trap(int ring, Observation supervisor, Observation here) {
            if (supervisor.trapped() && here.trapped()) {
                return;
            }
            Property property = here.trapped() ? Property.PRIVILEGED : Property.NOT_PRIVILEGED;
            trapsOutside |= here.trapped();
            boolean telling = !here.trapped() && supervisor.changeMissingIn(here) != null && !silent;
            if (telling) {
                silent = true;
                proofs.remove(property);
            }
            if (!proofs.containsKey(property)) {
                Setting inner = new Setting(0, Set.of(), fill);
                Setting outer = new Setting(ring, Set.of(), fill);
                String shows = here.trapped() ? "privileged" : "not privileged";
                put(property, shows, inner, supervisor, outer, here, here.trapped() ? "traps" : "does not trap");
            }
        }

        /** Whether it depends on the level without a trap. */
        private void level(int ring, Observation supervisor, Observation here) {
            if (here.trapped() || proofs.containsKey(Property.BEHAVIOUR)) {
                return;
            }
            String difference = supervisor.trapped() ? "a fault / none" : supervisor.changeMissingIn(here);
            difference = difference == null ? supervisor.difference(here) : difference;
            if (difference != null) {
                Setting inner = new Setting(0, Set.of(), fill);
                Setting outer = new Setting(ring, Set.of(), fill);
                put(Property.BEHAVIOUR, "behaviour-sensitive", inner, supervisor, outer, here, difference);
            }
        }

        private void put(
                Property property,
                String shows,
                Setting first,
                Observation one,
                Setting second,
                Observation two,
                String difference) {
            proofs.putIfAbsent(
                    property,
                    new Proof(
                            shows,
                            text(code),
                            fill.describe(),
                            first.describe() + ": " + one.outcome(),
                            second.describe() + ": " + two.outcome(),
                            difference));
        }

        Classification verdict() {
            boolean privileged = trapsOutside && !proofs.containsKey(Property.NOT_PRIVILEGED);
            if (proofs.containsKey(Property.CONTROL)) {
                proofs.remove(Property.CONTROL_MOVED);
            }
            boolean control = proofs.containsKey(Property.CONTROL) || proofs.containsKey(Property.CONTROL_MOVED);
            boolean behaviour = proofs.containsKey(Property.BEHAVIOUR);
            if (privileged || !control && !behaviour) {
                proofs.remove(Property.NOT_PRIVILEGED);
            }
            if (!privileged) {
                proofs.remove(Property.PRIVILEGED);
            }
            return new Classification(name, privileged, control, behaviour, exists, List.copyOf(proofs.values()));
        }
    }
}
