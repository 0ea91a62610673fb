/**
 * What the dynamic translator has made of the guest's code, for somebody who looks.
 *
 * <p>{@link ringside.debug.tb.TranslationView} answers the questions; the records are the answers. Looking changes nothing.
 */
package ringside.debug.tb;
