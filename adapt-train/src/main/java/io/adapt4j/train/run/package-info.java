/** What lets a training go on after the process was killed: checkpoints and where they lie. */
@NullMarked
package io.adapt4j.train.run;

import org.jspecify.annotations.NullMarked;
