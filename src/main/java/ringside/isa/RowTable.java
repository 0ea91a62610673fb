package ringside.isa;

import java.util.ArrayList;
import java.util.List;

/** Collects rows while a table is written down; the flag effects come from {@link FlagEffects}, by mnemonic. */
final class RowTable {
    private final List<Entry> entries = new ArrayList<>();

    /** Starts a row. */
    Entry row(String encoding, Mnemonic mnemonic, OperandCode... operands) {
        Entry entry = new Entry(encoding, mnemonic, List.of(operands));
        entries.add(entry);
        return entry;
    }

    /** Returns the finished rows in the order in which they were started. */
    List<Row> rows() {
        return entries.stream().map(Entry::row).toList();
    }

    /** A row being written. */
    static final class Entry {
        private final String encoding;
        private final Mnemonic mnemonic;
        private final List<OperandCode> operands;
        private FlagEffects flags;
        private boolean endsBlock;
        private boolean lockable;
        private boolean readsTime;
        private PrivilegeClass privilege = PrivilegeClass.INNOCUOUS;
        private Availability since = Availability.I386;

        private Entry(String encoding, Mnemonic mnemonic, List<OperandCode> operands) {
            this.encoding = encoding;
            this.mnemonic = mnemonic;
            this.operands = operands;
            this.flags = FlagEffects.of(mnemonic);
        }

        /** Moves OF from the written to the undefined flags: the count may be other than 1. */
        Entry anyCount() {
            flags = new FlagEffects(
                    flags.read(), flags.written() & ~Effects.OF, flags.undefined() | (flags.written() & Effects.OF));
            return this;
        }

        Entry endsBlock() {
            endsBlock = true;
            return this;
        }

        Entry lockable() {
            lockable = true;
            return this;
        }

        Entry readsTime() {
            readsTime = true;
            return this;
        }

        Entry privileged() {
            privilege = PrivilegeClass.PRIVILEGED;
            return this;
        }

        Entry ioSensitive() {
            privilege = PrivilegeClass.IO_SENSITIVE;
            return this;
        }

        Entry sensitive() {
            privilege = PrivilegeClass.SENSITIVE;
            return this;
        }

        Entry since(Availability availability) {
            since = availability;
            return this;
        }

        private Row row() {
            Effects effects =
                    new Effects(flags.read(), flags.written(), flags.undefined(), endsBlock, lockable, readsTime);
            return new Row(encoding, mnemonic, operands, effects, privilege, since);
        }
    }
}
