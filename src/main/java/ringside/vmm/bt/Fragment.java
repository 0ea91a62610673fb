package ringside.vmm.bt;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A compiled code fragment: what the cache has for one translation unit of the guest's code. */
public final class Fragment {
    final int eip;
    final int start;

    /** End of its code in the cache; its continuation does not count once another fragment lies there. */
    int end;

    /** Bytes of the guest's code. */
    int length;

    /** Guest-physical address of the first byte, and of the first byte on a second page or -1. */
    int physical;

    int secondPhysical = -1;

    /** Linear address of the guest's code. */
    int linear;

    /** Where indirect jumps enter that have to check whether they meant this fragment, or 0. */
    int check;

    boolean dead;

    /** Where instructions of the guest begin. */
    final List<Point> boundaries = new ArrayList<>();

    /** How many of its instructions were treated which way. */
    final Map<Treatment, Integer> treatments = new EnumMap<>(Treatment.class);

    Fragment(int eip, int start) {
        this.eip = eip;
        this.start = start;
    }

    /** Adds a place where an instruction of the guest begins. */
    void add(Point boundary) {
        boundary.begins = true;
        boundaries.add(boundary);
    }

    /** Returns the guest's offset that it was translated from. */
    public int eip() {
        return eip;
    }

    /** Returns where it begins in the cache. */
    public int start() {
        return start;
    }

    /** Returns where its code ends. */
    public int end() {
        return end;
    }

    /** Returns the bytes of the guest's code. */
    public int length() {
        return length;
    }

    /** Returns where instructions of the guest begin. */
    public List<Point> boundaries() {
        return Collections.unmodifiableList(boundaries);
    }

    /** Returns how many of its instructions were treated which way. */
    public Map<Treatment, Integer> treatments() {
        return Collections.unmodifiableMap(treatments);
    }

    /** Returns the guest-physical address of one of its instructions. */
    public int physical(int offset) {
        int at = physical + (offset - eip);
        return secondPhysical < 0 || (at ^ physical) >>> 12 == 0 ? at : secondPhysical + (at & 0xFFF);
    }

    boolean overlaps(int from, int size) {
        int first = secondPhysical < 0 ? length : 0x1000 - (physical & 0xFFF);
        return physical < from + size && from < physical + first
                || secondPhysical >= 0 && secondPhysical < from + size && from < secondPhysical + length - first;
    }
}
