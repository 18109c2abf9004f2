package io.adapt4j.examples.recipe;

import io.adapt4j.error.CheckpointException;
import io.adapt4j.error.IncompatibleAdapterException;
import io.adapt4j.error.InvalidAdapterException;
import io.adapt4j.error.InvalidDataException;
import io.adapt4j.error.InvalidModelException;
import io.adapt4j.error.InvalidRecipeException;
import io.adapt4j.error.PolicyViolationException;
import io.adapt4j.error.StorageException;
import io.adapt4j.error.UnsupportedFeatureException;
import java.io.IOException;

/** What the process ends with. */
final class ExitCodes {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int RECIPE = 2;
    static final int DATA = 3;
    static final int MODEL = 4;
    static final int TRAINING = 5;
    static final int STORAGE = 6;

    private ExitCodes() {}

    static int of(Exception error) {
        if (error instanceof InvalidRecipeException) {
            return RECIPE;
        }
        if (error instanceof InvalidDataException || error instanceof PolicyViolationException) {
            return DATA;
        }
        if (error instanceof InvalidModelException
                || error instanceof InvalidAdapterException
                || error instanceof IncompatibleAdapterException
                || error instanceof UnsupportedFeatureException) {
            return MODEL;
        }
        boolean storage = error instanceof StorageException
                || error instanceof CheckpointException
                || error instanceof IOException;
        return storage ? STORAGE : TRAINING;
    }
}
