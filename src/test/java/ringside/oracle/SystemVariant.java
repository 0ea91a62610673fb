package ringside.oracle;

/** What a set of system cases has beside operands and descriptors. */
enum SystemVariant {
    PLAIN(500),
    /** TF before and in flags that are loaded, the T bit of a task, PAE paging. */
    STEPPED(60),
    /** CR4.UMIP, which takes another model of Bochs. */
    UMIP(60);

    /** Cases for each row and mode. */
    final int cases;

    SystemVariant(int cases) {
        this.cases = cases;
    }

    /** What it adds to the name of a row and mode. */
    String suffix() {
        return this == PLAIN ? "" : " " + this;
    }

    /** The variant that a name with {@link #suffix} is of. */
    static SystemVariant of(String name) {
        return name.endsWith(STEPPED.suffix()) ? STEPPED : name.endsWith(UMIP.suffix()) ? UMIP : PLAIN;
    }
}
