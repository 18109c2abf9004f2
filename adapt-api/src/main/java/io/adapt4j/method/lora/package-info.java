/** LoRA and rsLoRA. */
@NullMarked
package io.adapt4j.method.lora;

import org.jspecify.annotations.NullMarked;
