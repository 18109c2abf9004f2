package io.adapt4j.train.evaluate;

/**
 * An example with its answer, for people to read.
 *
 * @param row its place among the examples, from 0
 * @param text what was asked
 * @param expected the truth
 * @param given the answer
 */
public record ComparedRow(int row, String text, String expected, String given) {

    @Override
    public String toString() {
        return "#" + row + " \"" + text + "\": expected " + expected + ", given " + given;
    }
}
