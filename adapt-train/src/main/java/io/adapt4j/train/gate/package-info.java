/**
 * Gates: what an adapter must show before it is used, and the verdict that is kept with it. {@link io.adapt4j.train.gate.Gate}
 * is the way in; each criterion is a record of its own, registered in {@link io.adapt4j.train.gate.Criteria}.
 */
@NullMarked
package io.adapt4j.train.gate;

import org.jspecify.annotations.NullMarked;
