package ringside.exec.emit;

import java.util.List;
import ringside.exec.CodeMode;

/** Where engines find units that were made ahead of time. */
public interface ReadyUnits {
    /** No units at all. */
    ReadyUnits NONE = new ReadyUnits() {
        @Override
        public boolean has(int eip, CodeMode mode) {
            return false;
        }

        @Override
        public List<ReadyUnit> at(int eip, CodeMode mode) {
            return List.of();
        }

        @Override
        public boolean discovered(int eip, CodeMode mode) {
            return false;
        }
    };

    /** Whether a unit for a mode has a block at an EIP. The bytes there may be others than the unit's. */
    boolean has(int eip, CodeMode mode);

    /** Returns the units for a mode that have a block at an EIP. */
    List<ReadyUnit> at(int eip, CodeMode mode);

    /** Whether code was discovered at an EIP, in a unit or not. */
    boolean discovered(int eip, CodeMode mode);
}
