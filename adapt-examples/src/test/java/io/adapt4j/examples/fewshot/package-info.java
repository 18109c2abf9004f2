@NullMarked
package io.adapt4j.examples.fewshot;

import org.jspecify.annotations.NullMarked;
