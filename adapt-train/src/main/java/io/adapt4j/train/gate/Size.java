package io.adapt4j.train.gate;

/**
 * The adapter's weights are small.
 *
 * @param atMostBytes bytes that they may take, head included
 */
public record Size(long atMostBytes) implements Criterion {

    public Size {
        Checks.require(atMostBytes > 0, "atMostBytes is positive", atMostBytes);
    }

    @Override
    public String describe() {
        return "the weights are at most " + atMostBytes + " bytes";
    }

    @Override
    public Finding judge(Trial trial) {
        long bytes = trial.candidate().adapter().weightBytes();
        return Finding.of(this, bytes <= atMostBytes).figure("measured", bytes).figure("threshold", atMostBytes);
    }
}
