/** Which data may be trained on, and what is removed from it first. */
@NullMarked
package io.adapt4j.train.data.policy;

import org.jspecify.annotations.NullMarked;
