package ringside.vmm.study;

import ringside.cpu.CpuFeature;
import ringside.cpu.Descriptors;
import ringside.cpu.Eflags;
import ringside.cpu.Vcpu;
import ringside.isa.SegmentRegister;

/** The resources of a machine that a monitor owns, and how each of them is moved so that dependence on it shows. */
enum Resource {
    GDTR("the GDT") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.gdtBase = Laboratory.GDT_MOVED;
        }
    },
    IDTR("the IDT") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.idtBase = Laboratory.IDT_MOVED;
        }
    },
    LDTR("the LDT") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            lab.system(SegmentRegister.LDTR, Laboratory.LDT_MOVED, Descriptors.LDT);
        }
    },
    TR("the TSS") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            lab.system(SegmentRegister.TR, Laboratory.TSS_MOVED, Descriptors.TSS32_BUSY);
        }
    },
    CR0("CR0 (TS, MP)") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.cr0 |= 0xA;
        }
    },
    CR2("CR2") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.cr2 = 0x1234_5000;
        }
    },
    CR3("CR3") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.cr3 = Laboratory.DIRECTORY_MOVED;
        }
    },
    CR4("CR4 (DE)") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            if (cpu.model.has(CpuFeature.DE)) {
                cpu.cr4 |= 8;
            }
        }
    },
    INTERRUPT_FLAG("IF") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.systemFlags |= Eflags.IF;
        }
    },
    DEBUG_REGISTERS("the debug registers") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.dr[0] = 0x8765;
            cpu.dr[3] = 0x4321;
            cpu.dr[7] |= 0x1000_0000;
        }
    },
    MSRS("the MSRs") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.msrs.sysenterCs = Laboratory.CODE2;
            cpu.msrs.sysenterEip = 0x240;
        }
    },
    TIME("time") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.tscOffset += 0x1234_5678L;
        }
    },
    DEVICES("devices") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            cpu.ports.out(Laboratory.POST, 1, 0xAA);
            cpu.ports.out(Laboratory.SCRATCH, 1, 0xAA);
        }
    },
    IDENTITY("the CPU model") {
        @Override
        void move(Laboratory lab, Vcpu cpu) {
            throw new IllegalStateException("another CPU needs another laboratory");
        }
    };

    private final String title;

    Resource(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    /** Makes the resource another one of equal contents, or with other contents where it has no place. */
    abstract void move(Laboratory lab, Vcpu cpu);
}
