/** LoHa: Hadamard products of low-rank matrices. */
@NullMarked
package io.adapt4j.method.loha;

import org.jspecify.annotations.NullMarked;
