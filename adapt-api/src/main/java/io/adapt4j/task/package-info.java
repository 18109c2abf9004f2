/** What an adapter is for: the task descriptions stored with it, and the answers it gives. */
@NullMarked
package io.adapt4j.task;

import org.jspecify.annotations.NullMarked;
