/** The host that deploys adapters by name and swaps them under traffic. */
@NullMarked
package io.adapt4j.runtime;

import org.jspecify.annotations.NullMarked;
