// TypeScript declarations of the module 'ringside', for editors. A test compares them with what is there at run time.

declare module 'ringside' {
  /** A linear address as a number, or an expression such as 'start+4', 'ss:sp' or 'p:0x1000' (physical). */
  export type Address = number | bigint | string;

  /** 32 bits and less are numbers, 64 bits BigInt. A Number beyond 2^53 throws. */
  export type Integer = number | bigint;

  // --- the CPU ---------------------------------------------------------------------------------------------------------

  /** Bits of EFLAGS; in arithmetic, the whole register. */
  export interface Flags {
    cf: number; pf: number; af: number; zf: number; sf: number; tf: number; if: number; df: number; of: number;
    iopl: number; nt: number; rf: number; vm: number; ac: number; vif: number; vip: number; id: number;
  }

  /** A segment register: the selector in arithmetic, and its hidden parts. */
  export interface Segment {
    sel: number; base: number; limit: number; access: number;
  }

  export interface TableRegister {
    base: number; limit: number;
  }

  export interface Cr0 {
    pe: number; mp: number; em: number; ts: number; et: number; ne: number; wp: number; am: number; nw: number; cd: number; pg: number;
  }

  export interface Cr4 {
    vme: number; pvi: number; tsd: number; de: number; pse: number; pae: number; mce: number; pge: number; pce: number;
  }

  /** All registers by name; those of 64 bits are BigInt. Writing goes to the journal. */
  export interface Cpu {
    eax: number; ecx: number; edx: number; ebx: number; esp: number; ebp: number; esi: number; edi: number; eip: number;
    ax: number; cx: number; dx: number; bx: number; sp: number; bp: number; si: number; di: number; ip: number;
    al: number; cl: number; dl: number; bl: number; ah: number; ch: number; dh: number; bh: number;
    get eflags(): Flags & number; set eflags(value: Integer);
    flags: number;
    get es(): Segment & number; set es(value: Integer);
    get cs(): Segment & number; set cs(value: Integer);
    get ss(): Segment & number; set ss(value: Integer);
    get ds(): Segment & number; set ds(value: Integer);
    get fs(): Segment & number; set fs(value: Integer);
    get gs(): Segment & number; set gs(value: Integer);
    get ldtr(): Segment & number; set ldtr(value: Integer);
    get tr(): Segment & number; set tr(value: Integer);
    get cr0(): Cr0 & number; set cr0(value: Integer);
    cr2: number; cr3: number;
    get cr4(): Cr4 & number; set cr4(value: Integer);
    dr0: number; dr1: number; dr2: number; dr3: number; dr6: number; dr7: number;
    gdtr: TableRegister; idtr: TableRegister;
    efer: bigint; sysenter_cs: number; sysenter_esp: number; sysenter_eip: number;
    cpl: number;
    /** Linear addresses of the next instruction and of the top of the stack. */
    readonly pc: number; readonly stack: number;
    /** Instructions retired, and guest time in units; BigInt after more than 2^53, which take months. */
    readonly icount: number; readonly time: number;
    tsc: bigint;
    readonly mode: 'real16' | 'pm16' | 'pm32' | 'v86';
  }
  export const cpu: Cpu;

  // --- memory and ports ------------------------------------------------------------------------------------------------

  /** Memory as a debugger sees it: reading has no effect on the guest; what is not mapped throws. */
  export interface Space {
    u8(address: Address): number;
    u16(address: Address): number;
    u32(address: Address): number;
    u64(address: Address): bigint;
    bytes(address: Address, length: Integer): Uint8Array;
    /** Text up to a zero byte. */
    str(address: Address, most?: number): string;
    /** Writes a number of `size` bytes (4 unless given), text, or bytes. */
    set(address: Address, value: Integer | string | ArrayLike<number>, size?: number): void;
    fill(address: Address, length: Integer, value?: number): void;
    /** Returns where the bytes are first found, or null. */
    find(address: Address, length: Integer, data: string | ArrayLike<number>): number | null;
  }
  export interface Memory extends Space {
    phys: Space;
    linear: Space;
  }
  export const mem: Memory;

  /** Real accesses to ports, with all their effects. */
  export interface Ports {
    in(port: Integer, size?: 1 | 2 | 4): number;
    out(port: Integer, value: Integer, size?: 1 | 2 | 4): void;
  }
  export const io: Ports;

  // --- running ---------------------------------------------------------------------------------------------------------

  export interface Stop {
    kind: 'step' | 'breakpoint' | 'reached' | 'limit' | 'exit' | 'died' | 'reset' | 'idle' | 'unsupported';
    reason: string;
    /** Number of the breakpoint, or 0. */
    breakpoint: number;
    /** What the guest wrote to the debug exit device, with kind 'exit'. */
    code: number;
    pc: number;
    eip: number;
    symbol: string;
    icount: number;
    /** More lines: what led to a triple fault. */
    notes: string[];
  }
  /**
   * Runs until something stops the guest; Ctrl-C and the limits of a test throw. `until` is a condition such as 'eax == 5', asked
   * after each instruction; step.to runs to an address.
   */
  export function run(options?: Integer | { maxInsns?: Integer; until?: string }): Stop;

  export interface Step {
    (count?: Integer): Stop;
    /** Steps over calls, interrupts, loops and repeated instructions. */
    over(count?: Integer): Stop;
    /** Runs until the present function or handler has returned. */
    out(): Stop;
    to(address: Address): Stop;
  }
  export const step: Step;

  // --- stop points -----------------------------------------------------------------------------------------------------

  export interface Breakpoint {
    readonly number: number;
    readonly hits: number;
    enable(on?: boolean): void;
    remove(): void;
  }

  /** What happened; which of the optional members there are depends on the kind. */
  export interface Happening {
    kind: string;
    phase: 'before' | 'after';
    breakpoint: number;
    hits: number;
    pc: number;
    icount: number;
    address?: number;
    size?: number;
    /** BigInt if it is beyond 2^53, as that of an MSR may be. */
    value?: Integer;
    old?: Integer;
    error?: number;
    vector?: number;
    irq?: number;
    port?: number;
    cr?: number;
    msr?: number;
    write?: boolean;
    /** Of translated code: number of the unit, its instructions, which translation it is, the target of a link. */
    unit?: number;
    insns?: number;
    version?: number;
    target?: number;
    /** What became of a unit. */
    state?: 'invalidated' | 'replaced' | 'evicted' | 'flushed';
    /** Stops, with a sentence. */
    stop(message?: string): void;
    /** Leaves the instruction out that the guest stands before. */
    skip(): void;
    /** Lets what was read, written or loaded be something else. */
    set(value: Integer): void;
  }

  /** True stops, false goes on; nothing means: a breakpoint stops, an event goes on. It cannot run the machine. */
  export type Handler = (event: Happening) => boolean | void;

  export interface Common {
    /** Condition, evaluated in the core: 'eax == 1 && $cpl == 0'. */
    when?: string;
    ignore?: Integer;
    once?: boolean;
  }

  export interface Breakpoints {
    at(address: Address, options?: Common & { hit?: Handler }): Breakpoint;
    phys(address: Address, options?: Common & { hit?: Handler }): Breakpoint;
    read(address: Address, size?: Integer | Handler, handler?: Handler): Breakpoint;
    write(address: Address, size?: Integer | Handler, handler?: Handler): Breakpoint;
    access(address: Address, size?: Integer | Handler, handler?: Handler): Breakpoint;
  }
  export const bp: Breakpoints;

  type InMemory = Common & { at: Address; size?: Integer; space?: 'linear' | 'physical' };
  type AtPort = Common & { port?: Integer | [Integer, Integer]; phase?: 'before' | 'after' };
  export function on(event: 'exec', options: Common & { at: Address; space?: 'linear' | 'physical' }, handler: Handler): Breakpoint;
  export function on(event: 'read' | 'write' | 'access', options: InMemory, handler: Handler): Breakpoint;
  export function on(event: 'exception' | 'int', options: Common & { vector?: Integer }, handler: Handler): Breakpoint;
  export function on(event: 'irq', options: Common & { irq?: Integer }, handler: Handler): Breakpoint;
  export function on(event: 'io.in' | 'io.out', options: AtPort, handler: Handler): Breakpoint;
  export function on(event: 'cr', options: Common & { cr?: Integer }, handler: Handler): Breakpoint;
  export function on(event: 'msr', options: Common & { msr?: Integer }, handler: Handler): Breakpoint;
  export function on(event: 'mode' | 'cpl', options: Common, handler: Handler): Breakpoint;
  export function on(event: 'insn', options: Common & { mnemonic: string }, handler: Handler): Breakpoint;
  export function on(event: 'serial', options: Common & { text: string; port?: number }, handler: Handler): Breakpoint;
  export function on(event: 'vmexit', options: Common & { reason?: string }, handler: Handler): Breakpoint;
  export function on(event: 'shadow.fill' | 'shadow.desync' | 'trace', options: Common, handler: Handler): Breakpoint;
  export function on(event: 'vmexit' | 'shadow.fill' | 'shadow.desync' | 'trace', handler: Handler): Breakpoint;
  export function on(event: 'count', options: Common & { icount: Integer }, handler: Handler): Breakpoint;
  export function on(event: 'exception' | 'int' | 'irq' | 'io.in' | 'io.out' | 'cr' | 'msr' | 'mode' | 'cpl', handler: Handler): Breakpoint;
  /** The dynamic translator made a unit, linked two blocks, or lost a unit, while the guest runs; told at the block's end at the latest. */
  export function on(event: 'tb.translate' | 'tb.link' | 'tb.invalidate', handler: Handler): Breakpoint;
  export function on(event: 'tb.translate' | 'tb.link' | 'tb.invalidate', options: Common, handler: Handler): Breakpoint;

  // --- from outside ----------------------------------------------------------------------------------------------------

  /** Injections, now or at an instruction count; each answers what will come of it. */
  export interface Inject {
    irq(line: number, at?: Integer): string;
    int(vector: number, at?: Integer): string;
    nmi(at?: Integer): string;
    exc(vector: number, code?: number, cr2?: number, at?: Integer): string;
    keys(...names: string[]): string;
    keyDown(name: string): void;
    keyUp(name: string): void;
  }
  export const inject: Inject;

  /** Snapshots of the whole machine, by name. */
  export interface Snapshots {
    save(name: string): string;
    load(name: string): string;
    list(): unknown[];
    diff(name: string, other?: string): string;
  }
  export const snap: Snapshots;

  /** A virtual machine as the list has it. */
  export interface VmRow {
    number: number;
    name: string;
    /** ready, paused, waiting, or why it has ended. */
    state: string;
    technique: string;
    shares: number;
    ramBytes: number;
    place: number; memory: number;
    icount: number;
    time: number;
    exits: number;
    switches: number;
    /** How often it has changed machine state that is not its own. */
    escapes: number;
    selected: boolean;
  }

  /** Registers of a VM's own CPU beside those of the hardware's, or of another VM. */
  export interface VmState {
    vm: VmRow;
    hasCpu: boolean;
    virtual: Record<string, string>;
    hardware?: Record<string, string>;
    other?: Record<string, string>;
  }

  export interface VmSwitch {
    from: string;
    to: string | null;
    done: boolean;
    steps: { number: number; title: string; detail: string; changes: Record<string, string> }[];
  }

  /** A VM's guest, as on the command line, and how it runs; without a guest it gets the machine's. */
  export interface VmOptions {
    image?: string; kernel?: string; initrd?: string; append?: string; serial?: string; at?: Integer | string; mode?: string;
    ram?: string; technique?: 'te' | 'patch' | 'bt'; engine?: 'interpreter' | 'dbt'; shares?: number;
  }

  /** Virtual machines that share one machine. */
  export interface VirtualMachines {
    create(name: string, options?: VmOptions): VmRow;
    list(): VmRow[];
    get(name: string): VmRow;
    /** Makes cpu, mem, run and all else act on a VM, on the 'machine', or on the 'hardware' below. */
    select(name: string): void;
    /** Lets all that are ready run in turns, so many instructions at most. */
    run(n?: Integer): { retired: Record<string, number>; vm: string | null; ready?: boolean; stop?: { kind: string; reason: string } };
    pause(name: string): VmRow;
    resume(name: string): VmRow;
    kill(name: string): void;
    /** The control block; with a second name, beside another VM's. */
    state(name: string, other?: string): VmState;
    /** Switches the CPU to the next VM, in eight steps. */
    switch(): VmSwitch;
    switchStep(): VmSwitch;
  }
  export const vm: VirtualMachines;

  export interface Waiting {
    /** How many instructions to wait; 1e9 unless given. */
    insns?: Integer;
    /** How often to look, in instructions. */
    slice?: Integer;
  }

  /** Groups as RegExp.exec gives them, and all text up to the end of the match. */
  export type Found = RegExpExecArray & { text: string };

  export interface Output {
    /** Everything that the guest has sent. */
    output(): string;
    /** What came since the last look. */
    fresh(): string;
    /** Runs until the guest has sent it; throws when that takes too long. */
    expect(pattern: RegExp | string, options?: Integer | Waiting): Found;
  }
  export interface Serial extends Output {
    /** Sends text; a line feed goes out as the carriage return of Enter. */
    send(text: string): void;
    bytes(data: string | ArrayLike<number>): void;
  }
  export const serial: Serial;
  export const serialPorts: Serial[];
  /** What the guest writes to ports E9h and 402h. */
  export const debugPort: Output;

  export interface Screen {
    (): string[];
    text(): string;
    has(pattern: RegExp | string): boolean;
    expect(pattern: RegExp | string, options?: Integer | Waiting): Found;
  }
  export const screen: Screen;

  // --- symbols, code, commands -----------------------------------------------------------------------------------------

  export interface SymbolTable {
    /** The value of a symbol or of any expression; BigInt beyond 2^53. */
    (name: string): number;
    at(address: Integer): string;
    add(name: string, address: Integer): void;
  }
  export const sym: SymbolTable;

  /** Assembles to an address and answers the listing. */
  export function asm(address: Address, text: string): string;
  export interface CodeLine { address: number; bytes: string; text: string; length: number }
  export function dis(address?: Address, count?: Integer): CodeLine[];

  /** Carries out a console command: what the user would see, and the same as a structure. */
  export function cmd(line: string): { text: string; data: any };

  /** One unit of translated code in a list. */
  export interface Unit {
    id: number; address: number; symbol: string; blocks: number; instructions: number; bytecodes: number;
    entries: number; version: number; pinned: boolean; slow: boolean;
  }
  export interface TranslatedBlock {
    address: number; symbol: string; end: string;
    instructions: { address: number; text: string; way: 'emitted' | 'called' | 'stepped' | 'left' }[];
    exits: { way: 'taken' | 'fall'; address: number; how: string }[];
  }
  /** A unit in full: where registers are, what each instruction became, where it leads. */
  export type UnitInFull = Omit<Unit, 'blocks'> & {
    bornAt: number; classBytes: number; accesses: number; slots: string[]; fields: string[]; spills: number; reloads: number;
    places: { register: string; place: string }[];
    blocks: TranslatedBlock[]; entrances: number[];
  };
  export interface Link { from: number; to: number; way: 'taken' | 'fall'; inside: boolean; runs: number }
  /** The code cache of the dynamic translator. */
  export interface CodeCache {
    at(address: Address): UnitInFull | null;
    bytecode(address: Address): string[];
    list(): Unit[];
    why(address: Address): string[];
    links(address?: Address): Link[];
    graph(): string;
    stats(): Record<string, any>;
    flush(): void;
    invalidate(address: Address): void;
    pin(address: Address): void;
    unpin(address: Address): void;
  }
  export const tb: CodeCache;

  export type ProfileKind = 'branches' | 'targets' | 'blocks' | 'pages' | 'values' | 'cache';
  export interface ProfileTable {
    profile: ProfileKind; on: boolean; found: number; lost: number;
    /** Of the cache, which is a model of one. */
    modelled?: boolean; lookups?: number; misses?: number; writtenBack?: number;
    lines: Record<string, any>[];
  }
  /** Counts of what the guest does: exact, the same under all engines, unseen by the guest. */
  export interface Profile {
    on(kind: ProfileKind, cache?: Shape): void;
    off(kind?: ProfileKind): void;
    reset(kind?: ProfileKind): void;
    show(kind: ProfileKind, lines?: Integer): ProfileTable;
  }
  export interface Shape { size?: number; line?: number; ways?: number }
  export const profile: Profile;

  /** What the user has set with --set NAME=VALUE. */
  export function param(name: string, standard?: string): string;
  export function param(name: string, standard: number): number;
  export function param(name: string, standard: boolean): boolean;

  export interface BootOptions {
    kernel?: string; initrd?: string; append?: string; modules?: string[];
    /** Assembly source of the guest, or of a floppy disk from its boot sector on. */
    asm?: string; floppyAsm?: string;
    at?: number | string; mode?: 'real16' | 'pm16' | 'pm32';
    fda?: string; hda?: string | string[];
    ram?: string; cpu?: string; exitPort?: number | string;
  }
  /** Replaces the machine of a test; what is not said is as on the command line. */
  export function boot(options?: BootOptions): void;

  /** Files beside the script, and where the user grants it with --allow-read. */
  export interface Files {
    text(path: string): string;
    bytes(path: string): Uint8Array;
  }
  export const files: Files;

  // --- tests -----------------------------------------------------------------------------------------------------------

  export interface Assert {
    (value: unknown, message?: string | Error): asserts value;
    ok(value: unknown, message?: string | Error): asserts value;
    /** Same value; a Number and a BigInt are the same if they are the same integer. */
    equal(actual: unknown, expected: unknown, message?: string | Error): void;
    notEqual(actual: unknown, expected: unknown, message?: string | Error): void;
    strictEqual(actual: unknown, expected: unknown, message?: string | Error): void;
    deepEqual(actual: unknown, expected: unknown, message?: string | Error): void;
    notDeepEqual(actual: unknown, expected: unknown, message?: string | Error): void;
    deepStrictEqual(actual: unknown, expected: unknown, message?: string | Error): void;
    match(text: unknown, pattern: RegExp | string, message?: string | Error): void;
    doesNotMatch(text: unknown, pattern: RegExp | string, message?: string | Error): void;
    /** Answers the error. */
    throws(body: () => unknown, wanted?: RegExp | string | Function, message?: string | Error): any;
    doesNotThrow(body: () => unknown, message?: string | Error): void;
    fail(message?: string): never;
    AssertionError: new (message: string) => Error;
  }
  export const assert: Assert;

  export interface TestContext {
    readonly name: string;
    /** A number from 0 to below 1; the same ones for the same --seed. */
    random(): number;
    /** The hash of the machine's whole state. */
    hash(): string;
    log(...values: unknown[]): void;
    diagnostic(...values: unknown[]): void;
    skip(reason?: string): never;
    assert: Assert;
  }
  export interface Limits { insns?: number; seconds?: number }
  export interface TestSettings extends Limits { skip?: boolean | string; only?: boolean; todo?: boolean | string }
  export type Body = (t: TestContext) => unknown;

  /** A test starts from a fresh copy of the machine as the setup left it. */
  export interface TestFunction {
    (name: string, body: Body): void;
    (name: string, settings: TestSettings, body: Body): void;
    skip(name: string, body?: Body): void;
    only(name: string, body: Body): void;
    todo(name: string): void;
  }
  export const test: TestFunction;
  export const it: TestFunction;
  export function describe(name: string, body: () => void): void;
  /** Brings the machine to where all tests of the file begin; runs once. */
  export function setup(body: Body, limits?: Limits): void;
  export function before(body: Body, limits?: Limits): void;
  export function beforeEach(body: Body): void;
  export function afterEach(body: Body): void;
  export function after(body: Body): void;

  // --- output ----------------------------------------------------------------------------------------------------------

  export function log(...values: unknown[]): void;
  export interface Console {
    log(...values: unknown[]): void;
    info(...values: unknown[]): void;
    warn(...values: unknown[]): void;
    error(...values: unknown[]): void;
    debug(...values: unknown[]): void;
  }
  export const console: Console;
}
