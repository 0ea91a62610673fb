package ringside.debug.tb;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import ringside.debug.Code;
import ringside.debug.Debugger;
import ringside.debug.tb.UnitListing.BlockListing;
import ringside.debug.tb.UnitListing.Exit;
import ringside.debug.tb.UnitListing.InstructionListing;
import ringside.debug.tb.UnitListing.RegisterPlace;
import ringside.exec.BasicBlock;
import ringside.exec.BlockBuilder;
import ringside.exec.dbt.DynamicTranslator;
import ringside.exec.dbt.History;
import ringside.exec.dbt.TranslationBlock;
import ringside.exec.emit.UnitFacts;
import ringside.exec.interp.Block;
import ringside.isa.Disassembler;
import ringside.isa.Instruction;
import ringside.isa.SymbolLookup;

/** Answers questions about translated code while the machine stands. */
public final class TranslationView {
    private static final List<String> REGISTERS = List.of("eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi");
    private static final int MOST_INSTRUCTIONS = 64;

    private final Debugger debugger;
    private final DynamicTranslator translator;

    /** Looks at what {@code translator} has made; names come from {@code debugger}. */
    public TranslationView(Debugger debugger, DynamicTranslator translator) {
        this.debugger = debugger;
        this.translator = translator;
    }

    /** Returns the units, oldest first. */
    public List<UnitSummary> units() {
        return translator.cache().units().stream().map(this::summary).toList();
    }

    /** Returns the units that cover a linear address, oldest first. */
    public List<TranslationBlock> at(int linear) {
        return translator.cache().at(linear);
    }

    /** Describes a unit in one line. */
    public UnitSummary summary(TranslationBlock unit) {
        UnitFacts facts = unit.facts();
        int address = unit.head().linear;
        return new UnitSummary(
                unit.id(),
                address,
                debugger.symbols().describe(address),
                unit.blocks().size(),
                facts.instructions(),
                facts.bytecodes(),
                unit.entries(),
                unit.version(),
                unit.ahead(),
                unit.pinned(),
                unit.slow());
    }

    /** Describes a unit in full. */
    public UnitListing listing(TranslationBlock unit) {
        UnitFacts facts = unit.facts();
        List<Integer> mapped = facts.registers();
        return new UnitListing(
                summary(unit),
                unit.bornAt(),
                unit.classFile().length,
                facts.accesses(),
                mapped.stream().map(REGISTERS::get).toList(),
                IntStream.range(0, 8)
                        .filter(register -> !mapped.contains(register))
                        .mapToObj(REGISTERS::get)
                        .toList(),
                facts.spills(),
                facts.reloads(),
                places(unit),
                IntStream.range(0, unit.blocks().size())
                        .mapToObj(number -> block(unit, number))
                        .toList(),
                entrances(unit));
    }

    /** Says where each register of the guest is while the unit runs. */
    private List<RegisterPlace> places(TranslationBlock unit) {
        List<RegisterPlace> places = new ArrayList<>();
        List<Integer> mapped = unit.facts().registers();
        for (int register = 0; register < 8; register++) {
            int slot = mapped.indexOf(register);
            String place = slot < 0 ? "field of the CPU" : "host slot " + slot;
            places.add(new RegisterPlace(REGISTERS.get(register), place));
        }
        places.add(new RegisterPlace("eip", "constants in the code, a field of the CPU at exits"));
        places.add(new RegisterPlace(
                "status flags",
                translator.settings().flags
                        ? "two host slots, as the last result and its carries"
                        : "fields of the CPU, as the last result and its carries"));
        places.add(new RegisterPlace("other flags", "fields of the CPU; what changes them ends the unit"));
        places.add(new RegisterPlace("segments", "constants of the mode where flat, else fields of the CPU"));
        places.add(new RegisterPlace("cr3", "the maps of the present page tables, which are fields of the class"));
        places.add(new RegisterPlace("icount", "host slot that counts down, a field of the CPU at exits"));
        return places;
    }

    private BlockListing block(TranslationBlock unit, int number) {
        Block block = unit.blocks().get(number);
        List<UnitFacts.Way> ways = unit.facts().ways().get(number);
        List<InstructionListing> instructions = new ArrayList<>();
        int eip = block.eip;
        for (int i = 0; i < block.instructions.size(); i++) {
            Instruction instruction = block.instructions.get(i);
            String way = i < ways.size() ? ways.get(i).name().toLowerCase(Locale.ROOT) : "left";
            instructions.add(new InstructionListing(block.mode.base() + eip, text(block, instruction, eip), way));
            eip += instruction.length;
        }
        List<Exit> exits = new ArrayList<>();
        addExit(exits, unit, "taken", unit.plan().taken()[number], block.taken());
        addExit(exits, unit, "fall", unit.plan().fall()[number], block.fall());
        return new BlockListing(
                block.linear, debugger.symbols().describe(block.linear), instructions, end(block), exits);
    }

    private static void addExit(List<Exit> exits, TranslationBlock unit, String way, int inside, Block successor) {
        if (inside >= 0) {
            exits.add(new Exit(way, unit.blocks().get(inside).linear, "inside"));
        } else if (successor != null) {
            exits.add(new Exit(way, successor.linear, "linked"));
        }
    }

    private String text(BasicBlock block, Instruction instruction, int eip) {
        int base = block.mode.base();
        SymbolLookup names = offset -> {
            String name = debugger.symbols().describe(base + offset);
            return name.isEmpty() ? null : name;
        };
        return debugger.code().flavor() == Code.Flavor.INTEL
                ? Disassembler.intel(instruction, eip, names)
                : Disassembler.att(instruction, eip, names);
    }

    /** Says why nothing follows in a block. */
    private static String end(Block block) {
        Instruction last = block.instructions.get(block.instructions.size() - 1);
        String name = last.mnemonic.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        int behind = block.linear + block.size;
        if (block.endsIndirectly()) {
            return name + " leads to a target that is known only when it is executed";
        }
        if (block.taken() != null || block.fall() != null && BlockBuilder.endsBlock(last)) {
            return name + " is a branch";
        }
        if (BlockBuilder.endsBlock(last)) {
            return "behind " + name + " mode, time or interrupts may be other than before";
        }
        if ((behind & 0xFFF) == 0) {
            return "the page ends";
        }
        if (block.instructions.size() == MOST_INSTRUCTIONS) {
            return "it has the most instructions that a block may have";
        }
        return "a breakpoint, or an instruction that lies on two pages, stands behind it";
    }

    private List<Integer> entrances(TranslationBlock unit) {
        Set<Block> inside = new HashSet<>(unit.blocks());
        return translator.blocks().stream()
                .filter(block -> !inside.contains(block))
                .filter(block -> inside.contains(block.taken()) || inside.contains(block.fall()))
                .map(block -> block.linear)
                .toList();
    }

    /** Returns the links between blocks, those of the most entered first. */
    public List<Link> links() {
        List<Link> links = new ArrayList<>();
        for (Block block : translator.blocks()) {
            add(links, block, block.taken(), "taken");
            add(links, block, block.fall(), "fall");
        }
        links.sort(Comparator.comparingLong(Link::runs)
                .reversed()
                .thenComparingInt(Link::from)
                .thenComparingInt(Link::to));
        return links;
    }

    private void add(List<Link> links, Block from, Block to, String way) {
        if (to != null) {
            boolean inside = from.translation() != null && from.translation() == to.translation();
            links.add(new Link(from.linear, to.linear, way, inside, runs(from)));
        }
    }

    private static long runs(Block block) {
        return block.translation() == null
                ? block.entries()
                : block.translation().entries();
    }

    /** Says, sentence by sentence, what became of the code at a linear address and why. */
    public List<String> why(int linear) {
        List<Block> blocks = translator.blocks().stream()
                .filter(block -> Integer.compareUnsigned(linear - block.linear, block.size) < 0)
                .toList();
        if (blocks.isEmpty()) {
            List<String> gone = new ArrayList<>();
            gone.add(String.format("l:%08x has not been executed, or its code has changed since", linear));
            translator.histories(linear).forEach(history -> addInvalidations(gone, history));
            return gone;
        }
        List<String> sentences = new ArrayList<>();
        for (Block block : blocks) {
            explain(sentences, block);
        }
        return sentences;
    }

    private void explain(List<String> sentences, Block block) {
        String name = String.format("the block at l:%08x", block.linear);
        TranslationBlock unit = translator.cache().of(block);
        History history = translator.history(block);
        if (unit != null) {
            sentences.add(String.format(
                    "%s is entered by way of unit %d, version %d, made at count %d",
                    name, unit.id(), unit.version(), unit.bornAt()));
            addPace(sentences, unit);
        } else if (history != null && history.refusal() != null) {
            sentences.add(name + " is interpreted: " + history.refusal());
        } else if (block.offset < 0 || block.secondPage >= 0) {
            sentences.add(name + " is interpreted: it lies on two pages, or in no memory");
        } else {
            sentences.add(name + " is interpreted: " + temperature(block));
        }
        if (history != null) {
            addStatic(sentences, history);
            addInvalidations(sentences, history);
        }
        if (!translator.settings().chain) {
            sentences.add("nothing is linked: dbt.chain is off");
        } else if (block.endsIndirectly()) {
            sentences.add("its successor is looked up each time: the target of its branch is computed");
        } else if (block.taken() == null && block.fall() == null) {
            sentences.add(
                    "it is not linked: its end leads to the manager, or it has not been executed to its end since");
        }
    }

    private String temperature(Block block) {
        int hot = translator.settings().threshold;
        if (block.entries() < hot) {
            return String.format("entered %d times, and hot is %d", block.entries(), hot);
        }
        return String.format(
                "entered %d times, which is hot, but a unit here pays after %d instructions, and its blocks have done %d",
                block.entries(), translator.settings().worth(), translator.interpreted(debugger.cpu(), block));
    }

    private static void addStatic(List<String> sentences, History history) {
        if (history.outgrown()) {
            sentences.add("its static unit made room for a region: control left it by one way too often (sbt.exits)");
        } else if (history.differs()) {
            sentences.add("its static unit is not used: memory holds other bytes");
        }
    }

    private void addInvalidations(List<String> sentences, History history) {
        if (history.invalidations() > 0) {
            sentences.add(String.format(
                    "its translations were invalidated %d times, the last time %s",
                    history.invalidations(), culprit(history)));
        }
    }

    private static void addPace(List<String> sentences, TranslationBlock unit) {
        if (unit.facts().beyondJvm()) {
            sentences.add(String.format(
                    "it is slow: its method has %d bytes, more than the JVM compiles, so the JVM interprets it",
                    unit.facts().bytecodes()));
        } else if (unit.slow()) {
            sentences.add(String.format(
                    "it is slow: %.1f ns per instruction after %d entries, as slow as interpretation;"
                            + " the JVM has not compiled it, or not well",
                    unit.pace().picoseconds() / 1000.0, unit.entries()));
        }
    }

    private String culprit(History history) {
        if (history.culprit() == null) {
            return "by a debugger's change or breakpoint";
        }
        String symbol = debugger.symbols().describe(history.culprit());
        return String.format(
                "at count %d by the instruction at l:%08x%s",
                history.lastInvalidated(), history.culprit(), symbol.isEmpty() ? "" : " " + symbol);
    }
}
