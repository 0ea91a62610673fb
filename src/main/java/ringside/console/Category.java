package ringside.console;

/** What commands are listed under in the help. */
enum Category {
    RUN("Running"),
    BREAKPOINTS("Breakpoints"),
    DATA("Registers, memory and code"),
    SYSTEM("The CPU's tables"),
    DEVICES("Devices and the outside world"),
    VMM("Virtualization"),
    STATE("Snapshots and journal"),
    FILES("Symbols and files"),
    SCRIPT("Scripts"),
    CONSOLE("The console itself"),
    USER("Your own commands");

    private final String title;

    Category(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }
}
