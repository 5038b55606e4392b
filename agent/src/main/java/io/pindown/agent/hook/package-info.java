/**
 * The classes that the agent defines inside java.base, {@code java.lang.$PindownHooks} above all: the code that the
 * rewritten JDK methods call; and the agent's way to them.
 *
 * <p>They are ordinary sources with ordinary names here. {@link io.pindown.agent.weave.ConstantPoolNames} renames them, and
 * the stand-ins of this package for classes that a compiler cannot see, when the agent is installed. Of this package only
 * {@code Inside} and {@code HandOver} are loaded by the agent's own loader.
 *
 * <p>Rules for the hook class, held by {@code HookRulesTest}: only java.lang,
 * {@link java.util.function.LongBinaryOperator} and a few named java.base types; no invokedynamic, no static initialiser;
 * the event methods allocate nothing, take no lock and catch everything.
 */
package io.pindown.agent.hook;
