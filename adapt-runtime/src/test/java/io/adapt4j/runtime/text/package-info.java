@org.jspecify.annotations.NullMarked
package io.adapt4j.runtime.text;
