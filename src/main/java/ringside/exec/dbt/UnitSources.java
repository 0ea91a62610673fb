package ringside.exec.dbt;

/** Where an engine takes units from. */
public enum UnitSources {
    /** Hot code is translated; the rest is interpreted. */
    DYNAMIC("dbt"),
    /** Units that were made ahead of time; where no code was discovered, the run stops. */
    STATIC("sbt"),
    /** Units that were made ahead of time; other code is treated as by {@link #DYNAMIC}. */
    BOTH("sbt+dbt");

    private final String title;

    UnitSources(String title) {
        this.title = title;
    }

    /** Returns the name users know it by. */
    public String title() {
        return title;
    }

    boolean takesReady() {
        return this != DYNAMIC;
    }

    boolean translates() {
        return this != STATIC;
    }
}
