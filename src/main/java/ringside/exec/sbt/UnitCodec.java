package ringside.exec.sbt;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import ringside.exec.CodeMode;
import ringside.exec.UnitExit;
import ringside.exec.emit.EmittedUnit;
import ringside.exec.emit.EmittedUnit.StepSite;
import ringside.exec.emit.ReadyUnit;
import ringside.exec.emit.ReadyUnit.ReadyBlock;
import ringside.exec.emit.UnitFacts;

/** Units as bytes: the records of a {@link StaticTranslation}. */
final class UnitCodec {
    private static final int MOST_CLASS_BYTES = 1 << 20;

    private UnitCodec() {}

    static byte[] write(ReadyUnit unit) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeByte(unit.blocks().size());
        for (ReadyBlock block : unit.blocks()) {
            out.writeInt(block.eip());
            out.writeShort(block.code().length);
            out.write(block.code());
            out.writeByte(block.instructions());
            out.writeBoolean(block.paired());
            out.writeByte(block.taken());
            out.writeByte(block.fall());
        }
        out.writeByte(unit.landings().size());
        for (Map.Entry<Integer, int[]> landing : unit.landings().entrySet()) {
            out.writeByte(landing.getKey());
            out.writeByte(landing.getValue().length);
            for (int target : landing.getValue()) {
                out.writeByte(target);
            }
        }
        write(out, unit.emitted());
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, EmittedUnit emitted) throws IOException {
        out.writeShort(emitted.exits().size());
        for (UnitExit exit : emitted.exits()) {
            out.writeByte(exit.block());
            out.writeByte(exit.kind().ordinal());
            out.writeByte(exit.instruction());
        }
        out.writeShort(emitted.steps().size());
        for (StepSite step : emitted.steps()) {
            out.writeByte(step.block());
            out.writeByte(step.instruction());
        }
        UnitFacts facts = emitted.facts();
        for (List<UnitFacts.Way> ways : facts.ways()) {
            for (UnitFacts.Way way : ways) {
                out.writeByte(way.ordinal());
            }
        }
        out.writeShort(facts.accesses());
        out.writeShort(facts.bytecodes());
        out.writeByte(
                facts.registers().stream().mapToInt(register -> 1 << register).sum());
        out.writeShort(facts.spills());
        out.writeShort(facts.reloads());
        out.writeInt(emitted.classFile().length);
        out.write(emitted.classFile());
    }

    static ReadyUnit read(CodeMode mode, DataInputStream in) throws IOException {
        List<ReadyBlock> blocks = new ArrayList<>();
        int count = in.readUnsignedByte();
        for (int i = 0; i < count; i++) {
            int eip = in.readInt();
            byte[] code = new byte[in.readUnsignedShort()];
            in.readFully(code);
            blocks.add(new ReadyBlock(
                    eip,
                    code,
                    in.readUnsignedByte(),
                    in.readBoolean(),
                    inside(in.readByte(), count),
                    inside(in.readByte(), count)));
        }
        Map<Integer, int[]> landings = new HashMap<>();
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            int block = inside(in.readByte(), count);
            int[] targets = new int[in.readUnsignedByte()];
            for (int j = 0; j < targets.length; j++) {
                targets[j] = inside(in.readByte(), count);
            }
            landings.put(block, targets);
        }
        return new ReadyUnit(mode, blocks, landings, read(in, blocks));
    }

    private static EmittedUnit read(DataInputStream in, List<ReadyBlock> blocks) throws IOException {
        List<UnitExit> exits = new ArrayList<>();
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            int block = inside(in.readByte(), blocks.size());
            UnitExit.Kind kind = UnitExit.Kind.values()[inside(in.readByte(), UnitExit.Kind.values().length)];
            exits.add(new UnitExit(block, kind, in.readUnsignedByte()));
        }
        List<StepSite> steps = new ArrayList<>();
        for (int i = in.readUnsignedShort(); i > 0; i--) {
            steps.add(new StepSite(inside(in.readByte(), blocks.size()), in.readUnsignedByte()));
        }
        List<List<UnitFacts.Way>> ways = new ArrayList<>();
        int instructions = 0;
        for (ReadyBlock block : blocks) {
            List<UnitFacts.Way> done = new ArrayList<>();
            for (int i = 0; i < block.instructions(); i++) {
                done.add(UnitFacts.Way.values()[inside(in.readByte(), UnitFacts.Way.values().length)]);
            }
            ways.add(done);
            instructions += block.instructions();
        }
        int accesses = in.readUnsignedShort();
        int bytecodes = in.readUnsignedShort();
        int mask = in.readUnsignedByte();
        List<Integer> registers = new ArrayList<>();
        for (int register = 0; register < 8; register++) {
            if ((mask >>> register & 1) != 0) {
                registers.add(register);
            }
        }
        UnitFacts facts = new UnitFacts(
                ways, instructions, accesses, bytecodes, registers, in.readUnsignedShort(), in.readUnsignedShort());
        byte[] classFile = new byte[Math.max(0, inside(in.readInt(), MOST_CLASS_BYTES))];
        in.readFully(classFile);
        return new EmittedUnit(classFile, exits, steps, facts);
    }

    /** Returns a number that is -1 or below {@code end}. */
    private static int inside(int number, int end) throws IOException {
        if (number < -1 || number >= end) {
            throw new IOException("a number is out of range");
        }
        return number;
    }
}
