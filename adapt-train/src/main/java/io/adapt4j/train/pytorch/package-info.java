/** Training on TorchScript base models: the frozen program with trained factors as arguments, differentiated by PyTorch. */
@NullMarked
package io.adapt4j.train.pytorch;

import org.jspecify.annotations.NullMarked;
