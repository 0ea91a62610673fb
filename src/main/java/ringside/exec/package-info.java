/** The contract between a machine and whatever executes its guest code, and what all engines share: basic blocks. */
package ringside.exec;
