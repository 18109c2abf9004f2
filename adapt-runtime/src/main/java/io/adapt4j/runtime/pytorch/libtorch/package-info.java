/** PyTorch's native library, behind the only classes that know DJL's PyTorch engine. */
@NullMarked
package io.adapt4j.runtime.pytorch.libtorch;

import org.jspecify.annotations.NullMarked;
