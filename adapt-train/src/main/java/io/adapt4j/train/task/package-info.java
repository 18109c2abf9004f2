/** What is learnt: the tasks and their hyper-parameters. */
@NullMarked
package io.adapt4j.train.task;

import org.jspecify.annotations.NullMarked;
