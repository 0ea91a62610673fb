package ringside.exec;

import java.util.ArrayList;
import java.util.List;
import ringside.exec.CodeOrigin.Part;
import ringside.exec.ExecutionHistory.Entry;
import ringside.exec.ExecutionHistory.Item;
import ringside.exec.ExecutionHistory.Source;

/** Tells from what the machine and a monitor did which instructions their guest executed, each once. */
final class GuestView {
    private final List<Item> items = new ArrayList<>();

    /** Whether the last item has only begun: if it does not go on, it was left and will be begun anew. */
    private boolean begun;

    /** What the machine left by its last way to the monitor, or null: the fault may turn out to be the guest's own. */
    private Item left;

    List<Item> of(List<Entry> entries) {
        for (Entry entry : entries) {
            if (entry.source() != Source.EXIT && entry.origin() != null) {
                translated(entry);
            } else if (entry.source() == Source.EXIT) {
                exit(entry);
            } else if (entry.item() != null) {
                settle();
                own(entry);
            }
        }
        settle();
        return items;
    }

    /** Takes away an instruction that was left before it was done. */
    private void settle() {
        if (begun) {
            left = items.removeLast();
            begun = false;
        }
    }

    private void translated(Entry entry) {
        CodeOrigin origin = entry.origin();
        if (entry.item() == null) {
            begun = origin.part() == Part.MORE && !items.isEmpty();
        } else if (origin.part() == Part.FIRST) {
            settle();
            left = null;
            add(guest(entry));
        } else {
            begun = false;
        }
    }

    private static Item guest(Entry entry) {
        CodeOrigin origin = entry.origin();
        Item item = entry.item();
        return origin == null
                ? item
                : new Item(
                        item.icount(),
                        origin.linear(),
                        origin.eip(),
                        origin.instruction() == null ? item.instruction() : origin.instruction(),
                        item.count(),
                        item.vector(),
                        false);
    }

    private void exit(Entry entry) {
        Item item = entry.item();
        if (item.instruction() == null) {
            left = null;
            return;
        }
        Part part = entry.origin() == null ? Part.FIRST : entry.origin().part();
        begun = part == Part.MORE && !items.isEmpty();
        settle();
        if (part == Part.FIRST) {
            left = guest(entry);
            if (item.count() > 0) {
                // Some iterations of it are done.
                add(retired(left));
            }
        }
    }

    private void own(Entry entry) {
        Item item = entry.item();
        boolean raised = entry.source() == Source.RAISED && left != null;
        if (raised && item.icount() == left.icount() + left.count()) {
            add(new Item(item.icount(), left.linear(), left.eip(), left.instruction(), 0, item.vector(), false));
        } else {
            add(item);
        }
        left = null;
    }

    private static Item retired(Item item) {
        return new Item(
                item.icount(), item.linear(), item.eip(), item.instruction(), item.count(), -1, item.emulated());
    }

    /** Adds an item; one that repeats itself and was only interrupted for the monitor's sake goes on. */
    private void add(Item item) {
        Item last = items.isEmpty() ? null : items.getLast();
        boolean goesOn = last != null
                && item.instruction() != null
                && last.instruction() != null
                && last.linear() == item.linear()
                && last.vector() < 0
                && last.icount() + last.count() == item.icount()
                && ExecutionHistory.repeats(item.instruction());
        if (goesOn) {
            items.removeLast();
            items.add(new Item(
                    last.icount(),
                    last.linear(),
                    last.eip(),
                    last.instruction(),
                    last.count() + item.count(),
                    item.vector(),
                    last.emulated() && item.emulated()));
        } else {
            items.add(item);
        }
    }
}
