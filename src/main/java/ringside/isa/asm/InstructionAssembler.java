package ringside.isa.asm;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import ringside.isa.Encoder;
import ringside.isa.EncodingException;
import ringside.isa.EncodingRequest;
import ringside.isa.Instruction;
import ringside.isa.Mnemonic;
import ringside.isa.Operand;
import ringside.isa.RegisterClass;

/** Assembles one instruction at one address. */
final class InstructionAssembler {
    private static final int[] SEGMENT_PREFIXES = {0x26, 0x2E, 0x36, 0x3E, 0x64, 0x65};

    private final Statement.Instruction source;
    private final Evaluator.Scope scope;
    private final boolean code32;
    private final int address;

    /** Whether direct branches to plain numbers may be short. */
    private final boolean shortToNumbers;

    private Mnemonic mnemonic;
    private int prefixes;
    private int size;
    private int addressSize;
    private int segment = Operand.DEFAULT_SEGMENT;
    private EncodingRequest.Branch branch = EncodingRequest.Branch.SHORTEST;
    private int displacementSize;
    private boolean fullImmediate;
    private boolean far;

    InstructionAssembler(
            Statement.Instruction source, Evaluator.Scope scope, boolean code32, int address, boolean shortToNumbers) {
        this.source = source;
        this.scope = scope;
        this.code32 = code32;
        this.address = address;
        this.shortToNumbers = shortToNumbers;
    }

    /** Forbids the short form of a branch. */
    InstructionAssembler near() {
        branch = EncodingRequest.Branch.NEAR;
        return this;
    }

    /** Whether the statement is a branch that has a short and a near form. */
    static boolean hasTwoLengths(Statement.Instruction source) {
        return source.form() != null
                && (source.form().mnemonic() == Mnemonic.JMP
                        || isConditional(source.form().mnemonic()));
    }

    /** Whether the statement may be a branch relative to its own address. */
    static boolean isRelative(Statement.Instruction source) {
        return source.form() != null && isNearBranch(source.form().mnemonic());
    }

    /** Returns the bytes; throws {@link SourceError} if there are none. */
    byte[] bytes() {
        source.prefixes().forEach(this::prefix);
        if (source.form() == null) {
            return prefixesAlone();
        }
        MnemonicForm form = source.form();
        mnemonic = form.mnemonic();
        prefixes |= form.prefixes();
        if (form.size() != 0) {
            size = form.size();
        }
        if (form.addressSize() != 0) {
            addressSize = form.addressSize();
        }
        List<Operand> operands = operands();
        resolve(operands);
        EncodingRequest request = new EncodingRequest(
                mnemonic,
                operands,
                code32,
                form.waits() ? address + 1 : address,
                prefixes,
                size,
                addressSize,
                segment,
                branch,
                displacementSize,
                fullImmediate);
        try {
            byte[] bytes = Encoder.encode(request);
            return form.waits() ? waiting(bytes) : bytes;
        } catch (EncodingException e) {
            throw new SourceError(source.column(), e.getMessage());
        }
    }

    private static byte[] waiting(byte[] bytes) {
        byte[] result = new byte[bytes.length + 1];
        result[0] = (byte) 0x9B;
        System.arraycopy(bytes, 0, result, 1, bytes.length);
        return result;
    }

    private void prefix(String name) {
        switch (name) {
            case "lock" -> prefixes |= Instruction.LOCK;
            case "rep", "repe", "repz" -> prefixes |= Instruction.REP;
            case "repne", "repnz" -> prefixes |= Instruction.REPNE;
            case "o16", "o32" -> size = Integer.parseInt(name.substring(1));
            case "a16", "a32" -> addressSize = Integer.parseInt(name.substring(1));
            default -> segment = StatementBuilder.segment(name);
        }
    }

    private byte[] prefixesAlone() {
        int defaultSize = code32 ? 32 : 16;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if ((prefixes & Instruction.REP) != 0) {
            bytes.write(0xF3);
        }
        if ((prefixes & Instruction.REPNE) != 0) {
            bytes.write(0xF2);
        }
        if ((prefixes & Instruction.LOCK) != 0) {
            bytes.write(0xF0);
        }
        if (segment != Operand.DEFAULT_SEGMENT) {
            bytes.write(SEGMENT_PREFIXES[segment]);
        }
        if (size != 0 && size != defaultSize) {
            bytes.write(0x66);
        }
        if (addressSize != 0 && addressSize != defaultSize) {
            bytes.write(0x67);
        }
        return bytes.toByteArray();
    }

    private List<Operand> operands() {
        List<Operand> operands = new ArrayList<>();
        boolean to = false;
        int immediateSize = 0;
        for (Statement.OperandText text : source.operands()) {
            to |= text.keywords().contains("to");
            far |= text.keywords().contains("far");
            operands.add(operand(text));
            if (operands.get(operands.size() - 1) instanceof Operand.Immediate) {
                immediateSize = Math.max(immediateSize, keywordSize(text.keywords()));
            }
        }
        applyImmediateSize(operands, immediateSize);
        FpuForms completed = FpuForms.complete(mnemonic, operands, to);
        mnemonic = completed.mnemonic();
        return new ArrayList<>(completed.operands());
    }

    /** A size before a constant is that of the operation if nothing else tells: {@code mov [x], byte 5}. */
    private void applyImmediateSize(List<Operand> operands, int bits) {
        if (bits == 0) {
            return;
        }
        if (mnemonic == Mnemonic.PUSH) {
            size = bits == 8 ? size : bits;
        } else if (operands.size() == 2 && operands.get(0) instanceof Operand.Memory memory && memory.size() == 0) {
            operands.set(
                    0,
                    new Operand.Memory(
                            bits,
                            memory.segment(),
                            memory.base(),
                            memory.index(),
                            memory.scale(),
                            memory.displacement(),
                            memory.addressSize()));
        }
    }

    private Operand operand(Statement.OperandText text) {
        return switch (text) {
            case Statement.OperandText.Memory memory -> memory(memory);
            case Statement.OperandText.Pointer pointer -> {
                pointerSize(pointer.keywords());
                far = true;
                Evaluator evaluator = new Evaluator(scope);
                long selector = evaluator.scalar(pointer.selector()).number();
                checkRange(pointer.selector().column(), selector, 16);
                yield new Operand.FarPointer(
                        (int) selector, number(pointer.offset(), evaluator.evaluate(pointer.offset())));
            }
            case Statement.OperandText.Plain plain -> plain(plain);
        };
    }

    private void pointerSize(Set<String> keywords) {
        int bits = keywordSize(keywords);
        if (bits != 0) {
            size = bits;
        }
    }

    private Operand plain(Statement.OperandText.Plain plain) {
        Value value = new Evaluator(scope).evaluate(plain.value());
        if (value.isRegister()) {
            return value.terms().get(0).register();
        }
        if (!value.terms().isEmpty()) {
            throw new SourceError(plain.column(), "a register in a calculation needs brackets");
        }
        int number = number(plain.value(), value);
        if (isNearBranch(mnemonic)) {
            distance(plain.keywords(), value);
            return new Operand.Target(value.known() ? number : address);
        }
        boolean strict = plain.keywords().contains("strict") && keywordSize(plain.keywords()) != 8;
        fullImmediate |= value.relocations() != 0 || strict;
        return new Operand.Immediate(number);
    }

    /** Applies what the source says about a branch's distance. */
    private void distance(Set<String> keywords, Value value) {
        pointerSize(keywords);
        boolean plainNumber = value.known() && value.relocations() == 0 && !shortToNumbers;
        if (keywords.contains("short")) {
            branch = EncodingRequest.Branch.SHORT;
        } else if (hasTwoLengths(source) && (keywords.contains("near") || keywordSize(keywords) != 0 || plainNumber)) {
            branch = EncodingRequest.Branch.NEAR;
        }
    }

    private static boolean isNearBranch(Mnemonic mnemonic) {
        return switch (mnemonic) {
            case CALL, JMP, LOOP, LOOPE, LOOPNE, JCXZ -> true;
            default -> isConditional(mnemonic);
        };
    }

    private static boolean isConditional(Mnemonic mnemonic) {
        return mnemonic.name().startsWith("J")
                && switch (mnemonic) {
                    case JMP, JMP_FAR, JCXZ -> false;
                    default -> true;
                };
    }

    private Operand memory(Statement.OperandText.Memory memory) {
        Evaluator evaluator = new Evaluator(scope);
        Value value = evaluator.evaluate(memory.address());
        if (value.known() && (value.relocations() < 0 || value.relocations() > 1)) {
            throw new SourceError(memory.column(), "the address is a sum of addresses");
        }
        EffectiveAddress effective = new EffectiveAddress(memory.column(), value);
        int inner = keywordSize(memory.inner());
        int width = effective.registerSize();
        if (width == 0) {
            width = inner >= 16 ? inner : addressSize != 0 ? addressSize : code32 ? 32 : 16;
        } else if (inner != 0) {
            displacementSize = inner;
        } else if (value.relocations() != 0) {
            displacementSize = width;
        }
        int bits = keywordSize(memory.keywords());
        boolean pointer = far || memory.keywords().contains("far");
        return effective.memory(
                pointer && bits != 0 ? bits + 16 : bits,
                memory.segment(),
                width,
                evaluator,
                !memory.inner().contains("nosplit"));
    }

    /** Returns the value as an int; its sign does not matter. */
    private static int number(Expression expression, Value value) {
        if (!value.known()) {
            return 0;
        }
        if (value.relocations() < 0 || value.relocations() > 1) {
            throw new SourceError(expression.column(), "the value is no number and no address");
        }
        checkRange(expression.column(), value.number(), 32);
        return (int) value.number();
    }

    /** Checks that a number is no larger than an unsigned one of a width, and its negative no larger either. */
    static void checkRange(int column, long number, int bits) {
        if (number < -(1L << bits) || number >= 1L << bits) {
            throw new SourceError(column, "value does not fit in " + bits + " bits");
        }
    }

    private static int keywordSize(Set<String> keywords) {
        for (String keyword : keywords) {
            switch (keyword) {
                case "byte" -> {
                    return 8;
                }
                case "word" -> {
                    return 16;
                }
                case "dword" -> {
                    return 32;
                }
                case "qword" -> {
                    return 64;
                }
                case "tword" -> {
                    return 80;
                }
                default -> {}
            }
        }
        return 0;
    }

    /** Finds the mnemonic that the operands make of a shared name and completes operands that may be left out. */
    private void resolve(List<Operand> operands) {
        switch (mnemonic) {
            case MOV -> operands.forEach(this::resolveMove);
            case PUSH -> mnemonic = isSegment(operands) ? Mnemonic.PUSH_SREG : mnemonic;
            case POP -> mnemonic = isSegment(operands) ? Mnemonic.POP_SREG : mnemonic;
            case CALL -> mnemonic = far ? Mnemonic.CALL_FAR : mnemonic;
            case JMP -> mnemonic = far ? Mnemonic.JMP_FAR : mnemonic;
            case AAM, AAD -> {
                if (operands.isEmpty()) {
                    operands.add(new Operand.Immediate(10));
                }
            }
            case IMUL -> {
                if (operands.size() == 2 && operands.get(1) instanceof Operand.Immediate) {
                    operands.add(1, operands.get(0));
                }
            }
            case LOOP, LOOPE, LOOPNE -> {
                if (operands.size() == 2 && operands.get(1) instanceof Operand.Register counter && isCounter(counter)) {
                    addressSize = counter.registerClass() == RegisterClass.WORD ? 16 : 32;
                    operands.remove(1);
                }
            }
            default -> {}
        }
    }

    private void resolveMove(Operand operand) {
        if (operand instanceof Operand.Register register) {
            mnemonic = switch (register.registerClass()) {
                case CONTROL -> Mnemonic.MOV_CR;
                case DEBUG -> Mnemonic.MOV_DR;
                case SEGMENT -> Mnemonic.MOV_SREG;
                default -> mnemonic;
            };
        }
    }

    private static boolean isSegment(List<Operand> operands) {
        return operands.size() == 1
                && operands.get(0) instanceof Operand.Register register
                && register.registerClass() == RegisterClass.SEGMENT;
    }

    private static boolean isCounter(Operand.Register register) {
        return register.number() == 1
                && (register.registerClass() == RegisterClass.WORD || register.registerClass() == RegisterClass.DWORD);
    }
}
