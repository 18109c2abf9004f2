/** Tasks: from texts to answers, with one decoder for each task. */
@NullMarked
package io.adapt4j.runtime.task;

import org.jspecify.annotations.NullMarked;
