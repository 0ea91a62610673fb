/**
 * Scripted tests: {@link ringside.testing.TestRunner} runs files of JavaScript whose tests each start from a fresh copy of
 * one booted machine, and tells {@link ringside.testing.Report}s what came of them.
 *
 * <p>Each file has a scope and a machine of its own. Its setup boots once; the machine is kept there ({@link
 * ringside.testing.Checkpoint}) and brought back before each test at a cost that depends on the pages touched.
 * Instructions are limited exactly, so that a test that runs too long does so at the same place every time; seconds are
 * limited only to catch what does not retire instructions.
 */
package ringside.testing;
