/** What a host tells about its work: events of Java Flight Recorder, and a listener. */
@NullMarked
package io.adapt4j.runtime.observe;

import org.jspecify.annotations.NullMarked;
