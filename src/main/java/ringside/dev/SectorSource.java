package ringside.dev;

/** What a disk holds before anybody writes to it: sectors of 512 bytes. Their contents never change. */
public interface SectorSource {
    /** A drive without a disk in it. */
    SectorSource NONE = new SectorSource() {
        @Override
        public long sectors() {
            return 0;
        }

        @Override
        public long identity() {
            return 0;
        }

        @Override
        public boolean read(long sector, byte[] into, int at) {
            return false;
        }
    };

    /** Returns the number of sectors. */
    long sectors();

    /** Returns a hash of all contents: equal sources have equal identities. */
    long identity();

    /**
     * Reads sector {@code sector}, below {@link #sectors}, into {@code into} from {@code at} on.
     *
     * @return false if it cannot be read
     */
    boolean read(long sector, byte[] into, int at);
}
