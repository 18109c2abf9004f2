/**
 * What every engine must pass, as abstract test classes. An engine takes part by implementing {@link
 * io.adapt4j.runtime.kit.EngineUnderTest} and extending each kit with it.
 */
@NullMarked
package io.adapt4j.runtime.kit;

import org.jspecify.annotations.NullMarked;
