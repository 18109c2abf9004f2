@NullMarked
package io.adapt4j.examples.service;

import org.jspecify.annotations.NullMarked;
