/**
 * What instructions do to a machine and what that means for a monitor under it: classes, proofs, explanations, all found by
 * running instructions on forked machines and never by looking them up.
 *
 * <p>Start with {@link ringside.vmm.study.Classifier}, which asks a {@link ringside.vmm.study.Laboratory} for {@link
 * ringside.vmm.study.Observation}s of one instruction under different {@link ringside.vmm.study.Setting}s, and {@link
 * ringside.vmm.study.Explainer}. Terms are those of Popek and Goldberg (CACM 17(7), 1974): <em>privileged</em> traps at every
 * level but 0; <em>control-sensitive</em> changes resources or the mode; <em>behaviour-sensitive</em> depends on the mode or on
 * where resources are; <em>critical</em> is sensitive and not privileged.
 */
package ringside.vmm.study;
