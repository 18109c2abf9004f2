/** Trainings of many adapters whose steps go through the base together. */
@NullMarked
package io.adapt4j.train.joint;

import org.jspecify.annotations.NullMarked;
