/** The PyTorch engine: TorchScript base models opened, checked, adapted and run on libtorch. */
@NullMarked
package io.adapt4j.runtime.pytorch;

import org.jspecify.annotations.NullMarked;
